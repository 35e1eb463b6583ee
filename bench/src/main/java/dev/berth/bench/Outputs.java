package dev.berth.bench;

import dev.berth.bench.HubApi.Output;
import dev.berth.bench.Platform.Publisher;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Many outputs of one stream, and what the healthy ones among them notice of those that stall,
 * refuse and flap: {@code Outputs API STREAM SERVER THERE HERE BAD SECONDS ROUNDS PID}. Of the
 * healthy ones {@code THERE} go to a server, where a player looks at each, and {@code HERE} come to
 * us; of each bad kind there are {@code BAD}.
 *
 * <p>In each round they are looked at twice: alone, and beside the bad ones, which come when that
 * window begins and go when it is over. Prints a line of JSON a window. The main thread does
 * everything but read.
 */
public final class Outputs {
    /** A JVM compiles what it does often. */
    private static final int WARM_UP_SECONDS = 20;

    private static final int SETTLE_SECONDS = 5;
    private static final int PATIENCE_SECONDS = 60;

    /** How long one that flaps stays, in milliseconds. */
    private static final int SHORTEST_STAY = 1_000;

    private static final int LONGEST_STAY = 2_000;

    private final HubApi hub;
    private final String stream;
    private final List<Long> pids;
    private final Drain drain = new Drain();
    private final Map<String, Flow> flows = new ConcurrentHashMap<>();
    private final Flow unimportant = new Flow();
    private final List<Player> players = new ArrayList<>();
    private final Platform steady = new Platform(this::take);
    private final Platform stalling = new Platform((_, publisher) -> publisher.welcome());
    private final Platform refusing = new Platform((_, publisher) -> publisher.refuse());
    private final Platform flapping = new Platform((_, publisher) -> flap(publisher));

    /** Bound and not listening: the kernel refuses whoever comes, and nobody else has the port. */
    private final Socket closed = new Socket();

    private Outputs(HubApi hub, String stream, List<Long> pids) throws IOException {
        this.hub = hub;
        this.stream = stream;
        this.pids = pids;
        closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** See the class. */
    public static void main(String... arguments) throws Exception {
        if (arguments.length != 9 || !arguments[2].startsWith("rtmp://127.")) {
            System.err.println(
                    "usage: Outputs http://127.0.0.1:PORT app/stream rtmp://127.0.0.1:PORT/app THERE HERE BAD SECONDS ROUNDS PID");
            System.exit(2);
        }
        var counts = Stream.of(arguments).skip(3).mapToInt(Integer::parseInt).toArray();
        var run = new Outputs(new HubApi(arguments[0]), arguments[1], List.of((long) counts[5]));
        var good = run.arrive(arguments[2], counts[0], counts[1]);
        run.measure(good, counts[2], counts[3], counts[4], System.out);
        System.exit(0);
    }

    /** Adds the healthy ones and waits until all of them come; their ids. */
    private List<String> arrive(String server, int there, int here)
            throws IOException, InterruptedException {
        Thread.ofPlatform().daemon().start(drain);
        var urls = new ArrayList<String>();
        names("there", there).forEach(name -> urls.add(server + "/" + name));
        names("here", here).forEach(name -> flows.put(name, new Flow()));
        flows.keySet().forEach(name -> urls.add(steady.url(name)));
        var ids = hub.add(stream, urls);
        await("outputs are live", there + here, this::live);
        urls.subList(0, there).forEach(this::play);
        await("players play", there, () -> players.stream().filter(one -> one.ready).count());
        return ids;
    }

    private long live() throws IOException, InterruptedException {
        return hub.list().stream().filter(output -> output.state().equals("live")).count();
    }

    private void play(String url) {
        var player = new Player(URI.create(url), false, drain);
        players.add(player);
        Thread.startVirtualThread(player);
    }

    private void measure(List<String> good, int bad, int seconds, int rounds, PrintStream out)
            throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        for (int round = 0; round < rounds; round++) {
            out.println(window("alone", good, List.of(), seconds));
            out.println(window("beside the bad ones", good, bad(bad), seconds));
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        }
    }

    private static Stream<String> names(String what, int count) {
        return IntStream.range(0, count).mapToObj(i -> what + i);
    }

    private interface Count {
        long now() throws IOException, InterruptedException;
    }

