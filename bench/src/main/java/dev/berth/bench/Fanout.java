package dev.berth.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Many players of one stream, and what they cost the server: {@code Fanout LABEL URL PLAYERS
 * SECONDS PID[,PID...]}. Prints one line of JSON. CPU seconds are those of the server's processes
 * over the window, from {@code /proc}.
 */
public final class Fanout {
    private static final int PER_SECOND = 200;
    private static final int SETTLE_SECONDS = 5;
    private static final int PARSE_EVERY = 10;
    private static final double TICKS = 100;

    private final URI url;
    private final List<Long> server;
    private final List<Player> players = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    private Fanout(URI url, List<Long> server) {
        this.url = url;
        this.server = server;
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
        arrive(count);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        players.forEach(Player::begin);
        var before = Figures.of(players, cpuSeconds());
        long began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double window = (System.nanoTime() - began) / 1e9;
        var after = Figures.of(players, cpuSeconds());
        threads.forEach(Thread::interrupt);
        out.println(line(label, count, window, before, after));
    }

    private void arrive(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            var player = new Player(url, i % PARSE_EVERY == 0);
            players.add(player);
            threads.add(Thread.ofVirtual().start(player));
            TimeUnit.MICROSECONDS.sleep(1_000_000 / PER_SECOND);
        }
    }

    private double cpuSeconds() throws IOException {
        double sum = 0;
        for (long pid : server) {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        }
        return sum;
    }

    private double residentMegabytes() throws IOException {
        double sum = 0;
        for (long pid : server) {
            var line =
                    Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(text -> text.startsWith("VmRSS:"))
                            .findFirst()
                            .orElse("VmRSS: 0 kB");
            sum += Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
        return sum;
    }

    private record Figures(long bytes, long pictures, long holes, double cpu) {
        static Figures of(List<Player> players, double cpu) {
            return new Figures(
                    players.stream().mapToLong(player -> player.bytes.get()).sum(),
                    players.stream().mapToLong(player -> player.pictures.get()).sum(),
                    players.stream().mapToLong(player -> player.holes.get()).sum(),
                    cpu);
        }
    }

    private String line(String label, int count, double window, Figures before, Figures after)
            throws IOException {
        double gigabits = (after.bytes - before.bytes) * 8 / 1e9;
        double cpu = after.cpu - before.cpu;
        var first =
                players.stream()
                        .mapToLong(player -> player.firstPictureNanos)
                        .filter(nanos -> nanos >= 0)
                        .sorted()
                        .toArray();
        return String.format(
                Locale.ROOT,
                "{\"label\":\"%s\",\"players\":%d,\"ready\":%d,\"failed\":%d,\"window_s\":%.1f,\"gbit\":%.3f,"
                        + "\"cpu_s\":%.2f,\"cpu_s_per_gbit\":%.4f,\"rss_mb\":%.0f,\"pictures\":%d,\"holes\":%d,"
                        + "\"largest_gap_ms\":%.0f,\"first_picture_ms_p50\":%.0f,\"first_picture_ms_max\":%.0f}",
                label,
                count,
                players.stream().filter(player -> player.ready).count(),
                players.stream().filter(player -> !player.failure.isEmpty()).count(),
                window,
                gigabits,
                cpu,
                cpu / gigabits,
                residentMegabytes(),
                after.pictures - before.pictures,
                after.holes - before.holes,
                players.stream().mapToLong(player -> player.largestGapNanos).max().orElse(0) / 1e6,
                first.length == 0 ? -1 : first[first.length / 2] / 1e6,
                first.length == 0 ? -1 : first[first.length - 1] / 1e6);
    }
}
