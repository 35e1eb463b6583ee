package dev.berth.media;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One writer, many readers, each at its own pace. Keeps the frames since the last key frame, so
 * that a late reader starts with a picture, and one tape for each wire format that somebody reads.
 *
 * <p>{@code lock} guards every field, and is held for memory work only.
 */
final class Stream {
    /** Less than this is not worth a rest, in nanoseconds: it takes a timer, and is a delay. */
    private static final long LEAST_REST = 20_000_000;

    /** More codecs than this without a header are names that a publisher makes up. */
    private static final int MOST_BARE = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final MediaConfig config;
    private final EventExecutor clock;
    private final Consumer<Stream> changed;
    private final Runnable left;

    /** How long its frames may wait at most, in nanoseconds, however many read. */
    private final long limit;

    private StreamStatus.State state = StreamStatus.State.AWAITED;
    private @Nullable Publication publication;
    private @Nullable String publisher;
    private @Nullable Instant since;
    private @Nullable Future<?> patience;
    private final Timeline timeline = new Timeline();
    private long lastWrite;

    /** Whether the publisher says when it has written all that it had. */
    private boolean inRounds;

    /** Where its writer lives, if that is known. */
    private EventExecutor writersLoop;

    /** One timer for all tapes, which may go off too early for what waits by then. */
    private @Nullable Future<?> alarm;

    private long alarmAt;
    private long alarms;

    private Headers headers = Headers.NONE;
    private boolean pictures;

    /** What its sound is coded with, as far as no header says so. */
    private final Set<Codec> bare = new LinkedHashSet<>();

    /** The last codec of its sound that was looked into. */
    private @Nullable Codec heard;

    private final ArrayDeque<Frame> group = new ArrayDeque<>();
    private long groupBytes;

    private final Map<Packaging, Tape> tapes = new HashMap<>();
    private final List<Tap> taps = new ArrayList<>();
    private int readers;
    private long frames;
    private final Meter meter = new Meter(System.nanoTime());

    Stream(
            String name,
            MediaConfig config,
            EventExecutor clock,
            Consumer<Stream> changed,
            Runnable left) {
        this.name = name;
        this.config = config;
        this.clock = clock;
        this.writersLoop = clock;
        this.changed = changed;
        this.left = left;
        this.limit = new Cadence(config.delayOf(name)).patience(0);
    }

    String name() {
        return name;
    }