    private static void await(String what, long wanted, Count count)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (long found = count.now(); found < wanted; found = count.now()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only %d of %d %s".formatted(found, wanted, what));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void take(String name, Publisher publisher) throws IOException {
        publisher.welcome();
        drain.add(publisher.socket(), flows.getOrDefault(name, unimportant));
    }

    private void flap(Publisher publisher) throws IOException, InterruptedException {
        publisher.welcome();
        drain.add(publisher.socket(), unimportant);
        TimeUnit.MILLISECONDS.sleep(
                ThreadLocalRandom.current().nextInt(SHORTEST_STAY, LONGEST_STAY));
        publisher.hangUp();
    }

    /** What one window showed, as JSON. */
    private String window(String label, List<String> good, List<String> bad, int seconds)
            throws IOException, InterruptedException {
        begin();
        var before = Usage.of(pids);
        var others = bad.isEmpty() ? bad : hub.add(stream, bad);
        TimeUnit.SECONDS.sleep(seconds);
        var row = new LinkedHashMap<String, Object>();
        row.put("window", label);
        gaps(row);
        before.until(Usage.of(pids), row);
        var told = hub.list();
        tell("healthy", told.stream().filter(one -> good.contains(one.id())).toList(), row);
        tell("bad", told.stream().filter(one -> others.contains(one.id())).toList(), row);
        row.put("rss_mb", Math.round(Cost.residentMegabytes(pids)));
        for (var id : others) {
            hub.remove(id);
        }
        return Jsonb.builder().build().toJson(row);
    }

    private void begin() {
        drain.pause();
        players.forEach(Player::begin);
        flows.values().forEach(Flow::begin);
        drain.resume();
    }

    private List<String> bad(int each) {
        var urls = new ArrayList<String>();
        for (int i = 0; i < each; i++) {
            urls.add(stalling.url("stalls" + i));
            urls.add(flapping.url("flaps" + i));
            urls.add(
                    i % 2 == 0
                            ? refusing.url("refuses" + i)
                            : "rtmp://127.0.0.1:" + closed.getLocalPort() + "/live/closed" + i);
        }
        return urls;
    }

    private void gaps(Map<String, Object> row) {
        drain.pause();
        long now = System.nanoTime();
        var there = millis(players.stream().mapToLong(player -> player.longestGap(now)));
        var here = millis(flows.values().stream().mapToLong(flow -> flow.longestGap(now)));
        drain.resume();
        row.put("largest_gap_ms", Math.max(there.getLast(), here.getLast()));
        row.put("largest_gap_by_way_of_the_server_ms", there.getLast());
        row.put("median_of_largest_gaps_here_ms", here.get(here.size() / 2));
    }

    private static List<Long> millis(LongStream nanos) {
        return nanos.map(TimeUnit.NANOSECONDS::toMillis).sorted().boxed().toList();
    }

    private static void tell(String who, List<Output> outputs, Map<String, Object> row) {
        if (outputs.isEmpty()) {
            return;
        }
        var states = new TreeMap<String, Integer>();
        outputs.forEach(output -> states.merge(output.state(), 1, Integer::sum));
        row.put(who, states);
        row.put(who + "_reconnects", outputs.stream().mapToLong(Output::reconnects).sum());
        row.put(who + "_dropped_frames", outputs.stream().mapToLong(Output::droppedFrames).sum());
        var scores =
                outputs.stream().flatMapToLong(one -> one.score().stream()).summaryStatistics();
        if (scores.getCount() > 0) {
            row.put(who + "_scores_from", scores.getMin());
            row.put(who + "_scores_to", scores.getMax());
        }
    }

    /** CPU seconds so far: the hub's, and those of all others but ourselves. */
    private record Usage(long nanos, double hub, double others) {
        static Usage of(List<Long> pids) throws IOException {
            double hub = Cost.cpuSeconds(pids);
            double own = Cost.cpuSeconds(List.of(ProcessHandle.current().pid()));
            return new Usage(System.nanoTime(), hub, Cost.machineSeconds() - hub - own);
        }

        void until(Usage later, Map<String, Object> row) {
            double seconds = (later.nanos - nanos) / 1e9;
            row.put("window_s", rounded(seconds));
            row.put("cores", rounded((later.hub - hub) / seconds));
            row.put("cores_of_others", rounded((later.others - others) / seconds));
        }

        private static double rounded(double value) {
            return Math.round(value * 1_000) / 1e3;
        }
    }
}
