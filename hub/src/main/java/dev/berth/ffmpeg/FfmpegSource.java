package dev.berth.ffmpeg;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvTag;
import dev.berth.media.Codec;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Publication;
import dev.berth.media.Source;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Packets, through the FLV muxer, into a stream, in real time. It is paced behind the muxer and not
 * before it, so that tracks a file keeps apart still leave in step; what is read ahead for that
 * waits in here.
 *
 * <p>{@code phase} says who frees the native objects: the thread that runs, or else the first one
 * to close.
 */
final class FfmpegSource implements Source {
    private enum Phase {
        READY,
        RUNNING,
        OVER
    }

    private final String uri;
    private final Packets packets;
    private final FlvOutput output;
    private final FlvTimes times = new FlvTimes();
    private final Pace pace;
    private final long start;
    private final Loop length = new Loop(2);
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.READY);

    private FfmpegSource(String uri, Packets packets, FlvOutput output, Pace pace, long start) {
        this.uri = uri;
        this.packets = packets;
        this.output = output;
        this.pace = pace;
        this.start = start;
    }

    /** Makes the packets a source. It owns them from now on, also when this throws. */
    static FfmpegSource of(String uri, Packets packets) throws IOException {
        return of(uri, packets, new Pace(packets.paced()), 0);
    }

    /**
     * The same, as a part of something longer.
     *
     * @param pace of the whole
     * @param start when it begins in that, in milliseconds
     */
    static FfmpegSource of(String uri, Packets packets, Pace pace, long start) throws IOException {
        var output = new FlvOutput(uri);
        var source = new FfmpegSource(uri, packets, output, pace, start);
        try {
            if (!packets.paced()) {
                output.hurry();
            }
            packets.announce(output);
            output.begin();
            return source;
        } catch (IOException | RuntimeException e) {
            source.free();
            throw e;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A virtual thread is pinned while it is inside FFmpeg: for a read from a disk, or some
     * milliseconds of encoding. It waits for time to pass outside of it.
     */
    @Override
    public void run(Publication into) throws IOException, InterruptedException {
        if (!phase.compareAndSet(Phase.READY, Phase.RUNNING)) {
            return;
        }
        try {
            play(into);
        } finally {
            phase.set(Phase.OVER);
            free();
        }
    }

    private void play(Publication into) throws IOException, InterruptedException {
        while (packets.feed(output)) {
            if (!publish(output.take(), into)) {
                return;
            }
        }
        output.flush();
        publish(output.take(), into);
    }

    /**
     * Publishes the tags when they are due, and closes them. Returns false when the source was
     * closed meanwhile.
     */
    private boolean publish(List<FlvTag> tags, Publication into)
            throws IOException, InterruptedException {
        try {
            for (var tag : tags) {
                long time = start + times.whole(tag.timestamp());
                see(tag.type(), time);
                if (!pace.await(time)) {
                    return false;
                }
                FlvTags.read(tag.type(), time, tag.body(), frame -> write(frame, into));
            }
            return pace.goesOn();
        } catch (Malformed e) {
            throw new IOException(
                    uri + " came out of FFmpeg's FLV muxer broken: " + e.getMessage(), e);
        } finally {
            tags.forEach(FlvTag::close);
        }
    }

    private void see(int type, long time) {
        if (type != FlvTags.DATA) {
            length.see(type == FlvTags.VIDEO ? 0 : 1, time, 0);
        }
    }

    /** When what follows it begins, in milliseconds; once it has run. */
    long end() {
        length.again();
        return start + length.shift();
    }

    /**
     * Hands the frame on. An AAC configuration without bytes says that the true one comes with the
     * first packet.
     */
    private static void write(Frame frame, Publication into) {
        if (frame.role() == Frame.Role.CONFIG
                && frame.codec().equals(Codec.AAC)
                && frame.size() == 0) {
            frame.release();
        } else {
            into.write(frame);
        }
    }

    @Override
    public void close() {
        if (phase.get() != Phase.OVER) {
            pace.stop();
        }
        packets.stop();
        if (phase.compareAndSet(Phase.READY, Phase.OVER)) {
            free();
        }
    }

    private void free() {
        output.close();
        packets.close();
    }
}
