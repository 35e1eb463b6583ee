package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_strerror;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/** What FFmpeg's functions return, and what it means. */
final class Av {
    private static final int LONGEST = 256;

    private Av() {}

    /**
     * Hands on a result that is no error.
     *
     * @param story what did not work if it is one: the sentence up to the colon
     * @throws IOException with the story, and FFmpeg's own words for the error
     */
    static int check(int result, String story) throws IOException {
        if (result < 0) {
            throw new IOException(story + ": " + words(result));
        }
        return result;
    }

    /** Hands on what was allocated. FFmpeg returns null for lack of memory only. */
    static <P extends Pointer> P some(@Nullable P allocated) {
        if (allocated == null || allocated.isNull()) {
            throw new OutOfMemoryError("FFmpeg got no memory from the system");
        }
        return allocated;
    }

    /**
     * The error in FFmpeg's words, without a full stop, such as {@code Invalid data found when
     * processing input}.
     */
    static String words(int error) {
        var bytes = new byte[LONGEST];
        av_strerror(error, bytes, bytes.length);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
