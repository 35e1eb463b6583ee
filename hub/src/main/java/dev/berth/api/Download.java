package dev.berth.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Files that are sent one behind the other, as long as they were when they were asked for, or one
 * range of that (RFC 9110, section 14).
 *
 * @param from the first byte that is sent
 * @param length how many are
 */
record Download(List<Piece> pieces, long from, long length) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{0,18})");
    private static final int CHUNK = 64 << 10;

    /** A file, and how long it was. */
    record Piece(Path file, long length) {}

    /**
     * @param asked the Range header; any that is not a single one from a first byte on means all
     */
    static Download of(List<Path> files, String asked) throws IOException {
        var pieces = new ArrayList<Piece>();
        for (var file : files) {
            pieces.add(new Piece(file, Files.size(file)));
        }
        long total = total(pieces);
        var range = RANGE.matcher(asked);
        if (!range.matches() || Long.parseLong(range.group(1)) >= total) {
            return new Download(pieces, 0, total);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? total - 1 : Long.parseLong(range.group(2));
        return new Download(pieces, first, Math.max(0, Math.min(last, total - 1) - first + 1));
    }

    private static long total(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::length).sum();
    }

    void headers(ServerResponse response) {
        long total = total(pieces);
        response.header(HeaderNames.ACCEPT_RANGES, "bytes");
        response.header(HeaderNames.CONTENT_LENGTH, Long.toString(length));
        if (length < total) {
            response.status(Status.PARTIAL_CONTENT_206);
            var range = "bytes %d-%d/%d".formatted(from, from + length - 1, total);
            response.header(HeaderNames.CONTENT_RANGE, range);
        }
    }

    /** Sends the bytes, and closes what they were sent to. */
    void write(OutputStream to) throws IOException {
        try (to) {
            long skip = from;
            long left = length;
            for (var piece : pieces) {
                long here = Math.min(left, Math.max(0, piece.length - skip));
                if (here > 0) {
                    copy(piece.file, skip, here, to);
                }
                skip = Math.max(0, skip - piece.length);
                left -= here;
            }
        }
    }

    private static void copy(Path file, long skip, long count, OutputStream to) throws IOException {
        try (var in = Files.newInputStream(file)) {
            in.skipNBytes(skip);
            long left = count;
            while (left > 0) {
                var bytes = in.readNBytes((int) Math.min(CHUNK, left));
                if (bytes.length == 0) {
                    throw new IOException(
                            "%s became shorter while it was sent; ask again".formatted(file));
                }
                to.write(bytes);
                left -= bytes.length;
            }
        }
    }
}
