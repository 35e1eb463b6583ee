package dev.berth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Many players of one stream, and what they cost the server: {@code Fanout LABEL URL PLAYERS
 * SECONDS PID[,PID...]}. Prints one line of JSON. CPU seconds are those of the server's processes
 * over the window, from {@code /proc}; {@code other_cpu_s} is what the rest of the machine took,
 * ourselves apart: the noise.
 */
public final class Fanout {
    private static final int PER_SECOND = 200;
    private static final int SETTLE_SECONDS = 4;
    private static final int PARSE_EVERY = 10;

    private final URI url;
    private final List<Long> server;
    private final List<Player> players = new ArrayList<>();
    private final Drain drain;

    private Fanout(URI url, List<Long> server) throws IOException {
        this.url = url;
        this.server = server;
        this.drain = new Drain();
    }

    /** See the class. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length != 5 || !arguments[1].startsWith("rtmp://127.")) {
            System.err.println(
                    "usage: Fanout LABEL rtmp://127.0.0.1:PORT/app/stream PLAYERS SECONDS PID[,PID...]");
            System.exit(2);
        }
        var pids = Stream.of(arguments[4].split(",", -1)).map(Long::valueOf).toList();
        var run = new Fanout(URI.create(arguments[1]), pids);
        run.measure(
                arguments[0],
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                System.out);
        System.exit(0);
    }

    private void measure(String label, int count, int seconds, PrintStream out) throws Exception {
        Thread.ofPlatform().daemon().start(drain);
        arrive(count);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        drain.pause();
        players.forEach(Player::begin);
        var before = Figures.of(players, server);
        drain.resume();
        TimeUnit.SECONDS.sleep(seconds);
        drain.pause();
        var after = Figures.of(players, server);
        out.println(line(label, before, after));
    }

    /** The first one comes alone: it finds this JVM cold, and says nothing of the server's pace. */
    private void arrive(int count) throws InterruptedException {
        join(0).join();
        for (int i = 1; i < count; i++) {
            join(i);
            TimeUnit.MICROSECONDS.sleep(1_000_000 / PER_SECOND);
        }
    }

    private Thread join(int number) {
        var player = new Player(url, number % PARSE_EVERY == 0, drain);
        players.add(player);
        return Thread.startVirtualThread(player);
    }

    private record Figures(
            long nanos, long bytes, long pictures, long holes, double cpu, double others) {
        static Figures of(List<Player> players, List<Long> server) throws IOException {
            double cpu = Cost.cpuSeconds(server);
            double own = Cost.cpuSeconds(List.of(ProcessHandle.current().pid()));
            return new Figures(
                    System.nanoTime(),
                    players.stream().mapToLong(player -> player.bytes).sum(),
                    players.stream().mapToLong(player -> player.pictures).sum(),
                    players.stream().mapToLong(player -> player.holes).sum(),
                    cpu,
                    Cost.machineSeconds() - cpu - own);
        }
    }

    private String line(String label, Figures before, Figures after) throws IOException {
        double gigabits = (after.bytes - before.bytes) * 8 / 1e9;
        double cpu = after.cpu - before.cpu;
        var first =
                sorted(
                        players.stream()
                                .skip(1)
                                .mapToLong(player -> player.firstPictureNanos)
                                .filter(nanos -> nanos >= 0));
        var lags = sorted(players.stream().flatMapToLong(Player::lags));
        return String.format(
                Locale.ROOT,
                "{\"label\":\"%s\",\"players\":%d,\"ready\":%d,\"failed\":%d,\"window_s\":%.1f,\"gbit\":%.3f,"
                        + "\"cpu_s\":%.2f,\"cpu_s_per_gbit\":%.4f,\"other_cpu_s\":%.1f,\"rss_mb\":%.0f,"
                        + "\"memory_files_mb\":%.1f,\"pictures\":%d,\"holes\":%d,"
                        + "\"lag_ms_p50\":%.0f,\"lag_ms_p99\":%.0f,\"largest_gap_ms\":%.0f,"
                        + "\"first_picture_ms_p50\":%.0f,\"first_picture_ms_p99\":%.0f}",
                label,
                players.size(),
                players.stream().filter(player -> player.ready).count(),
                players.stream().filter(player -> !player.failure.isEmpty()).count(),
                (after.nanos - before.nanos) / 1e9,
                gigabits,
                cpu,
                cpu / gigabits,
                after.others - before.others,
                Cost.residentMegabytes(server),
                Cost.memoryFileMegabytes(server),
                after.pictures - before.pictures,
                after.holes - before.holes,
                at(lags, 50),
                at(lags, 99),
                players.stream().mapToLong(player -> player.largestGapNanos).max().orElse(0) / 1e6,
                at(first, 50),
                at(first, 99));
    }

    private static long[] sorted(LongStream values) {
        return values.sorted().toArray();
    }

    /** A percentile of nanoseconds, in milliseconds; -1 where there are none. */
    private static double at(long[] sorted, int percent) {
        return sorted.length == 0 ? -1 : sorted[(sorted.length - 1) * percent / 100] / 1e6;
    }
}
