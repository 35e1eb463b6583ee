package dev.berth.ports;

import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PoolTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final Arrangement UDP = Arrangement.single(Transport.UDP);
    private static final Arrangement TCP = Arrangement.single(Transport.TCP);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // it may wrap
    private final Authority authority = new Authority(Clock.systemUTC(), now::get);

    @AfterEach
    void close() {
        authority.close();
    }

    private static PoolSpec home(PortRange range) {
        return PoolSpec.of("rtp", range).on(HOME);
    }

    private static Refusal refused(Pool pool, Arrangement wanted) {
        var reply = pool.answer(pool.claim("camera 8", "video"), wanted);
        assertThat(reply).isInstanceOf(Pool.Reply.Refused.class);
        return ((Pool.Reply.Refused) reply).refusal();
    }

    private static List<Bundle> takeAll(Pool pool, Arrangement wanted) throws PortRefused {
        var all = new ArrayList<Bundle>();
        for (int i = pool.room(wanted); i > 0; i--) {
            all.add(pool.lease("camera " + i, "video", wanted));
        }
        return all;
    }

    private static Set<Integer> ports(List<Bundle> bundles) {
        var ports = new HashSet<Integer>();
        for (var bundle : bundles) {
            bundle.leases().forEach(lease -> ports.add(lease.endpoint().port()));
        }
        return ports;
    }

    @Test
    void anRtpPairIsTwoOpenSocketsOnAnEvenPortAndTheNext() throws IOException {
        var pool = authority.pool(home(freePorts(9)));
        try (var pair = pool.lease("camera 7", "video", Arrangement.rtp())) {
            assertThat(pair.port()).isEven();
            assertThat(pair.lease(0).datagramSocket().isOpen()).isTrue();
            assertThat(pair.lease(1).endpoint().port()).isEqualTo(pair.port() + 1);
            assertThat(pool.stats(Transport.UDP).leased()).isEqualTo(2);
        }
        assertThat(pool.stats(Transport.UDP).leased()).isZero();
        assertThat(authority.leases()).isEmpty();
    }

    @Test
    void case40AnOddEndOfTheRangeHasNoPairAndFreePortsWithoutAPairAreFragmented()
            throws IOException {
        var even = freePorts(9);
        int first = even.first() | 1;
        var pool = authority.pool(home(new PortRange(first, first + 5)));
        assertThat(pool.room(Arrangement.rtp())).isEqualTo(2);
        var pairs = takeAll(pool, Arrangement.rtp());
        assertThat(ports(pairs))
                .containsExactlyInAnyOrder(first + 1, first + 2, first + 3, first + 4);

        var refusal = refused(pool, Arrangement.rtp());
        assertThat(refusal).isInstanceOf(Refusal.Fragmented.class);
        assertThat(refusal.explain())
                .isEqualTo(
                        "udp/127.0.0.1:%s has 2 free ports, but no free pair of an even port and the next (4 leased); widen the range, or release ports of it that are not needed"
                                .formatted(pool.range()));
        assertThat(refusal.explain(Language.CHINESE)).contains("2 个空闲端口");
    }

    @Test
    void case41AnExhaustedPoolCountsWhyAndGivesWhatComesFreeAtOnce() throws IOException {
        var range = freePorts(6);
        authority.reserve(
                List.of(
                        new Reservation(
                                Transport.UDP,
                                null,
                                PortRange.of(range.first()),
                                "station A",
                                "web",
                                Reservation.Strength.PLANNED,
                                "the plan")));
        var pool = authority.pool(home(range));
        try (var squatter = new DatagramSocket(new InetSocketAddress(HOME, range.first() + 1))) {
            assertThat(squatter.isBound()).isTrue();
            var leases = new ArrayList<Bundle>();
            for (int i = 0; i < 4; i++) {
                leases.add(pool.lease("camera", "video", UDP));
            }
            var refusal = (Refusal.Exhausted) refused(pool, UDP);
            assertThat(refusal.causes()).isEqualTo(Map.of("leased", 4, "held", 1, "reserved", 1));
            int freed = leases.getFirst().port();
            leases.getFirst().close();
            assertThat(pool.lease("camera", "video", UDP).port()).isEqualTo(freed);
        }
        assertThat(pool.stats(Transport.UDP).refusals()).isEqualTo(1);
        assertThat(pool.stats(Transport.UDP).most()).isEqualTo(4);
    }

    @Test
    void case42EveryAskSucceedsWhileOnePortIsFree() throws IOException {
        var machine = new Machine();
        var range = new PortRange(1000, 1099);
        for (int port = range.first(); port < range.last(); port++) {
            machine.squat(Endpoint.udp("127.0.0.1", port));
        }
        try (var other = new Authority(Clock.systemUTC(), now::get, 1000, machine)) {
            var pool = other.pool(home(range));
            for (int i = 0; i < 50; i++) {
                try (var bundle = pool.lease("camera", "video", UDP)) {
                    assertThat(bundle.port()).isEqualTo(range.last());
                }
            }
        }
    }

    @Test
    void case43ASquattedPortIsRememberedNotRetriedAndReturnsWhenTheSquatterLeaves()
            throws IOException {
        var machine = new Machine();
        var range = new PortRange(1000, 1009);
        var squatted = Endpoint.udp("127.0.0.1", 1000);
        for (int port = 1000; port < 1009; port++) {
            machine.squat(squatted.withPort(port));
        }
        try (var other = new Authority(Clock.systemUTC(), now::get, 1000, machine)) {
            var pool = other.pool(home(range).oldestFirst());
            for (int i = 0; i < 20; i++) {
                pool.lease("camera", "video", UDP).close();
            }
            assertThat(machine.binds()).isLessThanOrEqualTo(9 + 20);
            assertThat(pool.stats(Transport.UDP).squatted()).isBetween(0, 9);

            var last = pool.lease("camera", "video", UDP);
            assertThat(refused(pool, UDP).code()).isEqualTo("exhausted");
            assertThat(pool.squats(Transport.UDP)).hasSize(9);
            assertThat(pool.squats(Transport.UDP).getFirst().endpoint()).isEqualTo(squatted);

            machine.leave(squatted);
            other.sweep();
            assertThat(pool.stats(Transport.UDP).squatted()).isEqualTo(8);
            assertThat(pool.stats(Transport.UDP).free()).isEqualTo(1);
            assertThat(pool.lease("camera", "video", UDP).port()).isEqualTo(1000);
            assertThat(last.port()).isEqualTo(1009);
        }
    }

    @Test
    void case43AsLongAsOthersAreFreeNoAskBindsAPortThatWasFoundSquatted() throws IOException {
        var machine = new Machine();
        for (int port = 1000; port < 1300; port++) {
            machine.squat(Endpoint.udp("127.0.0.1", port));
        }
        try (var other = new Authority(Clock.systemUTC(), now::get, 1000, machine)) {
            for (var spec :
                    List.of(
                            home(new PortRange(1000, 1999)),
                            home(new PortRange(1000, 1999)).oldestFirst())) {
                var pool = other.pool(spec);
                var all = new ArrayList<Bundle>();
                for (int i = 0; i < 700; i++) {
                    all.add(pool.lease("camera", "video", UDP));
                }
                all.forEach(Bundle::close);
                int squats = pool.stats(Transport.UDP).squatted();
                int binds = machine.binds();
                for (int i = 0; i < 2000; i++) {
                    pool.lease("camera", "video", UDP).close();
                }
                int met = pool.stats(Transport.UDP).squatted() - squats;
                assertThat(machine.binds() - binds).isEqualTo(2000 + met);
                assertThat(squats).isPositive();
                pool.close();
            }
        }
    }

    @Test
    void case44WhenAPartFailsTheWholeIsGivenBack() throws IOException {
        int port = freePort();
        var whole =
                new Arrangement(
                        new Phrase("RTP pair with its TCP port", "RTP 端口对及其 TCP 端口"),
                        1,
                        List.of(
                                new Arrangement.Part(0, Transport.UDP),
                                new Arrangement.Part(1, Transport.UDP),
                                new Arrangement.Part(0, Transport.TCP)));
        var pool = authority.pool(home(new PortRange(port, port + 1)));
        try (var squatter = new ServerSocket()) {
            squatter.bind(new InetSocketAddress(HOME, port));
            refused(pool, whole);
            assertThat(authority.leases()).isEmpty();
            assertThat(pool.stats(Transport.UDP).leased()).isZero();
            authority.lease(Given.claim(Endpoint.udp("127.0.0.1", port + 1))).close();
        }
        try (var bundle = pool.lease("talk", "gb28181", whole)) {
            assertThat(bundle.leases()).hasSize(3);
        }
    }

    private static final Arrangement TALK =
            new Arrangement(
                    new Phrase("RTP pair with its TCP port", "RTP 端口对及其 TCP 端口"),
                    2,
                    List.of(
                            new Arrangement.Part(0, Transport.UDP),
                            new Arrangement.Part(1, Transport.UDP),
                            new Arrangement.Part(0, Transport.TCP)));

    @Test
    void case44WhicheverPartFailsTheOthersAreUnboundAndOnlyThePartThatFailedIsSquatted()
            throws IOException {
        for (var part : TALK.parts()) {
            var machine = new Machine();
            var squatted = new Endpoint(part.transport(), HOME, 1000 + part.offset());
            machine.squat(squatted);
            try (var other = new Authority(Clock.systemUTC(), now::get, 1000, machine)) {
                var pool = other.pool(home(new PortRange(1000, 1003)).apart());
                other.lease(Given.claim(Endpoint.udp("127.0.0.1", 1002))); // no other place
                assertThat(refused(pool, TALK).code()).isIn("exhausted", "fragmented");
                assertThat(other.leases()).hasSize(1);
                assertThat(machine.sockets()).isEqualTo(2);
                for (var transport : Transport.values()) {
                    boolean its = transport == part.transport();
                    assertThat(pool.squats(transport)).hasSize(its ? 1 : 0);
                    var stats = pool.stats(transport);
                    assertThat(stats.leased()).isEqualTo(transport == Transport.UDP ? 1 : 0);
                    assertThat(stats.free()).isEqualTo(4 - stats.leased() - (its ? 1 : 0));
                }
            }
        }
    }

    @Test
    void case13ANumberOfWhichOneTransportIsBusyIsRefusedWholeAndNothingOfItIsKept()
            throws IOException {
        int port = freePort();
        var both = Arrangement.sameNumber(Transport.TCP, Transport.UDP);
        var pool = authority.pool(home(PortRange.of(port)));
        try (var squatter = new DatagramSocket(new InetSocketAddress(HOME, port));
                var listener = new ServerSocket()) {
            assertThat(refused(pool, both).explain()).contains("" + squatter.getLocalPort());
            assertThat(authority.leases()).isEmpty();
            listener.setReuseAddress(false);
            listener.bind(new InetSocketAddress(HOME, port)); // the TCP half is anybody's
        }
        assertThat(pool.lease("a", "b", both).leases()).hasSize(2);
    }

    @Test
    void case45AnExplicitPortIsOutOfThePoolAsLongAsItIsLeased() throws IOException {
        var range = freePorts(2);
        var pool = authority.pool(home(range));
        var explicit = authority.lease(Given.claim(Endpoint.udp("127.0.0.1", range.first())));
        var other = pool.lease("camera", "video", UDP);
        assertThat(other.port()).isEqualTo(range.last());
        assertThat(refused(pool, UDP)).isInstanceOf(Refusal.Exhausted.class);
        explicit.close();
        assertThat(pool.lease("camera", "video", UDP).port()).isEqualTo(range.first());
    }

    @Test
    void aPortThatWasLeasedBeforeThePoolWasMadeIsOutOfItToo() throws IOException {
        var range = freePorts(1);
        var explicit = authority.lease(Given.claim(Endpoint.udp(range.first())));
        var pool = authority.pool(home(range));
        refused(pool, UDP);
        explicit.close();
        pool.lease("camera", "video", UDP);
    }

    @Test
    void aNumberMeansOneConversationUnlessTheBooksAreApart() throws IOException {
        var range = freePorts(1);
        var together = authority.pool(home(range));
        try (var tcp = together.lease("a", "b", TCP)) {
            assertThat(tcp.port()).isEqualTo(range.first());
            refused(together, UDP);
        }
        together.close();
        var apart = authority.pool(home(range).apart());
        apart.lease("a", "b", TCP);
        apart.lease("a", "b", UDP);
    }

    @Test
    void oneNumberOnBothTransportsIsOneBundle() throws IOException {
        var range = freePorts(3);
        var pool = authority.pool(home(range));
        var both = Arrangement.sameNumber(Transport.TCP, Transport.UDP);
        var bundles = takeAll(pool, both);
        assertThat(bundles).hasSize(3);
        for (var bundle : bundles) {
            assertThat(bundle.lease(0).serverSocket().isOpen()).isTrue();
            assertThat(bundle.lease(1).datagramSocket().isOpen()).isTrue();
        }
        bundles.get(1).lease(0).close();
        refused(pool, both); // its UDP half is still leased
        bundles.get(1).close();
        assertThat(pool.lease("a", "b", both).port()).isEqualTo(bundles.get(1).port());
    }

    @Test
    void aRowOfPortsIsFoundAcrossTheWordsOfAMap() throws IOException {
        var machine = new Machine();
        try (var other = new Authority(Clock.systemUTC(), now::get, 1000, machine)) {
            for (int port = 1024; port < 1300; port++) {
                if (port < 1100 || port > 1190) {
                    machine.squat(Endpoint.udp("127.0.0.1", port));
                }
            }
            var pool = other.pool(home(new PortRange(1024, 1299)));
            assertThat(pool.lease("a", "b", Arrangement.row(Transport.UDP, 91)).port())
                    .isEqualTo(1100);
        }
    }

    @Test
    void case48APoolGrowsAndShrinksWhileLeasesLive() throws IOException {
        var machine = new Machine();
        try (var other = new Authority(Clock.systemUTC(), now::get, 5000, machine)) {
            var pool = other.pool(home(new PortRange(49_152, 50_000)));
            takeAll(pool, UDP);
            pool.resize(new PortRange(49_152, 51_000));
            var more = new ArrayList<Bundle>();
            for (int i = 0; i < 1000; i++) {
                more.add(pool.lease("a", "b", UDP));
            }
            assertThat(ports(more)).hasSize(1000).contains(50_001, 51_000);

            pool.resize(new PortRange(49_152, 49_999));
            refused(pool, UDP);
            var outside = more.stream().filter(b -> b.port() == 50_001).findFirst().orElseThrow();
            outside.close();
            refused(pool, UDP); // it does not come back to a pool that it is not in

            pool.resize(new PortRange(49_152, 51_000));
            assertThat(pool.lease("a", "b", UDP).port()).isEqualTo(50_001);
            refused(pool, UDP); // and those that are still leased are not in it twice
        }
    }

    @Test
    void case64APortRestsAfterALeaseUnlessItIsTheLast() throws IOException {
        var pool = authority.pool(home(freePorts(2)).quarantine(Duration.ofSeconds(30)));
        var first = pool.lease("a", "b", UDP);
        int resting = first.port();
        first.close();
        for (int i = 0; i < 3; i++) {
            assertThat(pool.stats(Transport.UDP).cooling()).isEqualTo(1);
            now.addAndGet(Duration.ofSeconds(9).toNanos());
        }
        var other = pool.lease("a", "b", UDP);
        assertThat(other.port()).isNotEqualTo(resting);
        try (var early = pool.lease("a", "b", UDP)) { // the last one, and early
            assertThat(early.port()).isEqualTo(resting);
        }
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(pool.stats(Transport.UDP).free()).isEqualTo(1);
    }

    @Test
    void whenEverythingRestsTheOneThatRestedLongestIsGivenFirst() throws IOException {
        var pool = authority.pool(home(freePorts(4)).quarantine(Duration.ofMinutes(1)));
        var released = new ArrayList<Integer>();
        for (var bundle : takeAll(pool, UDP)) {
            bundle.close();
            released.add(bundle.port());
        }
        var again = takeAll(pool, UDP).stream().map(Bundle::port).toList();
        assertThat(again).isEqualTo(released);
    }

    @Test
    void case46PortsAreGivenInTheOrderOfTheirAge() throws IOException {
        var pool = authority.pool(home(freePorts(6)).oldestFirst());
        var released = new ArrayList<Integer>();
        for (var bundle : takeAll(pool, UDP)) {
            bundle.close();
            released.add(bundle.port());
        }
        for (int i = 0; i < 3; i++) {
            var bundle = pool.lease("a", "b", UDP);
            assertThat(bundle.port()).isEqualTo(released.removeFirst());
            bundle.close();
            released.add(bundle.port());
        }
    }

    @Test
    void whoWaitsForAPortIsServedWhenOneIsGivenBack() throws Exception {
        var pool = authority.pool(home(freePorts(1)));
        var lease = pool.lease("a", "b", UDP);
        var claim = pool.claim("c", "d");
        var waiter = new FutureTask<>(() -> pool.await(claim, UDP, Duration.ofMinutes(1)));
        var thread = Thread.ofPlatform().start(waiter);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        lease.close();
        assertThat(waiter.get()).isInstanceOf(Pool.Reply.Granted.class);
        assertThat(pool.await(claim, UDP, Duration.ofMillis(1)))
                .isInstanceOf(Pool.Reply.Refused.class);
    }

    @Test
    void whoWaitsForAPortCanBeInterrupted() throws Exception {
        var pool = authority.pool(home(freePorts(1)));
        pool.lease("a", "b", UDP);
        var waiter =
                new FutureTask<>(
                        () -> pool.await(pool.claim("c", "d"), UDP, Duration.ofMinutes(1)));
        var thread = Thread.ofPlatform().start(waiter);
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
        assertThat(waiter.exceptionNow()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whoWaitsForOnePortIsServedWhenItIsGivenBack() throws Exception {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        var lease = authority.lease(Given.claim(endpoint));
        var waiter =
                new FutureTask<>(
                        () -> authority.await(Given.claim(endpoint), Duration.ofMinutes(1)));
        var thread = Thread.ofPlatform().start(waiter);
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        lease.close();
        assertThat(waiter.get()).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void aPoolPassesOverWhatIsPromisedToOthersAndNotToItself() throws IOException {
        var range = freePorts(2);
        var mine = promise("rtp", range.first());
        authority.reserve(List.of(mine, promise("station A", range.last())));
        var pool = authority.pool(home(range));
        assertThat(pool.lease("a", "b", UDP).port()).isEqualTo(range.first());
        assertThat(refused(pool, UDP)).isInstanceOf(Refusal.Exhausted.class);
        authority.reserve(List.of(mine));
        assertThat(pool.lease("a", "b", UDP).port()).isEqualTo(range.last());
    }

    private static Reservation promise(String owner, int port) {
        return new Reservation(
                Transport.UDP,
                HOME,
                PortRange.of(port),
                owner,
                "web",
                Reservation.Strength.DECLARED,
                "compose.yml");
    }

    @Test
    void case17AnRtpPortIsNeverGrantedShared() throws IOException {
        var pool = authority.pool(home(freePorts(3)));
        try (var pair = pool.lease("camera", "video", Arrangement.rtp());
                var second =
                        Peer.python(
                                """
                                s = socket.socket(V4, UDP)
                                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                                try:
                                    s.bind(('127.0.0.1', %d)); say('in')
                                except OSError: say('out')
                                """
                                        .formatted(pair.port()))) {
            assertThat(second.line()).isEqualTo("out");
        }
    }

    @Test
    void aSharedClaimIsGrantedBesideAHolderThatSharesAndNotBesideOneThatDoesNot()
            throws IOException {
        try (var peer =
                Peer.python(
                        """
                        a = bound(UDP, '0.0.0.0', 0, True); say(port(a))
                        b = bound(UDP, '0.0.0.0', 0); say(port(b))
                        """)) {
            var sharing = Given.claim(Endpoint.udp(peer.number()));
            assertThat(Given.refused(authority, sharing).code()).isEqualTo("held");
            assertThat(authority.lease(sharing.shared()).grade()).isEqualTo(Grade.HELD);
            var selfish = Given.claim(Endpoint.udp(peer.number())).shared();
            assertThat(Given.refused(authority, selfish).code()).isEqualTo("held");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Given.claim(Endpoint.tcp(8000)).shared())
                .withMessageContaining("only a held UDP port");
    }

    @Test
    void aRefusalThatHasNothingToDoWithThePortEndsTheSearchAtOnce() throws IOException {
        var pool =
                authority.pool(
                        PoolSpec.of("rtp", new PortRange(20_000, 29_999))
                                .on(InetAddress.ofLiteral("192.0.2.1")));
        assertThat(refused(pool, UDP).rule()).isEqualTo(Rule.ADDRESS_NOT_LOCAL);
        assertThat(pool.stats(Transport.UDP).squatted()).isZero();
        assertThat(pool.stats(Transport.UDP).free()).isEqualTo(10_000);
    }

    @Test
    void case64ThreadsThatFightForPairsNeverShareAndLoseNone() throws Exception {
        var pool = authority.pool(home(freePorts(9)));
        var users = new java.util.concurrent.atomic.AtomicIntegerArray(65_536);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<java.util.concurrent.Future<?>>();
            for (int i = 0; i < 16; i++) {
                var wanted = i % 2 == 0 ? UDP : Arrangement.rtp();
                work.add(threads.submit(() -> fight(pool, wanted, users)));
            }
            for (var done : work) {
                done.get();
            }
        }
        assertThat(pool.stats(Transport.UDP).free()).isEqualTo(9);
        assertThat(pool.stats(Transport.UDP).squatted()).isZero();
    }

    private static void fight(
            Pool pool, Arrangement wanted, java.util.concurrent.atomic.AtomicIntegerArray users) {
        for (int i = 0; i < 200; i++) {
            if (pool.answer(pool.claim("a", "b"), wanted)
                    instanceof Pool.Reply.Granted(Bundle bundle)) {
                bundle.leases()
                        .forEach(l ->
                                assertThat(users.incrementAndGet(l.endpoint().port()))
                                        .isEqualTo(1));
                bundle.leases().forEach(l -> users.decrementAndGet(l.endpoint().port()));
                bundle.close();
            }
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedWithASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Arrangement(new Phrase("a", "b"), 3, UDP.parts()))
                .withMessageContaining("power of two");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arrangement.row(Transport.UDP, 0))
                .withMessageContaining("0 parts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> home(PortRange.of(5)).quarantine(Duration.ofDays(2)))
                .withMessageContaining("quarantine");
        var pool = authority.pool(home(new PortRange(20_000, 20_001)));
        authority.close();
        assertThatIllegalStateException().isThrownBy(() -> pool.lease("a", "b", UDP));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> authority.pool(home(PortRange.of(20_000))));
    }
}
