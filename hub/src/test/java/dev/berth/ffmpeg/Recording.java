package dev.berth.ffmpeg;

import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.MediaConfig;
import dev.berth.media.Packager;
import dev.berth.media.Packaging;
import dev.berth.media.Publication;
import dev.berth.media.Reader;
import dev.berth.media.Source;
import dev.berth.media.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A stream, and a reader that keeps a copy of every frame which is written to it. */
final class Recording implements Packaging, Packager, AutoCloseable {
    private final EventExecutorGroup loops = new DefaultEventExecutorGroup(1);
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final Publication publication;
    private final Consumer<Recording> watcher;

    /** {@code watcher} is called after every frame, on the thread that writes it. */
    Recording(Consumer<Recording> watcher) throws IOException {
        this.watcher = watcher;
        var streams = new Streams(MediaConfig.DEFAULT, loops, InstantSource.system());
        publication = streams.publish("test/signal", "a test");
        streams.read("test/signal", this, loops.next(), 1 << 20, new Deaf());
    }

    /** What a source writes until it ends. */
    static Recording of(Source source) throws IOException, InterruptedException {
        return until(0, source);
    }

    /** What a source writes until it ends, or is closed for having written {@code count} frames. */
    static Recording until(int count, Source source) throws IOException, InterruptedException {
        try (source;
                var recording =
                        new Recording(all -> {
                            if (all.frames.size() == count) {
                                source.close();
                            }
                        })) {
            source.run(recording.publication);
            return recording;
        }
    }

    Publication publication() {
        return publication;
    }

    /** Configurations, access units and all the rest. Their bytes are on the heap. */
    List<Frame> frames() {
        return frames;
    }

    /** The access units of one kind. */
    List<Frame> units(Kind kind) {
        return frames.stream()
                .filter(frame -> frame.kind() == kind)
                .filter(frame -> frame.role() != Frame.Role.CONFIG)
                .filter(frame -> frame.role() != Frame.Role.OPAQUE)
                .toList();
    }

    /** The bytes of the access units of one kind. */
    List<ByteBuf> bytes(Kind kind) {
        return units(kind).stream().map(Frame::data).toList();
    }

    @Override
    public Packager packager(Headers headers) {
        return this;
    }

    @Override
    public void opening(Headers headers, long time, ByteBuf out) {}

    @Override
    public void frame(Frame frame, ByteBuf out) {
        frames.add(
                new Frame(
                        frame.codec(),
                        frame.track(),
                        frame.role(),
                        frame.time(),
                        frame.offset(),
                        frame.layout(),
                        Unpooled.copiedBuffer(frame.data())));
        watcher.accept(this);
    }

    @Override
    public void close() {
        publication.end();
        loops.close();
    }

    /** Needs no bytes: it sees the frames. */
    private record Deaf() implements Reader.Listener {
        @Override
        public void ready() {}

        @Override
        public void dropped(long frames) {}
    }
}
