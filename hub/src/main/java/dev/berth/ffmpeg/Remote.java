package dev.berth.ffmpeg;

import dev.berth.media.Source;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What another server sends: HTTP-FLV, MPEG-TS and HLS over HTTP, RTSP over TCP, SRT as the caller.
 *
 * @param uri with its host
 * @param trust the certificates of those whom TLS may trust, as a PEM file; empty where there is
 *     none
 */
record Remote(URI uri, String trust) implements Origin {
    static final List<String> SCHEMES = List.of("http", "https", "rtsp", "rtsps", "srt");

    /** Encrypted HLS is read through "crypto", a proxy of the environment through "httpproxy". */
    private static final String WEB = "http,https,httpproxy,tcp,tls,crypto";

    /** Long enough for an HLS server that makes pieces of ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Servers that send at the pace of their time stamps. */
    private static final Set<String> LIVE = Set.of("rtsp", "rtsps", "srt");

    private static final Set<String> SERVED = Set.of("listener", "rendezvous");

    /**
     * Checks what was written.
     *
     * @throws IllegalArgumentException naming what is wrong, and the way out
     */
    static Remote of(URI uri, String trust) {
        var remote = new Remote(uri, trust);
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "a source that begins with %s: names no host; write %s://host/path"
                            .formatted(remote.scheme(), remote.scheme()));
        }
        if (remote.scheme().equals("srt")) {
            remote.checkSrt();
        }
        return remote;
    }

    private void checkSrt() {
        if (uri.getPort() <= 0) {
            throw new IllegalArgumentException(
                    shown() + " names no port; write srt://host:port, for SRT has no usual one");
        }
        for (var pair : query().split("&", -1)) {
            if (pair.startsWith("mode=") && SERVED.contains(pair.substring(5))) {
                throw new IllegalArgumentException(
                        shown()
                                + " asks for mode="
                                + pair.substring(5)
                                + ", and SRT is only called from here; leave mode out,"
                                + " and let the other side listen");
            }
        }
    }

    private String query() {
        return uri.getRawQuery() == null ? "" : uri.getRawQuery();
    }

    private String scheme() {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** Whether it comes at its own pace whatever it says of its length. */
    boolean keepsPace() {
        return LIVE.contains(scheme());
    }

    @Override
    public String canonical() {
        return uri.toString();
    }

    /**
     * The URI without what may be secret: who logs in, and what stands behind the question mark.
     */
    @Override
    public String shown() {
        return scheme()
                + "://"
                + (uri.getRawUserInfo() == null ? "" : "***@")
                + server()
                + (uri.getRawPath() == null ? "" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?***");
    }

    private String server() {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /** Equal for what comes from the same server. */
    @Override
    public String place() {
        return scheme() + "://" + server();
    }

    @Override
    public Source open() throws IOException {
        return FfmpegSource.of(shown(), RemotePackets.open(this));
    }

    Reach reach() {
        return new Reach(
                shown(),
                uri.toString(),
                protocols(),
                formats(),
                options(),
                PATIENCE,
                "see that " + server() + " runs, and sends something there that can be played");
    }

    private String protocols() {
        return switch (scheme()) {
            case "srt" -> "srt";
            case "rtsp" -> "rtsp,rtp,tcp";
            case "rtsps" -> "rtsp,rtsps,rtp,tcp,tls";
            default -> WEB;
        };
    }

    private String formats() {
        return switch (scheme()) {
            case "srt" -> "mpegts";
            case "rtsp", "rtsps" -> "rtsp,mpegts";
            default -> "hls," + Reach.FILES;
        };
    }

    /** A live stream need not be looked at for five seconds to know what is in it. */
    private Map<String, String> options() {
        var options = new HashMap<>(Map.of("analyzeduration", "2000000", "fpsprobesize", "0"));
        if (scheme().startsWith("rtsp")) {
            options.put("rtsp_transport", "tcp");
            options.put("allowed_media_types", "video+audio");
        }
        if (scheme().startsWith("http")) {
            options.put("user_agent", "Berth");
        }
        if (!scheme().equals("srt")) {
            options.put("tls_verify", "1"); // FFmpeg would trust anybody
            options.put("ca_file", trust);
        }
        return options;
    }

    /** The URI may have a password in it. */
    @Override
    public String toString() {
        return shown();
    }
}
