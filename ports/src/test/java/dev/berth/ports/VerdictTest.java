package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the authority says of a port that others have, with the numbers of the cases. */
class VerdictTest {
    private final Authority authority = new Authority();

    @BeforeAll
    static void onlyLinuxIsKnownWell() {
        assumeTrue(Platform.LINUX);
    }

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    void case6LocalhostIsTwoProgramsWhenEachFamilyHasItsOwn() throws IOException {
        try (var peer =
                Peer.python("s = bound(TCP, '::1', 0, family=V6); s.listen(); say(port(s))")) {
            var verdict = authority.check(Endpoint.tcp("127.0.0.1", peer.number()));
            assertThat(verdict.free()).isTrue();
            assertThat(verdict.explain())
                    .contains("\"localhost\" is two programs", "pid " + peer.pid());
            assertThat(verdict.explain(Language.CHINESE)).contains("两个程序");
        }
    }

    @Test
    void case14AMulticastPortWhoseHolderSharesIsShareableAndUnicastIsWarnedOf() throws IOException {
        try (var peer = Peer.python("s = bound(UDP, '0.0.0.0', 0, True); say(port(s))")) {
            var verdict = authority.check(Endpoint.udp("0.0.0.0", peer.number()));
            assertThat(verdict).isInstanceOf(Verdict.Shareable.class);
            assertThat(verdict.rule()).isEqualTo(Rule.BOTH_REUSE_ADDRESS);
            assertThat(verdict.holders()).extracting(Holder::pid).containsExactly(peer.pid());
            assertThat(verdict.explain()).contains("unicast only the one that was bound last");
        }
    }

    @Test
    void case15AnExclusiveHolderOfAMulticastPortCannotBeSharedWithUntilItChanges()
            throws IOException {
        try (var peer = Peer.python("s = bound(UDP, '0.0.0.0', 0); say(port(s))")) {
            var verdict = authority.check(Endpoint.udp(peer.number()));
            assertThat(verdict).isInstanceOf(Verdict.Held.class);
            assertThat(verdict.rule()).isEqualTo(Rule.HOLDER_EXCLUSIVE);
            assertThat(verdict.explain())
                    .contains("python3 (pid " + peer.pid())
                    .contains("impossible until that holder sets SO_REUSEADDR")
                    .contains("kill " + peer.pid());
            assertThat(verdict.explain(Language.CHINESE)).contains("SO_REUSEADDR", "无法共用");
        }
    }

