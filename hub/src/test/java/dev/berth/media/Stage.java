package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Streams whose frames are sealed one by one, so that a reader sees at once what is written. */
final class Stage implements AutoCloseable {
    static final int GOP = 1_000;
    static final int QUEUE = 2_000;
    static final MediaConfig CONFIG =
            new MediaConfig(
                    Duration.ZERO,
                    List.of(),
                    MediaConfig.Sending.AUTO,
                    GOP,
                    QUEUE,
                    Duration.ofSeconds(30),
                    3);

    final Script script = new Script("first");
    final Streams streams;
    private final DefaultEventExecutorGroup clocks = new DefaultEventExecutorGroup(1);

    Stage() {
        this(CONFIG);
    }

    Stage(MediaConfig config) {
        streams = new Streams(config, clocks, Clock.systemUTC());
    }

    static MediaConfig grace(Duration grace) {
        return new MediaConfig(
                CONFIG.delay(),
                CONFIG.delays(),
                CONFIG.sending(),
                GOP,
                QUEUE,
                grace,
                CONFIG.streams());
    }

    Publication publish(String name) throws IOException {
        return streams.publish(name, "a test");
    }

    Taker read(String name) throws IOException {
        return read(name, script);
    }

    Taker read(String name, Packaging packaging) throws IOException {
        return new Taker(streams, name, packaging, Long.MAX_VALUE);
    }

    /** A reader that may fall behind no further than {@code queueBytes}. */
    Taker read(String name, long queueBytes) throws IOException {
        return new Taker(streams, name, script, queueBytes);
    }

    static Frame configuration(Codec codec) {
        return new Frame(codec, 0, Frame.Role.CONFIG, 0, 0, 0, dots(1));
    }

    static Frame key(long time) {
        return key(time, 1);
    }

    static Frame key(long time, int size) {
        return new Frame(Codec.H264, 0, Frame.Role.KEY, time, 0, 0, dots(size));
    }

    static Frame delta(long time) {
        return delta(time, 1);
    }

    static Frame delta(long time, int size) {
        return new Frame(Codec.H264, 0, Frame.Role.DELTA, time, 0, 0, dots(size));
    }

    static Frame sound(long time) {
        return new Frame(Codec.AAC, 0, Frame.Role.KEY, time, 0, 0, dots(1));
    }

    private static ByteBuf dots(int count) {
        var bytes = Unpooled.buffer(count);
        for (int i = 0; i < count; i++) {
            bytes.writeByte('.');
        }
        return bytes;
    }

    @Override
    public void close() {
        clocks.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** A reader that takes what comes, until it is stopped, and then what it is told to. */
    static final class Taker implements Reader.Listener {
        private static final int MUCH = 10_000;

        final Reader reader;
        private final StringBuilder taken = new StringBuilder();
        private boolean keepsUp;
        private long told;

        Taker(Streams streams, String name, Packaging packaging, long queueBytes)
                throws IOException {
            reader =
                    streams.read(
                            name, packaging, ImmediateEventExecutor.INSTANCE, queueBytes, this);
            keepsUp = true;
        }

        /** Takes nothing any more by itself. */
        Taker stop() {
            keepsUp = false;
            return this;
        }

        /** What it has taken since the last call, and all there is to take now. */
        String take() {
            drain();
            var all = taken.toString().strip();
            taken.setLength(0);
            return all;
        }

        private void drain() {
            for (var bytes = reader.next(); bytes != null; bytes = reader.next()) {
                taken.append(Script.text(bytes));
                bytes.release();
                if (taken.length() > MUCH) {
                    throw new AssertionError("a reader reads for ever: " + taken);
                }
            }
        }

        /** How many lost frames it was told of. */
        long told() {
            return told;
        }

        /** Called on the thread that writes, with the stream's lock held. */
        @Override
        public void ready() {
            if (keepsUp) {
                drain();
            }
        }

        @Override
        public void dropped(long frames) {
            told += frames;
        }
    }
}
