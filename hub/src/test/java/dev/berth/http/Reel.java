package dev.berth.http;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.media.FlvTags;
import dev.berth.media.Frame;
import dev.berth.media.Publication;
import dev.berth.media.Streams;
import dev.berth.rtmp.Child;
import dev.berth.rtmp.Clips;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;

/** A clip that is published as far as a test says, and no faster. */
final class Reel implements AutoCloseable {
    private static final int LARGEST_TAG = 8 << 20;

    private final Queue<Frame> rest = new ArrayDeque<>();
    private final Publication publication;

    private Reel(Publication publication) {
        this.publication = publication;
    }

    /** H.264 and AAC with a key frame each second, as an FLV file. */
    static Path clip(Path folder, int seconds) throws IOException, InterruptedException {
        var flv = folder.resolve("clip-" + seconds + ".flv");
        var made = Clips.h264(folder, seconds);
        try (var copy = Child.ffmpeg(Clips.record(made.toString(), flv))) {
            copy.output();
        }
        return flv;
    }

    /** Pictures with key frames at these seconds, separated by commas, and for one more second. */
    static Path sparse(Path folder, String keyFrames) throws IOException, InterruptedException {
        var flv = folder.resolve("sparse.flv");
        var last = keyFrames.substring(keyFrames.lastIndexOf(',') + 1);
        try (var maker =
                Child.ffmpeg(
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=320x180:rate=" + Clips.RATE,
                        "-t",
                        "" + (Integer.parseInt(last) + 1),
                        "-pix_fmt",
                        "yuv420p",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-x264-params",
                        "keyint=1000:scenecut=0",
                        "-force_key_frames",
                        keyFrames,
                        flv.toString())) {
            maker.output();
        }
        return flv;
    }

    /** Begins to publish an FLV file. */
    static Reel of(Path flv, Streams streams, String stream) throws IOException, Malformed {
        var reel = new Reel(streams.publish(stream, "a reel"));
        var in = Unpooled.wrappedBuffer(Files.readAllBytes(flv));
        var reader = new FlvReader(LARGEST_TAG);
        for (var tag = reader.next(in); tag != null; tag = reader.next(in)) {
            FlvTags.read(tag.type(), tag.timestamp(), tag.body(), reel.rest::add);
            tag.close();
        }
        return reel;
    }

    /** Publishes all frames before {@code millis}. */
    Reel until(long millis) {
        while (!rest.isEmpty() && rest.element().time() < millis) {
            publication.write(rest.remove());
        }
        return this;
    }

    /** The publisher is gone, and may come back. */
    void vanish() {
        publication.lost();
        forgetRest();
    }

    /** The publisher says goodbye, in the midst of it. */
    void end() {
        publication.end();
    }

    @Override
    public void close() {
        publication.end();
        forgetRest();
    }

    private void forgetRest() {
        rest.forEach(Frame::release);
        rest.clear();
    }
}
