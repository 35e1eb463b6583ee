package dev.berth.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.access.Access;
import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.media.FlvTags;
import dev.berth.media.MediaConfig;
import dev.berth.media.Publication;
import dev.berth.media.Schemes;
import dev.berth.media.Sink;
import dev.berth.media.Streams;
import dev.berth.net.Loops;
import dev.berth.net.Network;
import dev.berth.net.Tls;
import dev.berth.ports.Authority;
import dev.berth.restream.ProcessJob;
import dev.berth.restream.ProcessWord;
import dev.berth.rtmp.RtmpConfig;
import dev.berth.rtmp.RtmpScheme;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One output in a process of its own: a house with one stream and one way out of it, and no API, no
 * data directory and no port but the one its connection leaves from. It reads {@link ProcessJob}
 * from its standard input, and what comes after it, and says how it is doing in {@link
 * ProcessWord}s. When its input ends, so does it: a hub that is killed leaves nobody behind.
 *
 * <p>The main thread opens the sink and waits for its end; a thread reads the input; another says
 * the figures every second.
 */
public final class OutputProcess {
    private static final int DONE = 0;
    private static final int FAILED = 1;

    /** What Java machines end with that are out of memory. */
    private static final int OUT_OF_MEMORY = 3;

    private static final Duration ROUND = Duration.ofSeconds(1);

    /** How long the target may take to be sent the rest. */
    private static final Duration DRAIN = Duration.ofSeconds(15);

    /** How long a goodbye to the target may take once somebody wants us to end. */
    private static final Duration GOODBYE = Duration.ofMillis(1_500);

    private static final Duration GLANCE = Duration.ofMillis(20);

    /** No more of a tag is kept than of an RTMP message. */
    private static final int LARGEST_TAG = 8 << 20;

    private static final int PIECE = 64 << 10;

    private final DataInputStream in;
    private final PrintStream out;
    private final CountDownLatch begin = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Sink sink;

    private OutputProcess(InputStream in, PrintStream out) {
        this.in = new DataInputStream(in);
        this.out = out;
    }

