package dev.berth.ffmpeg;

import dev.berth.media.Scheme;
import dev.berth.media.Shown;
import dev.berth.media.Sink;
import dev.berth.media.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Media files, play lists, the test signal, and what other servers send: {@code
 * file:/path/clip.mp4?loop=forever} plays a file as it is, {@code playlist:/path/evening.m3u} one
 * after the other, {@code test:?size=1280x720&rate=30&bitrate=2500k&tone=440&gop=2s} makes a moving
 * picture and a tone for ever, {@code https://host/live.m3u8} and its like are fetched.
 *
 * <p>FFmpeg's libraries are loaded when the first source is opened. Any thread may call this.
 */
public final class FfmpegScheme implements Scheme {
    /** Whatever a URI it opens begins with. */
    public static final List<String> NAMES =
            Stream.concat(Stream.of("test", "file", "playlist"), Remote.SCHEMES.stream()).toList();

    /** Where systems keep the certificates of those they trust; FFmpeg's library knows no place. */
    private static final List<String> BUNDLES =
            List.of(
                    "/etc/ssl/certs/ca-certificates.crt",
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/cert.pem");

    private final String trust;

    /** Trusts whom the system trusts. */
    public FfmpegScheme() {
        this(null);
    }

    /** {@code trust}: a PEM file with whom TLS may trust; the system's own when null. */
    public FfmpegScheme(@Nullable Path trust) {
        this.trust = trust == null ? bundle() : trust.toString();
    }

    private static String bundle() {
        return BUNDLES.stream()
                .filter(file -> Files.isReadable(Path.of(file)))
                .findFirst()
                .orElse("");
    }

    @Override
    public Source open(URI from) throws IOException {
        var origin = wished(from);
        load(origin);
        return origin.open();
    }

    private static void load(Origin origin) throws IOException {
        try {
            NativeLog.install();
        } catch (LinkageError e) {
            throw new IOException(
                    origin.shown()
                            + " needs FFmpeg's libraries, and there are none for "
                            + System.getProperty("os.name")
                            + " on "
                            + System.getProperty("os.arch")
                            + " here; add the jars org.bytedeco:ffmpeg and org.bytedeco:javacpp"
                            + " with the classifier of this machine",
                    e);
        }
    }

    private Origin wished(URI from) throws IOException {
        try {
            return origin(from);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Origin origin(URI uri) {
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "test" -> TestSignal.of(Wish.of(uri));
            case "file" -> FileClip.of(Wish.of(uri));
            case "playlist" -> Playlist.of(Wish.of(uri));
            default -> Remote.of(uri, trust);
        };
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
        var origin = origin(uri);
        boolean secret = !origin.shown().equals(origin.canonical());
        return new Address(
                origin.canonical(),
                origin.place(),
                false,
                Optional.empty(),
                secret ? origin.shown() : uri.toString());
    }

    private static String noOutput(URI uri) {
        return shown(uri)
                + " is a source, not an output;"
                + " send to an address of another scheme, such as rtmp://host/app/key";
    }

    /** What is on this machine has no secret; of what is not, only the server is shown. */
    private static String shown(URI uri) {
        if (uri.getHost() != null) {
            return uri.getScheme() + "://" + uri.getHost();
        }
        boolean remote = Remote.SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT));
        return remote ? Shown.of(uri.toString()) : uri.toString();
    }
}
