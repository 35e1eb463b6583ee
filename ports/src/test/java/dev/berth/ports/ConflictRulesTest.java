package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who can be on a port beside whom. */
class ConflictRulesTest {
    /**
     * Binds every kind of socket, then every kind beside it, and prints what the kernel says:
     * transport, then address, v6only, options, kind of the one held, then of the asker address,
     * v6only, options, user; last the errno, 0 for a bind (and listen) that went well.
     */
    private static final String MATRIX =
            """
            import errno, os
            A, P = socket.SO_REUSEADDR, socket.SO_REUSEPORT
            OPTIONS = {'-': [], 'A': [A], 'P': [P], 'AP': [A, P]}
            FORMS = [('0.0.0.0', 0), ('127.0.0.1', 0), ('127.0.0.2', 0), ('::', 0), ('::', 1),
                     ('::1', 0), ('::1', 1), ('::ffff:127.0.0.1', 0)]
            USERS = [0, 65534] if os.geteuid() == 0 else [os.geteuid()]
            def made(kind, form, options):
                s = socket.socket(V6 if ':' in form[0] else V4, kind)
                if ':' in form[0]:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, form[1])
                for o in OPTIONS[options]:
                    s.setsockopt(socket.SOL_SOCKET, o, 1)
                return s
            def held(kind, form, options, state):
                s = made(kind, form, options)
                s.bind((form[0], 0))
                if state == 'LISTENER' and kind == TCP:
                    s.listen()
                return s, port(s)
            def asked(kind, form, options, number, user):
                os.seteuid(user)
                try:
                    s = made(kind, form, options)
                finally:
                    os.seteuid(USERS[0])
                try:
                    s.bind((form[0], number))
                    if kind == TCP: s.listen()
                    return 0
                except OSError as e:
                    return e.errno
                finally:
                    s.close()
            def outgoing(options):
                l = bound(TCP, '127.0.0.1', 0); l.listen()
                s = made(TCP, ('127.0.0.1', 0), options)
                s.connect(('127.0.0.1', port(l)))
                return (s, l, l.accept()), port(s)
            def accepted(form, options, ended):
                l = made(TCP, form, options); l.bind((form[0], 0)); l.listen()
                number = port(l)
                c = socket.create_connection(('::1' if form[0] == '::1' else '127.0.0.1', number))
                a, _ = l.accept(); l.close()
                if ended:
                    a.close(); c.recv(1); c.close()
                return (a, c), number
            def compare(kind, name, form, options, state, socks, number):
                for f in FORMS:
                    for o in OPTIONS:
                        for u in USERS:
                            say(' '.join(map(str, [name, form[0], form[1], options, state,
                                f[0], f[1], o, u, asked(kind, f, o, number, u)])))
                del socks
            for o in OPTIONS:
                for form in FORMS:
                    for kind, name, state in [(TCP, 'tcp', 'LISTENER'), (TCP, 'tcp', 'BOUND'),
                                              (UDP, 'udp', 'LISTENER')]:
                        s, number = held(kind, form, o, state)
                        compare(kind, name, form, o, state, s, number)
                        s.close()
                for form in [('127.0.0.1', 0), ('::1', 0)]:
                    for ended in (False, True):
                        s, number = accepted(form, o, ended)
                        compare(TCP, 'tcp', form, o, 'TIME_WAIT' if ended else 'ACCEPTED', s, number)
                s, number = outgoing(o)
                compare(TCP, 'tcp', ('127.0.0.1', 0), o, 'OUTGOING', s, number)
            say('end')
            """;