    /** Does one job, and ends with 0 when that was done to its end. */
    public static void main(String... none) {
        Logger.getLogger("").setLevel(Level.WARNING);
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> give(failure));
        var process =
                new OutputProcess(
                        new FileInputStream(FileDescriptor.in),
                        new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(process::leave, "berth-ending"));
        System.exit(process.run());
    }

    /**
     * Nothing here goes on without one of its threads. What it failed with is not said in its own
     * words: there might be an address among them, with its key.
     */
    private static void give(Throwable failure) {
        System.err.println("an output's process fails with " + failure.getClass().getName());
        for (var frame : failure.getStackTrace()) {
            System.err.println("    at " + frame);
        }
        Runtime.getRuntime().halt(failure instanceof OutOfMemoryError ? OUT_OF_MEMORY : FAILED);
    }

    private int run() {
        try (var loops = Loops.start(1);
                var authority = new Authority(Clock.systemUTC())) {
            var job = ProcessJob.read(in);
            var streams = new Streams(media(job), loops.group(), Clock.systemUTC());
            var publication = streams.publish(job.stream(), "the hub");
            thread("berth-input", () -> read(publication));
            push(job, schemes(job, new Network(authority, loops), streams));
            awaitGone(authority);
            return DONE;
        } catch (IOException | RuntimeException failed) {
            var message = failed.getMessage();
            say(new ProcessWord.Failed(message == null ? failed.toString() : message));
            return FAILED;
        } catch (InterruptedException ending) {
            return FAILED;
        } finally {
            ended.countDown();
        }
    }

    /** What is kept is small beside the memory there is, for the allocator wants room as well. */
    private static MediaConfig media(ProcessJob job) {
        var usual = MediaConfig.DEFAULT;
        int share = Math.min(job.memory() / 8, usual.queueBytes());
        return new MediaConfig(
                usual.delay(),
                List.of(),
                MediaConfig.Sending.WRITE,
                share,
                share,
                usual.grace(),
                usual.streams());
    }

    private static Schemes schemes(ProcessJob job, Network network, Streams streams) {
        var settings = new Settings(job.settings());
        var rtmp =
                new RtmpScheme(
                        network,
                        streams,
                        Access.open(),
                        settings.rtmp(),
                        settings.tls(),
                        Map.of()); // the hub has looked already
        var schemes = new Schemes();
        schemes.register("rtmp", rtmp);
        schemes.register("rtmps", rtmp);
        return schemes;
    }

    private void push(ProcessJob job, Schemes schemes) throws IOException, InterruptedException {
        try (var opened = schemes.dial(job.to(), job.stream())) {
            sink = opened;
            say(new ProcessWord.Connected());
            while (!begin.await(ROUND.toNanos(), TimeUnit.NANOSECONDS)) {
                opened.confirm();
            }
            opened.begin();
            say(new ProcessWord.Begun());
            thread("berth-figures", () -> tell(opened));
            opened.run();
        }
    }

    /** The port comes back when the connection is over, and all that was sent has left. */
    private static void awaitGone(Authority authority) throws InterruptedException {
        long until = System.nanoTime() + DRAIN.toNanos();
        while (!authority.leases().isEmpty() && System.nanoTime() - until < 0) {
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
    }

    private void tell(Sink opened) {
        try {
            while (true) {
                say(new ProcessWord.Doing(opened.status()));
                TimeUnit.NANOSECONDS.sleep(ROUND.toNanos());
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(ProcessWord word) {
        out.println(word.line());
    }

    private static void thread(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    /** Reads the stream to its end, and then gives the target its time. */
    private void read(Publication publication) {
        try {
            if (in.read() == ProcessJob.BEGIN) {
                begin.countDown();
                write(publication);
                publication.end();
                TimeUnit.NANOSECONDS.sleep(DRAIN.toNanos());
            }
        } catch (IOException | Malformed cut) {
            // The hub is gone, and nobody is left to hear why.
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
        System.exit(DONE);
    }

    private void write(Publication publication) throws IOException, Malformed {
        var reader = new FlvReader(LARGEST_TAG);
        var unread = ByteBufAllocator.DEFAULT.directBuffer(PIECE);
        try {
            while (unread.writeBytes(in, PIECE) >= 0) {
                while (writeNext(reader, unread, publication)) {
                    // as long as there is one
                }
                unread.discardSomeReadBytes();
            }
        } finally {
            unread.release();
        }
    }

    private static boolean writeNext(FlvReader reader, ByteBuf unread, Publication publication)
            throws Malformed {
        try (var tag = reader.next(unread)) {
            if (tag != null) {
                FlvTags.read(tag.type(), tag.timestamp(), tag.body(), publication::write);
            }
            return tag != null;
        }
    }

    /** Somebody wants us to end: the target is told, as long as it listens. */
    private void leave() {
        var open = sink;
        if (open != null && ended.getCount() > 0) {
            open.close();
            try {
                ended.await(GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What a process must know of the hub's configuration. */
    record Settings(Map<String, String> all) {
        static Settings of(HubConfig config) {
            var rtmp = config.rtmp();
            var trust = config.tls().trust();
            return new Settings(
                    Map.of(
                            "chunk-size", Integer.toString(rtmp.chunkSize()),
                            "handshake", rtmp.handshake().toString(),
                            "target-stall", rtmp.targetStall().toString(),
                            "connect", rtmp.connect().toString(),
                            "trust", trust == null ? "" : trust.toAbsolutePath().toString()));
        }

        RtmpConfig rtmp() {
            var usual = RtmpConfig.DEFAULT;
            return new RtmpConfig(
                    false,
                    usual.listen(),
                    usual.policy(),
                    null,
                    Integer.parseInt(text("chunk-size")),
                    usual.connections(),
                    Duration.parse(text("handshake")),
                    usual.silence(),
                    usual.stall(),
                    Duration.parse(text("target-stall")),
                    Duration.parse(text("connect")));
        }

        Tls tls() {
            var trust = text("trust");
            return trust.isEmpty() ? Tls.NONE : new Tls(null, null, Path.of(trust));
        }

        private String text(String name) {
            return all.getOrDefault(name, "");
        }
    }
}