    @Test
    void case16OneReusesThePortAndTheOtherTheAddressWhichIsNoSharing() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                        s.bind(('127.0.0.1', 0)); say(port(s))
                        """)) {
            var endpoint = Endpoint.udp("127.0.0.1", peer.number());
            assertThat(authority.check(endpoint)).isInstanceOf(Verdict.Held.class);
            assertThat(authority.checkForSharing(endpoint).rule()).isEqualTo(Rule.BOTH_REUSE_PORT);
        }
    }

    @Test
    void case18AGroupThatReusesThePortIsOpenToItsOwnUserOnly() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        String listen =
                """
                import os
                os.setuid(%d)
                s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                s.bind(('127.0.0.1', 0)); s.listen(); say(port(s))
                """;
        try (var root = Peer.python(listen.formatted(0));
                var nobody = Peer.python(listen.formatted(65_534))) {
            assertThat(authority.checkForSharing(Endpoint.tcp("127.0.0.1", root.number())))
                    .isInstanceOf(Verdict.Shareable.class);
            assertThat(authority.checkForSharing(Endpoint.tcp("127.0.0.1", nobody.number())))
                    .isInstanceOf(Verdict.Held.class);
        }
    }

    @Test
    void case23WhatAListenerLeftBehindThatReusedItsAddressIsNoObstacle() throws IOException {
        try (var peer = Peer.python(remains(true))) {
            var verdict = authority.check(Endpoint.tcp("127.0.0.1", peer.number()));
            assertThat(verdict.code()).isEqualTo("free");
        }
    }

    @Test
    void case24WhatAListenerLeftBehindThatDidNotReuseItsAddressIsCooling() throws IOException {
        try (var peer = Peer.python(remains(false))) {
            var verdict = authority.check(Endpoint.tcp("127.0.0.1", peer.number()));
            assertThat(verdict).isInstanceOf(Verdict.Cooling.class);
            assertThat(verdict.rule()).isEqualTo(Rule.TIME_WAIT);
        }
    }

    /** The server hangs up first, so that its end is the one that stays in TIME_WAIT. */
    private static String remains(boolean reuse) {
        return """
        l = bound(TCP, '127.0.0.1', 0, %s); l.listen(); p = port(l)
        c = socket.create_connection(('127.0.0.1', p))
        a, _ = l.accept(); a.close(); c.recv(1); c.close(); l.close(); say(p)
        """
                .formatted(reuse ? "True" : "False");
    }

    @Test
    void case25ASessionThatOutlivesItsListenerIsToldOf() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen(); p = port(l)
                        c = socket.create_connection(('127.0.0.1', p))
                        a, _ = l.accept(); l.close(); say(p)
                        """)) {
            var verdict = authority.check(Endpoint.tcp("127.0.0.1", peer.number()));
            assertThat(verdict.free()).isTrue();
            assertThat(verdict.explain()).contains("a live session still uses it");
        }
    }

    @Test
    void case31APortThatThePacketFilterForwardsIsShadowedAndNotFree() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        var namespace =
                List.of(
                        "unshare",
                        "-n",
                        "sh",
                        "-c",
                        "nft 'table ip t { chain c { type nat hook prerouting priority dstnat; tcp dport 8080 dnat to 10.0.0.2:80; }; }' && exec \"$@\"",
                        "sh");
        try (var asker = Peer.java(namespace, Ask.class.getName(), "check", "tcp/8080")) {
            assertThat(asker.line()).isEqualTo("shadowed");
            assertThat(asker.line()).contains("forwards it to 10.0.0.2:80", "dport 8080");
        }
        try (var asker = Peer.java(namespace, Ask.class.getName(), "check", "tcp/8081")) {
            assertThat(asker.line()).isEqualTo("free");
        }
    }

    @Test
    void case73APortThatBrowsersBlockIsForbiddenWhereBrowsersAreToReachIt() {
        for (int port : List.of(6000, 10_080)) {
            var verdict = authority.checkForBrowsers(Endpoint.tcp(port));
            assertThat(verdict).isInstanceOf(Verdict.Forbidden.class);
            assertThat(verdict.rule()).isEqualTo(Rule.BROWSER_BLOCKED);
        }
    }

    @Test
    void aPlannedPortIsItsOwnersAndNobodyElses() throws IOException {
        var range = freePorts(2);
        var promised = Endpoint.tcp("127.0.0.1", range.first());
        authority.reserve(List.of(promise(promised, Reservation.Strength.PLANNED)));

        var refusal = refused(authority, Claim.strict("Radio B", "web", promised));
        assertThat(refusal.rule()).isEqualTo(Rule.PLANNED);
        assertThat(refusal.explain()).contains("is planned for Radio A, DJ");
        assertThat(authority.check(promised).rule()).isEqualTo(Rule.PLANNED);
        assertThat(authority.lease(Claim.next("Radio B", "web", promised)).endpoint())
                .isEqualTo(promised.withPort(range.last()));
        assertThat(authority.lease(claim(promised)).endpoint()).isEqualTo(promised);
    }

    @Test
    void aDeclaredPortIsKeptFromSearchesAndGivenToWhoClaimsJustThisOne() throws IOException {
        var range = freePorts(2);
        var declared = Endpoint.tcp("127.0.0.1", range.first());
        authority.reserve(List.of(promise(declared, Reservation.Strength.DECLARED)));

        var verdict = authority.check(declared);
        assertThat(verdict.rule()).isEqualTo(Rule.DECLARED);
        assertThat(verdict.explain()).contains("compose.yml of /srv/radio");
        assertThat(authority.lease(Claim.pool("Radio B", "web", declared, range)).endpoint())
                .isEqualTo(declared.withPort(range.last()));
        authority.lease(Claim.strict("Radio B", "web", declared)).close();
    }

    private static Reservation promise(Endpoint endpoint, Reservation.Strength strength) {
        return new Reservation(
                endpoint.transport(),
                endpoint.address(),
                PortRange.of(endpoint.port()),
                "Radio A",
                "DJ",
                strength,
                "compose.yml of /srv/radio");
    }

    @Test
    void whatListensOnAPlannedPortIsToldBeforeThePlan() throws IOException {
        try (var peer = Peer.python("s = bound(TCP, '127.0.0.1', 0); s.listen(); say(port(s))")) {
            var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
            authority.reserve(List.of(promise(endpoint, Reservation.Strength.PLANNED)));
            var verdict = authority.check(endpoint);
            assertThat(verdict).isInstanceOf(Verdict.Held.class);
            assertThat(verdict.explain()).contains("it is meant for Radio A, DJ");
        }
    }

    @Test
    void case72WhatTheAdministratorKeepsFromConnectionsIsFreeWithoutAWarningAndGranted()
            throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        for (String reserved : List.of("", "25000")) {
            var island =
                    List.of(
                            "unshare",
                            "--net",
                            "sh",
                            "-c",
                            "ip link set lo up; cd /proc/sys/net/ipv4; echo '24000 25999' > ip_local_port_range; echo '%s' > ip_local_reserved_ports; cd $OLDPWD; exec \"$@\""
                                    .formatted(reserved),
                            "sh");
            var ask = List.of(Ask.class.getName(), "tcp/127.0.0.1:25000");
            try (var check = Peer.java(island, ask.getFirst(), "check", ask.getLast());
                    var claim = Peer.java(island, ask.getFirst(), "strict", ask.getLast())) {
                assertThat(check.line()).isEqualTo("free");
                String sentence = check.line();
                assertThat(sentence.contains("the ephemeral range 24000-25999"))
                        .as(sentence)
                        .isEqualTo(reserved.isEmpty());
                assertThat(claim.line()).isEqualTo("granted");
            }
        }
    }

    @Test
    void case71AMacsAirPlayReceiverIsSwitchedOffInItsSettingsAndNotKilled() {
        for (int port : new int[] {5000, 7000}) {
            var endpoint = Endpoint.tcp(port);
            var centre = new Program(501, "ControlCenter", "", "anna", null, null, null, null);
            var holder = new Holder(Holder.Kind.LISTENER, endpoint, false, null, 0, 501, centre);
            var held = new Verdict.Held(endpoint, Rule.SAME_ADDRESS, List.of(holder), List.of());
            assertThat(held.code()).isEqualTo("held");
            assertThat(held.explain())
                    .contains("AirPlay Receiver", "System Settings > General > AirDrop & Handoff")
                    .doesNotContain("kill");
            assertThat(held.explain(Language.CHINESE)).contains("隔空播放接收器");
        }
    }

    @Test
    void aPortInTheEphemeralRangeIsFreeWithAWarning() {
        int inside = Sysctl.ephemeral().last();
        assumeTrue(authority.check(Endpoint.tcp(inside)).free());
        assertThat(authority.check(Endpoint.tcp(inside)).explain())
                .contains("outgoing connections may take it");
        assertThat(authority.check(Endpoint.tcp(freePort())).notes()).isEmpty();
    }
}
