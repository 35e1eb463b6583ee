package dev.berth.ports;

import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Many ports, many threads and neighbours who want the same. {@code -Dberth.soak} takes longer. */
class LoadTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final Arrangement UDP = Arrangement.single(Transport.UDP);
    private static final int SPARE = 1000; // files that the virtual machine needs itself
    private static final boolean SOAK = Boolean.getBoolean("berth.soak");

    private static Pool.Reply ask(Pool pool, Arrangement wanted) {
        return pool.answer(pool.claim("camera", "video"), wanted);
    }

    /** Sixty thousand sockets are more than a process usually may open: no kernel here. */
    @Test
    void case41ThePoolOfSixtyThousandRefusesOneMoreAtOnceWithCounts() throws IOException {
        var machine = new Machine();
        try (var authority = new Authority(Clock.systemUTC(), Authority.MOST_LEASES, machine)) {
            var range = new PortRange(4001, 64_000);
            var pool = authority.pool(PoolSpec.of("rtp", range).on(HOME));
            for (int i = 0; i < 60_000; i++) {
                pool.lease("camera", "video", UDP);
            }
            int binds = machine.binds();
            var refusal = ((Pool.Reply.Refused) ask(pool, UDP)).refusal();
            assertThat(refusal.explain())
                    .startsWith("udp/127.0.0.1:4001-64000 has no free port (60000 leased)");
            assertThat(machine.binds()).isEqualTo(binds);
            assertThat(pool.stats(Transport.UDP).most()).isEqualTo(60_000);

            var template = Endpoint.udp("127.0.0.1", 4001);
            var claim = Claim.pool("past the pool", "test", template, range);
            var past = (Refusal.Exhausted) Given.refused(authority, claim);
            assertThat(past.causes()).isEqualTo(Map.of("leased", 60_000));
            assertThat(machine.binds()).isEqualTo(binds);
        }
    }

    /**
     * Every port of the pool is a socket here: 60,000 where the process may open so many files, and
     * as many as it may where it may not.
     */
    @Test
    void case41ThePoolRefusesOneMoreAtOnceWithEveryOneOfItsPortsBoundInTheKernel()
            throws IOException {
        assumeTrue(Platform.LINUX);
        int size = Math.min(60_000, files() - SPARE);
        assumeTrue(size > 0);
        var range = new PortRange(4001, 4000 + size);
        try (var authority = new Authority()) {
            var pool =
                    authority.pool(
                            PoolSpec.of("rtp", range).on(InetAddress.ofLiteral("127.44.0.1")));
            while (ask(pool, UDP) instanceof Pool.Reply.Granted) {
                // Until all of them are leased.
            }
            long began = System.nanoTime();
            var refusal = (Refusal.Exhausted) ((Pool.Reply.Refused) ask(pool, UDP)).refusal();
            long took = System.nanoTime() - began;
            int leased = authority.leases().size();
            System.out.printf(
                    "%,d of %,d ports leased from the kernel, the next refused in %,d us%n",
                    leased, size, took / 1000);
            assertThat(refusal.causes().get("leased")).isEqualTo(leased);
            // A few may have been a stranger's, bound on every address.
            assertThat(leased + refusal.causes().getOrDefault("held", 0)).isEqualTo(size);
            assertThat(leased).isGreaterThan(size - 200);
            assertThat(bound()).isEqualTo(leased);
        }
        assertThat(bound()).isZero();
    }

    private static int files() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            String limit =
                    lines.filter(line -> line.startsWith("Max open files"))
                            .findFirst()
                            .orElseThrow();
            String soft = limit.split(" +", 5)[3];
            return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
        }
    }

    /** How many sockets the kernel has on the address of that test. */
    private static long bound() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/net/udp"))) {
            return lines.filter(line -> line.contains(": 01002C7F:")).count();
        }
    }

    @Test
    void case42WithAThirdOfThePoolSquattedEveryLeaseSucceedsWhileOnePortIsFree()
            throws IOException {
        var range = freePorts(1000);
        try (var authority = new Authority();
                var squatter =
                        Peer.python(
                                """
                                all = [bound(UDP, '127.0.0.1', %d + p) for p in range(1000) if p %% 10 < 3]
                                say(len(all))
                                """
                                        .formatted(range.first()))) {
            assertThat(squatter.number()).isEqualTo(300);
            var pool = authority.pool(PoolSpec.of("rtp", range).on(HOME));
            var ports = new HashSet<Integer>();
            for (int i = 0; i < 700; i++) {
                ports.add(pool.lease("camera", "video", UDP).port());
            }
            assertThat(ports).hasSize(700);
            var refusal = (Refusal.Exhausted) ((Pool.Reply.Refused) ask(pool, UDP)).refusal();
            assertThat(refusal.causes()).isEqualTo(Map.of("leased", 700, "held", 300));

            kill(squatter);
            for (int i = 0; i < 300; i++) {
                ports.add(pool.lease("camera", "video", UDP).port()); // no round was needed
            }
            assertThat(ports).hasSize(1000);
        }
    }

    private static void kill(Peer peer) {
        var process = ProcessHandle.of(peer.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    @Test
    void case46SixtyFourThreadsLeaseTenThousandTimesEachAndLoseNone() throws Exception {
        var range = freePorts(100);
        var users = new AtomicIntegerArray(65_536);
        try (var authority = new Authority();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pool = authority.pool(PoolSpec.of("rtp", range).on(HOME).oldestFirst());
            var work = new ArrayList<Future<?>>();
            for (int i = 0; i < 64; i++) {
                work.add(threads.submit(() -> tenThousand(pool, users)));
            }
            for (var done : work) {
                done.get();
            }
            assertThat(authority.leases()).isEmpty();
            assertThat(pool.stats(Transport.UDP).free()).isEqualTo(100);
            assertThat(pool.stats(Transport.UDP).refusals()).isZero();
        }
    }

    private static void tenThousand(Pool pool, AtomicIntegerArray users) {
        for (int i = 0; i < 10_000; i++) {
            var bundle = ((Pool.Reply.Granted) ask(pool, UDP)).bundle();
            if (users.incrementAndGet(bundle.port()) != 1) {
                throw new AssertionError("port %d is leased twice".formatted(bundle.port()));
            }
            users.decrementAndGet(bundle.port());
            bundle.close();
        }
    }

    @Test
    void case61APairThatIsClosedAndOpenedAThousandTimesIsNeverRefused() throws IOException {
        int even = freePort() & ~1;
        try (var authority = new Authority()) {
            var pool = authority.pool(PoolSpec.of("rtp", new PortRange(even, even + 1)).on(HOME));
            for (int i = 0; i < 1000; i++) {
                pool.lease("camera", "video", Arrangement.rtp()).close();
            }
            assertThat(pool.stats(Transport.UDP).refusals()).isZero();
        }
    }

    @Test
    void case54ANeighbourInALoopNeverGetsAGuardedPortOutOfTwoHundred() throws IOException {
        assumeTrue(Platform.LINUX && System.getProperty("user.name").equals("root"));
        var island =
                List.of(
                        "unshare",
                        "--net",
                        "sh",
                        "-c",
                        "ip link set lo up; echo '24000 24199' > /proc/sys/net/ipv4/ip_local_port_range; exec \"$@\"",
                        "sh");
        try (var guards =
                Peer.java(island, Guards.class.getName(), "24000-24199", SOAK ? "60" : "3")) {
            assertThat(guards.line()).isEqualTo("guarded 100");
            String[] told = guards.line().split(" ", -1);
            assertThat(told[0]).as("guarded ports that the neighbour got").isEqualTo("0");
            assertThat(Integer.parseInt(told[1])).as("other ports it got").isGreaterThan(100);
        }
    }

    /** Guards every other port of a range, and reports what a neighbour got. */
    static final class Guards {
        private static String neighbour(PortRange range, String seconds) {
            return """
            import time, random
            first, last, end = %d, %d, time.time() + %s
            stolen = others = 0
            def took(s):
                global stolen, others
                if port(s) %% 2 == 0: stolen += 1
                else: others += 1
            while time.time() < end:
                for p in [0] * 20 + [random.randint(first, last) for i in range(20)]:
                    for address in ('127.0.0.1', '0.0.0.0'):
                        s = socket.socket()
                        try:
                            s.bind((address, p)); took(s)
                        except OSError: pass
                        s.close()
            say('%%d %%d' %% (stolen, others))
            """
                    .formatted(range.first(), range.last(), seconds);
        }

        private Guards() {}

        static void main(String[] arguments) throws IOException {
            var range = PortRange.parse(arguments[0]);
            try (var authority = new Authority()) {
                for (int port = range.first(); port <= range.last(); port += 2) {
                    authority.lease(Given.claim(Endpoint.tcp("0.0.0.0", port)).guarded());
                }
                System.out.println("guarded " + authority.leases().size());
                String code = neighbour(range, arguments[1]);
                try (var neighbour = Peer.python(code)) {
                    System.out.println(neighbour.line());
                }
            }
        }
    }
}
