package dev.berth.bench;

import dev.berth.ports.Authority;
import dev.berth.ports.Census;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * CPU time of leases beside what the JDK takes to bind, listen and close; of counting the machine's
 * sockets and of naming one owner, beside that of {@code ss}, with as many listeners open as the
 * first argument says (20,000). Needs python3.
 */
public final class PortCost {
    private static final int ROUNDS = 15;
    private static final int QUESTIONS = 20_000; // in a round
    private static final int EACH = 4_000;
    private static final String LISTEN =
            """
            import socket, sys
            number, network = int(sys.argv[1]), sys.argv[2]
            open = [socket.create_server(('127.77.0.' + network, 20000 + i)) for i in range(number)]
            print('ready', flush=True)
            sys.stdin.read()
            """;

    private PortCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        reportLeases();
        int most = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        for (int count : new int[] {100, most / 4, most}) {
            var open = listeners(count);
            report(count);
            for (var program : open) {
                program.destroyForcibly().waitFor();
            }
        }
    }

    /** Programs with up to {@link #EACH} listeners, on an address of 127.0.0.0/8 each. */
    private static List<Process> listeners(int count) throws IOException {
        var open = new ArrayList<Process>();
        for (int i = 0; i * EACH < count; i++) {
            int here = Math.min(EACH, count - i * EACH);
            var program =
                    new ProcessBuilder("python3", "-c", LISTEN, "" + here, "" + (1 + i))
                            .redirectErrorStream(true)
                            .start();
            open.add(program);
            String said = program.inputReader().readLine();
            if (!"ready".equals(said)) {
                throw new IOException("a program with %d listeners says %s".formatted(here, said));
            }
        }
        return open;
    }

    private static void reportLeases() throws IOException {
        var tcp = Endpoint.parse("tcp/127.0.0.1:23456");
        var rtp = Endpoint.parse("udp/127.0.0.1:23458");
        var rtcp = rtp.withPort(23_459);
        try (var authority = new Authority()) {
            double bare = each(() -> listen(tcp));
            double held = each(() -> authority.lease(Claim.strict("bench", "held", tcp)).close());
            var guard = Claim.strict("bench", "guarded", tcp).guarded();
            double guarded = each(() -> authority.lease(guard).close());
            double pair =
                    each(() -> {
                        try (var _ = authority.lease(Claim.strict("bench", "RTP", rtp));
                                var _ = authority.lease(Claim.strict("bench", "RTCP", rtcp))) {
                            // Both are held here.
                        }
                    });
            print("leases, CPU microseconds at best of %d rounds", ROUNDS);
            print("  JDK: bind, listen, close           %8.2f", bare);
            print("  lease and release, held            %8.2f", held);
            print("  lease and release, guarded         %8.2f", guarded);
            print("  lease and release, an RTP pair     %8.2f", pair);
        }
    }

    private static void listen(Endpoint endpoint) throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            socket.bind(endpoint.socketAddress());
        }
    }

    /** CPU microseconds of one piece of work, on average over many, at the best of the rounds. */
    private static double each(Work work) throws IOException {
        return own(() -> {
            for (int i = 0; i < QUESTIONS; i++) {
                work.run();
            }
        })
                * 1000
                / QUESTIONS;
    }

    private static void report(int count) throws IOException, InterruptedException {
        double first = cpu(() -> Census.take(Census.Scope.BOUND));
        double anonymous = own(() -> Census.anonymous(Census.Scope.BOUND));
        double listeners = own(() -> Census.take(Census.Scope.BOUND));
        double everything = own(() -> Census.take(Census.Scope.ALL));
        double ss = foreign("ss -Htln");
        double named = foreign("ss -Htlnp");
        print("%,d listeners, CPU ms at best of %d rounds", count, ROUNDS);
        print("  ss -Htln                           %8.2f", ss);
        print("  ss -Htlnp                          %8.2f", named);
        print("  census of the bound, at first      %8.2f", first);
        print("  census of the bound, anonymous     %8.2f", anonymous);
        print("  census of the bound, with owners   %8.2f", listeners);
        print("  census of everything, with owners  %8.2f", everything);
        print("  one owner, CPU microseconds        %8.2f", owner());
    }

    /** The thread's own CPU time for one owner, on average, once the virtual machine is warm. */
    private static double owner() throws IOException {
        try (var authority = new Authority()) {
            var endpoint = Endpoint.parse("tcp/127.77.0.1:20050");
            double best = Double.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                double all =
                        cpu(() -> {
                            for (int j = 0; j < QUESTIONS; j++) {
                                authority.holders(endpoint);
                            }
                        });
                best = Math.min(best, all * 1000 / QUESTIONS);
            }
            return best;
        }
    }

    private static double own(Work work) throws IOException {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            best = Math.min(best, cpu(work));
        }
        return best;
    }

    private static double cpu(Work work) throws IOException {
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - before) / 1e6;
    }

    /** User and system time of a command, as bash tells it. */
    private static double foreign(String command) throws IOException, InterruptedException {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            var process =
                    new ProcessBuilder(
                                    "bash",
                                    "-c",
                                    "TIMEFORMAT='%3U %3S'; time " + command + " >/dev/null")
                            .redirectErrorStream(true)
                            .start();
            var times =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip()
                            .split(" ", 2);
            process.waitFor();
            best =
                    Math.min(
                            best,
                            1000 * Arrays.stream(times).mapToDouble(Double::parseDouble).sum());
        }
        return best;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** A step that may fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
