package dev.berth.http;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a path of HLS names. Whatever belongs to {@code live/demo.m3u8} is in {@code
 * live/demo.hls/}, and playlists name it relative to themselves, so that a proxy may serve it
 * anywhere. The numbers of a stream that is cut anew go on above those it had, so that a path never
 * means anything else than before, and may be kept as long as anybody likes.
 */
sealed interface HlsPath {
    /** The stream's name. */
    String stream();

    /** What there is to choose from. */
    record Multivariant(String stream) implements HlsPath {}

    /** The newest segments and parts. */
    record Media(String stream) implements HlsPath {}

    /** The first bytes for all segments of its kind. */
    record Beginning(String stream, long number) implements HlsPath {}

    record Whole(String stream, long segment) implements HlsPath {}

    record Piece(String stream, long segment, int part) implements HlsPath {}

    Pattern PLAYLIST = Pattern.compile("(?<stream>.+)\\.m3u8");
    Pattern FILE =
            Pattern.compile(
                    "(?<stream>.+)\\.hls/(?:(?<media>media\\.m3u8)|init-(?<init>\\d{1,18})\\.mp4"
                            + "|(?<segment>\\d{1,18})(?:\\.(?<part>\\d{1,6}))?\\.m4s)");

    /** Reads a path, decoded and without the slash before it. */
    static Optional<HlsPath> of(String path) {
        var file = FILE.matcher(path);
        if (file.matches()) {
            var stream = file.group("stream");
            if (file.group("media") != null) {
                return Optional.of(new Media(stream));
            }
            if (file.group("init") != null) {
                return Optional.of(new Beginning(stream, Long.parseLong(file.group("init"))));
            }
            long segment = Long.parseLong(file.group("segment"));
            var part = file.group("part");
            return Optional.of(
                    part == null
                            ? new Whole(stream, segment)
                            : new Piece(stream, segment, Integer.parseInt(part)));
        }
        var playlist = PLAYLIST.matcher(path);
        return playlist.matches()
                ? Optional.of(new Multivariant(playlist.group("stream")))
                : Optional.empty();
    }

    /** Where the media playlist is, as {@code NAME.m3u8} beside it writes that. */
    static String media(String stream) {
        var name = stream.substring(stream.lastIndexOf('/') + 1);
        return HlsQuery.encoded(name) + ".hls/media.m3u8";
    }

    static String beginning(long number) {
        return "init-" + number + ".mp4";
    }

    static String whole(long segment) {
        return segment + ".m4s";
    }

    static String piece(long segment, int part) {
        return segment + "." + part + ".m4s";
    }
}
