package dev.berth.ffmpeg;

import dev.berth.media.Scheme;
import dev.berth.media.Sink;
import dev.berth.media.Source;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Media files and the test signal: {@code file:/path/clip.mp4?loop=forever} plays a file as it is,
 * and {@code test:?size=1280x720&rate=30&bitrate=2500k&tone=440&gop=2s} makes a moving picture and
 * a tone for ever. Both keep the pace of their time stamps.
 *
 * <p>FFmpeg's libraries are loaded when the first source is opened. Any thread may call this.
 */
public final class FfmpegScheme implements Scheme {
    /** The scheme of the test signal. */
    public static final String TEST = "test";

    /** The scheme of media files. */
    public static final String FILE = "file";

    @Override
    public Source open(URI from) throws IOException {
        var origin = wished(from);
        load(from);
        return FfmpegSource.of(origin.canonical(), origin.open());
    }

    private static void load(URI from) throws IOException {
        try {
            NativeLog.install();
        } catch (LinkageError e) {
            throw new IOException(
                    from
                            + " needs FFmpeg's libraries, and there are none for "
                            + System.getProperty("os.name")
                            + " on "
                            + System.getProperty("os.arch")
                            + " here; add the jars org.bytedeco:ffmpeg and org.bytedeco:javacpp"
                            + " with the classifier of this machine",
                    e);
        }
    }

    private static Origin wished(URI from) throws IOException {
        try {
            return origin(from);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static Origin origin(URI uri) {
        var wish = Wish.of(uri);
        return TEST.equalsIgnoreCase(uri.getScheme()) ? TestSignal.of(wish) : FileClip.of(wish);
    }

    @Override
    public Sink dial(URI to, String stream) throws IOException {
        throw new IOException(noOutput(to));
    }

    @Override
    public Address look(URI uri, boolean sink) {
        if (sink) {
            throw new IllegalArgumentException(noOutput(uri));
        }
        var place = origin(uri).canonical();
        return new Address(place, place, false, Optional.empty());
    }

    private static String noOutput(URI uri) {
        return uri
                + " is a source, not an output;"
                + " send to an address of another scheme, such as rtmp://host/app/key";
    }
}