    @Test
    void theRulesOfLinuxAgreeWithTheKernelInEveryCombination() throws IOException {
        assumeTrue(Platform.LINUX);
        var wrong = new ArrayList<String>();
        int compared = 0;
        try (var peer = Peer.python(MATRIX)) {
            for (String line = peer.line(); !line.equals("end"); line = peer.line()) {
                compared++;
                if (!agrees(line.split(" "))) {
                    wrong.add(line);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(3_000);
    }

    private static boolean agrees(String[] row) {
        var transport = row[0].equals("tcp") ? Transport.TCP : Transport.UDP;
        long holder = Long.parseLong(row[8]) == 65_534 ? 0 : Procfs.uid();
        var held = socket(transport, row, 1, holder, Holder.Kind.valueOf(row[4]));
        var asked = socket(transport, row, 5, Long.parseLong(row[8]), Holder.Kind.LISTENER);
        int errno = Integer.parseInt(row[9]);
        return switch (new LinuxRules().between(held, asked)) {
            case Conflict.Refused refused -> refused.code() == errno;
            case Conflict.None _ -> errno == 0;
            case Conflict.Shared _ -> errno == 0;
        };
    }

    private static Occupancy socket(
            Transport transport, String[] row, int at, long uid, Holder.Kind kind) {
        var address = java.net.InetAddress.ofLiteral(row[at]);
        return new Occupancy(
                new Endpoint(transport, address, 8146),
                row[at + 1].equals("1"),
                0,
                reuse(row[at + 2]),
                uid,
                kind);
    }

    private static Reuse reuse(String options) {
        return new Reuse(options.contains("A"), options.contains("P"), false);
    }

    @Test
    void case17And18ReceiversShareOnlyWhenBothSaySoAndForReusePortAsTheSameUser() {
        var rules = new LinuxRules();
        var everywhere = Endpoint.udp("0.0.0.0", 1900);
        assertThat(rules.between(held(everywhere, Reuse.NONE), asked(everywhere, Reuse.ADDRESS)))
                .isEqualTo(new Conflict.Refused(Rule.HOLDER_EXCLUSIVE, 98));
        assertThat(rules.between(held(everywhere, Reuse.ADDRESS), asked(everywhere, Reuse.NONE)))
                .isEqualTo(new Conflict.Refused(Rule.ASKER_EXCLUSIVE, 98));
        assertThat(rules.between(held(everywhere, Reuse.ADDRESS), asked(everywhere, Reuse.ADDRESS)))
                .isEqualTo(new Conflict.Shared(Rule.BOTH_REUSE_ADDRESS));
        var tcp = Endpoint.tcp(8146);
        var foreign = Occupancy.asked(tcp, Reuse.PORT, 65_534);
        assertThat(rules.between(held(tcp, Reuse.PORT), foreign))
                .isEqualTo(new Conflict.Refused(Rule.OTHER_USER, 98));
    }

    @Test
    void twoInterfacesKeepTwoSocketsApartButNotAThirdOfAllInterfaces() {
        var rules = new LinuxRules();
        var first = held(Endpoint.udp(5353), Reuse.NONE).on(2);
        assertThat(rules.between(first, asked(Endpoint.udp(5353), Reuse.NONE).on(3)))
                .isEqualTo(Conflict.NONE);
        assertThat(rules.between(first, asked(Endpoint.udp(5353), Reuse.NONE)))
                .isInstanceOf(Conflict.Refused.class);
    }

    @Test
    void case67OnWindowsAWildcardAfterOneOfItsAddressesIsHeldAlthoughItsBindGoesWell() {
        for (var reuse : List.of(Reuse.NONE, Reuse.ADDRESS, Reuse.EXCLUSIVE)) {
            assertThat(windows(false, reuse, true, Reuse.NONE))
                    .isEqualTo(new Conflict.Refused(Rule.WINDOWS_MORE_SPECIFIC, 0));
        }
    }

    @Test
    void case69OnWindowsAnExclusiveHolderDeniesWhoWouldShare() {
        assertThat(windows(true, Reuse.EXCLUSIVE, true, Reuse.ADDRESS))
                .isEqualTo(new Conflict.Refused(Rule.HOLDER_EXCLUSIVE, 10_013));
        assertThat(windows(false, Reuse.EXCLUSIVE, false, Reuse.ADDRESS))
                .isEqualTo(new Conflict.Refused(Rule.HOLDER_EXCLUSIVE, 10_013));
    }

    @Test
    void onWindowsTheTableOfTheDocumentationIsWhatComesOut() {
        String[] documented = {
            "INUSE SUCCESS INUSE SUCCESS INUSE SUCCESS",
            "CHECK INUSE CHECK DENIED DENIED INUSE",
            "DENIED SUCCESS SUCCESS SUCCESS DENIED SUCCESS",
            "CHECK DENIED SUCCESS SUCCESS DENIED DENIED",
            "INUSE INUSE INUSE INUSE INUSE INUSE",
            "CHECK INUSE CHECK INUSE DENIED INUSE"
        };
        var options = List.of(Reuse.NONE, Reuse.ADDRESS, Reuse.EXCLUSIVE);
        for (int second = 0; second < 6; second++) {
            String[] row = documented[second].split(" ", 6);
            for (int first = 0; first < 6; first++) {
                var result =
                        windows(
                                first % 2 == 0,
                                options.get(first / 2),
                                second % 2 == 0,
                                options.get(second / 2));
                assertThat(word(result))
                        .as("first %d, second %d", first, second)
                        .isEqualTo(row[first].replace("CHECK", "SUCCESS"));
            }
        }
    }

    private static String word(Conflict conflict) {
        return switch (conflict) {
            case Conflict.Refused(Rule _, int code) when code == 10_048 -> "INUSE";
            case Conflict.Refused(Rule _, int code) when code == 10_013 -> "DENIED";
            case Conflict.Refused _ -> "SUCCESS";
            case Conflict.Shared _ -> "SUCCESS";
            case Conflict.None _ -> "NONE";
        };
    }

    @Test
    void onWindowsAnotherUserIsKeptFromTheAddressOfAWildcard() {
        var held = held(Endpoint.tcp("0.0.0.0", 8146), Reuse.NONE);
        var rules = ConflictRules.of("Windows 11");
        var specific = Endpoint.tcp("127.0.0.1", 8146);
        assertThat(rules.between(held, Occupancy.asked(specific, Reuse.NONE, 1)))
                .isEqualTo(new Conflict.Refused(Rule.OTHER_USER, 10_013));
        assertThat(rules.between(held, asked(specific, Reuse.NONE)))
                .isEqualTo(new Conflict.Shared(Rule.WINDOWS_MORE_SPECIFIC));
    }

    private static Conflict windows(
            boolean firstEverywhere, Reuse first, boolean secondEverywhere, Reuse second) {
        return ConflictRules.of("Windows Server 2025")
                .between(
                        held(Endpoint.tcp(place(firstEverywhere), 8146), first),
                        asked(Endpoint.tcp(place(secondEverywhere), 8146), second));
    }

    private static String place(boolean everywhere) {
        return everywhere ? "0.0.0.0" : "127.0.0.1";
    }

    @Test
    void case71OnMacOsTheSameAddressIsSharedByReusePortAlone() {
        var rules = ConflictRules.of("Mac OS X");
        var airplay = Endpoint.tcp(7000);
        assertThat(rules.between(held(airplay, Reuse.NONE), asked(airplay, Reuse.NONE)))
                .isEqualTo(new Conflict.Refused(Rule.SAME_ADDRESS, 48));
        assertThat(rules.between(held(airplay, Reuse.ADDRESS), asked(airplay, Reuse.ADDRESS)))
                .isEqualTo(new Conflict.Refused(Rule.ASKER_EXCLUSIVE, 48));
        assertThat(rules.between(held(airplay, Reuse.PORT), asked(airplay, Reuse.PORT)))
                .isEqualTo(new Conflict.Shared(Rule.BOTH_REUSE_PORT));
    }

    @Test
    void onMacOsBothOptionsMeanTheSameOnAMulticastAddress() {
        var rules = ConflictRules.of("Mac OS X");
        var group = Endpoint.udp("239.255.255.250", 1900);
        assertThat(rules.between(held(group, Reuse.ADDRESS), asked(group, Reuse.ADDRESS)))
                .isEqualTo(new Conflict.Shared(Rule.BOTH_REUSE_PORT));
    }

    private static Occupancy held(Endpoint endpoint, Reuse reuse) {
        return asked(endpoint, reuse);
    }

    private static Occupancy asked(Endpoint endpoint, Reuse reuse) {
        return Occupancy.asked(endpoint, reuse, 0);
    }
}
