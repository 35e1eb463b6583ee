package dev.berth.ffmpeg;

import dev.berth.journal.Journal;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.Publication;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import dev.berth.media.Tap;
import dev.berth.media.Variant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one variant: taps the stream, copies its pictures as they are, and codes its sound anew. A
 * thread of its own does the work, a platform thread because it spends its time in native code.
 * What comes while it is behind waits in a queue, and is lost when that is full.
 *
 * <p>Fields that change are the thread's own, except {@code skipping}, which the tapped stream's
 * lock guards.
 */
final class Recoding implements Tap, AutoCloseable {
    /** More than the pictures and sounds of one picture group, which come all at once. */
    private static final int MOST = 8_192;

    /** An output that begins anew finds it still there. */
    private static final Duration LINGER = Duration.ofSeconds(5);

    private static final long LOOK_EVERY_MILLIS = 500;

    /** Losses are told together. */
    private static final long REPORT = Duration.ofSeconds(10).toNanos();

    /** What waits in the queue. */
    private sealed interface Step {
        record Media(Frame frame) implements Step {}

        enum Turn implements Step {
            INTERRUPTED,
            ENDED
        }
    }

    private final Variant variant;
    private final Streams streams;
    private final Journal journal;
    private final RecodingTally tally;
    private final long mostBytes;
    private final Consumer<Recoding> onEnd;
    private final LinkedBlockingQueue<Step> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long unreadSince;
    private boolean skipping;

    private @Nullable Publication publication;
    private @Nullable SoundRecoder recoder;
    private @Nullable ByteBuf configuration;
    private @Nullable Codec codec;

    /** Until the sound says anew what it is. */
    private boolean undecodable;

    private String problem = "";
    private long told;
    private long reportAt;

    /** What it makes of them has readers that wait in turn. */
    @Override
    public long patience() {
        return 0;
    }

    /** {@code onEnd} is told on its thread when it is over, before its stream ends. */
    Recoding(
            Variant variant,
            Streams streams,
            Journal journal,
            RecodingTally tally,
            Consumer<Recoding> onEnd) {
        this.variant = variant;
        this.streams = streams;
        this.journal = journal;
        this.tally = tally;
        this.onEnd = onEnd;
        mostBytes = streams.config().queueBytes();
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("berth-recode-" + variant.stream())
                        .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Variant variant() {
        return variant;
    }

    /** Somebody reads it, or nobody does any more. */
    void wanted(boolean now) {
        unreadSince = now ? 0 : System.nanoTime() | 1;
    }

    @Override
    public void begin(Headers headers) {
        headers.frames().forEach(this::frame);
    }

    @Override
    public void frame(Frame frame) {
        if (skips(frame)) {
            lost.incrementAndGet();
            tally.lost();
            return;
        }
        waiting.addAndGet(frame.size());
        queue.add(new Step.Media(frame.retain()));
    }

    /** A picture that was left out takes with it what needs it; a configuration is needed. */
    private boolean skips(Frame frame) {
        if (frame.role() == Frame.Role.CONFIG) {
            return queue.size() >= 2 * MOST;
        }
        boolean full = queue.size() >= MOST || waiting.get() + frame.size() > mostBytes;
        if (frame.kind() == Kind.VIDEO) {
            skipping = full || (skipping && !frame.startsPicture());
            return skipping;
        }
        return full;
    }

    @Override
    public void interrupted() {
        queue.add(Step.Turn.INTERRUPTED);
    }

    @Override
    public void ended() {
        queue.add(Step.Turn.ENDED);
    }

    private void run() {
        Runnable untap = () -> {};
        try {
            NativeLog.install();
            untap = streams.tap(variant.stream(), this);
            work();
        } catch (IOException | LinkageError e) {
            // A LinkageError: FFmpeg's libraries are not made for this machine.
            fail(variant.name() + " ends, for " + e.getMessage());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } finally {
            untap.run();
            onEnd.accept(this);
            finish();
        }
    }

    private void work() throws IOException, InterruptedException {
        while (!closed && !forgotten()) {
            switch (queue.poll(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                case null -> {}
                case Step.Media(var frame) -> work(frame);
                case Step.Turn.INTERRUPTED -> interrupt();
                case Step.Turn.ENDED -> closed = true;
            }
            report(System.nanoTime());
        }
    }

    /** The first loss is told at once, and those after it together. */
    private void report(long now) {
        long sum = lost.get();
        if (sum > told && (told == 0 || now - reportAt >= 0)) {
            told = sum;
            reportAt = now + REPORT;
            journal.append(
                    "recoding.lost",
                    variant.stream(),
                    "%s has lost %d frames because its recoder is behind; see what else this machine computes, or set audio of its outputs to copy"
                            .formatted(variant.name(), sum));
        }
    }

    /** Whether nobody has read it for a while. Whoever came to a live stream was not announced. */
    private boolean forgotten() {
        long since = unreadSince;
        if (since == 0 || System.nanoTime() - since < LINGER.toNanos()) {
            return false;
        }
        unreadSince = 0;
        return streams.status(variant.name()).map(StreamStatus::readers).orElse(0) == 0;
    }

    private void work(Frame frame) throws IOException {
        waiting.addAndGet(-frame.size());
        try {
            if (publication == null) {
                publication = streams.publish(variant.name(), "recoder of " + variant.stream());
            }
            switch (frame.kind()) {
                case VIDEO -> publication.write(frame.retain());
                case DATA -> publication.write(SoundMetadata.of(frame));
                case AUDIO -> sound(frame, publication);
            }
        } finally {
            frame.release();
        }
    }

    private void sound(Frame frame, Publication into) {
        if (frame.codec().equals(variant.sound())) {
            into.write(frame.retain());
        } else if (frame.track() == 0 && frame.role() != Frame.Role.OPAQUE) {
            try {
                recode(frame, into);
            } catch (IOException e) {
                complain(e);
            }
        }
    }

    private void recode(Frame frame, Publication into) throws IOException {
        if (frame.role() == Frame.Role.CONFIG || !frame.codec().equals(codec)) {
            stopRecoder();
            configuration = frame.role() == Frame.Role.CONFIG ? copy(frame) : null;
            codec = frame.codec();
            undecodable = false;
        }
        if (frame.role() == Frame.Role.CONFIG || undecodable) {
            return;
        }
        var open = recoder;
        if (open == null) {
            undecodable = true; // unless the next line goes well
            open = new SoundRecoder(frame, configuration, into::write);
            undecodable = false;
            recoder = open;
        }
        open.recode(frame);
    }

    private static ByteBuf copy(Frame frame) {
        return Unpooled.copiedBuffer(frame.data());
    }

    /** Sound that is broken is left out; the pictures go on, and it is said once. */
    private void complain(IOException e) {
        if (!problem.equals(e.getMessage())) {
            problem = String.valueOf(e.getMessage());
            fail(variant.name() + " has no sound, for " + problem);
        }
    }

    private void fail(String sentence) {
        tally.failed();
        journal.append("recoding.failed", variant.stream(), sentence);
    }

    private void interrupt() {
        if (publication != null) {
            publication.lost();
            publication = null;
        }
        stopRecoder();
    }

    private void stopRecoder() {
        if (recoder != null) {
            recoder.close();
            recoder = null;
        }
    }

    private void finish() {
        stopRecoder();
        if (publication != null) {
            publication.end();
        }
        for (var step = queue.poll(); step != null; step = queue.poll()) {
            if (step instanceof Step.Media(var frame)) {
                frame.release();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