    /** Gives the stream to a publisher, unless it has one. */
    Publication publish(String who, Instant now) throws NameTaken {
        lock.lock();
        try {
            if (publication != null) {
                throw new NameTaken(
                        "stream "
                                + name
                                + " is published by "
                                + publisher
                                + " since "
                                + since
                                + "; stop that publisher, or publish under another name");
            }
            if (state == StreamStatus.State.INTERRUPTED) {
                timeline.resume(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastWrite));
            }
            var next = new Publication(this);
            publication = next;
            publisher = who;
            inRounds = false;
            writersLoop = clock;
            tapes.values().forEach(tape -> tape.rest(0, System.nanoTime()));
            bare.clear();
            heard = null;
            since = now;
            state = StreamStatus.State.LIVE;
            stopWaiting();
            return next;
        } finally {
            lock.unlock();
        }
    }

    void write(Publication from, Frame raw) {
        lock.lock();
        try {
            if (from != publication) {
                raw.release();
                return;
            }
            long now = System.nanoTime();
            lastWrite = now;
            frames++;
            meter.mark(raw.size(), now);
            var frame = raw.at(timeline.map(raw));
            pictures |= frame.kind() == Kind.VIDEO;
            for (var tape : tapes.values()) {
                tape.write(frame, startsHere(frame), headers, now);
            }
            if (!inRounds) {
                sealInTime(now);
            }
            for (var tap : taps) {
                tap.frame(frame);
            }
            remember(frame);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Publication#patience}. */
    long patience(Publication from) {
        if (limit < LEAST_REST) {
            return 0;
        }
        lock.lock();
        try {
            if (from != publication) {
                return 0;
            }
            long patience = tapes.isEmpty() ? limit : Long.MAX_VALUE;
            long now = System.nanoTime();
            for (var tape : tapes.values()) {
                patience = Math.min(patience, tape.patience(now));
            }
            for (var tap : taps) {
                patience = Math.min(patience, tap.patience());
            }
            return patience < LEAST_REST ? 0 : patience;
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Publication#rest}. */
    void rest(Publication from, long time) {
        lock.lock();
        try {
            if (from == publication) {
                inRounds = true;
                long now = System.nanoTime();
                for (var tape : tapes.values()) {
                    tape.rest(time, now);
                }
                sealInTime(now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** See {@link Publication#livesOn}. */
    void writtenOn(Publication from, EventExecutor loop) {
        lock.lock();
        try {
            if (from == publication) {
                writersLoop = loop;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sees to it that what waits on the tapes goes when it has waited enough. */
    private void sealInTime(long now) {
        long left = Long.MAX_VALUE;
        for (var tape : tapes.values()) {
            tape.sealDue(now);
            left = Math.min(left, tape.left(now));
        }
        boolean sooner = alarm == null || now + left < alarmAt;
        if (left < Long.MAX_VALUE && sooner) {
            setAlarm(now, left);
        }
    }

    private void setAlarm(long now, long left) {
        var later = alarm;
        if (later != null) {
            later.cancel(false);
        }
        alarmAt = now + left;
        long which = ++alarms;
        alarm = writersLoop.schedule(() -> alarmed(which), left, TimeUnit.NANOSECONDS);
    }

    private void alarmed(long which) {
        lock.lock();
        try {
            if (which == alarms) {
                alarm = null;
                sealInTime(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean startsHere(Frame frame) {
        return pictures ? frame.startsPicture() : frame.kind() == Kind.AUDIO;
    }

    /** Keeps what a late reader will need. Takes the frame over. */
    private void remember(Frame frame) {
        if (frame.role() == Frame.Role.CONFIG) {
            headers = headers.with(frame);
            heard = null;
            bare.removeIf(codec -> codec.kind() == frame.kind());
        } else if (frame.kind() == Kind.AUDIO && bare.size() < MOST_BARE) {
            hear(frame.codec());
        }
        if (frame.startsPicture()) {
            forgetGroup();
        }
        boolean partOfGroup = frame.startsPicture() || !group.isEmpty();
        if (partOfGroup && groupBytes + frame.size() <= config.gopBytes()) {
            group.add(frame);
            groupBytes += frame.size();
        } else {
            forgetGroup();
            frame.release();
        }
    }

    private void hear(Codec codec) {
        if (codec.equals(heard)) {
            return;
        }
        heard = codec;
        boolean known = headers.frames().stream().anyMatch(header -> header.codec().equals(codec));
        if (!known) {
            bare.add(codec);
        }
    }

    private void forgetGroup() {
        group.forEach(Frame::release);
        group.clear();
        groupBytes = 0;
    }

    /** Called on {@code loop}, where the reader will live. */
    Reader read(
            Packaging packaging, EventExecutor loop, long queueBytes, Reader.Listener listener) {
        lock.lock();
        try {
            var tape = tapes.computeIfAbsent(packaging, this::tape);
            var reader = tape.join(loop, listener, queueBytes);
            reader.onClose(() -> leave(packaging, tape, reader));
            readers++;
            return reader;
        } finally {
            lock.unlock();
        }
    }

    private Tape tape(Packaging packaging) {
        var cadence = new Cadence(config.delayOf(name));
        var fresh = new Tape(packaging.packager(headers), config, cadence);
        long now = System.nanoTime();
        group.forEach(frame -> fresh.write(frame, startsHere(frame), headers, now));
        fresh.seal();
        return fresh;
    }

    private void leave(Packaging packaging, Tape tape, Reader reader) {
        lock.lock();
        try {
            readers--;
            if (!tape.leave(reader, reader.group())) {
                tapes.remove(packaging, tape);
                tape.close();
            }
        } finally {
            lock.unlock();
        }
        left.run();
    }

    /** Begins to hand its frames to {@code tap}; run what is returned to end that. */
    Runnable tap(Tap tap) {
        lock.lock();
        try {
            tap.begin(headers);
            group.forEach(tap::frame);
            taps.add(tap);
            readers += tap.wants() ? 1 : 0;
            if (state == StreamStatus.State.ENDED) {
                tap.ended();
            }
        } finally {
            lock.unlock();
        }
        return () -> untap(tap);
    }

    private void untap(Tap tap) {
        lock.lock();
        try {
            if (!taps.remove(tap)) {
                return;
            }
            readers -= tap.wants() ? 1 : 0;
        } finally {
            lock.unlock();
        }
        left.run();
    }

    void finish(Publication from) {
        lock.lock();
        try {
            if (from != publication) {
                return;
            }
            publication = null;
            end();
        } finally {
            lock.unlock();
        }
        changed.accept(this);
    }

    void interrupt(Publication from) {
        lock.lock();
        try {
            if (from != publication) {
                return;
            }
            publication = null;
            state = StreamStatus.State.INTERRUPTED;
            tapes.values().forEach(Tape::seal);
            taps.forEach(Tap::interrupted);
            patience = clock.schedule(this::giveUp, config.grace().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            lock.unlock();
        }
        changed.accept(this);
    }

    private void giveUp() {
        lock.lock();
        try {
            if (state != StreamStatus.State.INTERRUPTED) {
                return;
            }
            end();
        } finally {
            lock.unlock();
        }
        changed.accept(this);
    }

    private void end() {
        state = StreamStatus.State.ENDED;
        stopWaiting();
        forgetGroup();
        tapes.values().forEach(Tape::end);
        taps.forEach(Tap::ended);
    }

    void close() {
        lock.lock();
        try {
            publication = null;
            end();
        } finally {
            lock.unlock();
        }
    }

    private void stopWaiting() {
        var waiting = patience;
        if (waiting != null) {
            waiting.cancel(false);
            patience = null;
        }
    }

    /** Whether nobody would miss it: over, or awaited by nobody. */
    boolean idle() {
        lock.lock();
        try {
            return state == StreamStatus.State.ENDED
                    || (state == StreamStatus.State.AWAITED && readers == 0);
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody reads what nobody publishes. */
    boolean wanted() {
        lock.lock();
        try {
            return state == StreamStatus.State.AWAITED && readers > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it has no reader. */
    boolean unread() {
        lock.lock();
        try {
            return readers == 0;
        } finally {
            lock.unlock();
        }
    }

    boolean ended() {
        lock.lock();
        try {
            return state == StreamStatus.State.ENDED;
        } finally {
            lock.unlock();
        }
    }

    boolean live() {
        lock.lock();
        try {
            return state == StreamStatus.State.LIVE || state == StreamStatus.State.INTERRUPTED;
        } finally {
            lock.unlock();
        }
    }

    StreamStatus status(long now) {
        lock.lock();
        try {
            return new StreamStatus(
                    name,
                    state,
                    publication == null ? null : publisher,
                    publication == null ? null : since,
                    codecs(),
                    readers,
                    taps.stream().mapToInt(Tap::viewers).sum(),
                    meter.bitsPerSecond(now),
                    meter.total(),
                    frames,
                    groupBytes);
        } finally {
            lock.unlock();
        }
    }

    private List<String> codecs() {
        var names = new ArrayList<String>();
        for (var frame : headers.frames()) {
            if (frame.kind() != Kind.DATA) {
                names.add(frame.codec().name());
            }
        }
        bare.forEach(codec -> names.add(codec.name()));
        return names;
    }

    /** How its sound is coded, as far as that is known. */
    List<Codec> sounds() {
        lock.lock();
        try {
            var sounds = new ArrayList<>(bare);
            headers.frames().stream()
                    .filter(frame -> frame.kind() == Kind.AUDIO)
                    .forEach(frame -> sounds.add(frame.codec()));
            return sounds;
        } finally {
            lock.unlock();
        }
    }
}
