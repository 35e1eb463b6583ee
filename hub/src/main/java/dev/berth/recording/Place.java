package dev.berth.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of directories and files: safe on every file system and in URLs, and never a way out. */
final class Place {
    /** Names are cut here, and made unique again by a sum. File systems allow 255 bytes. */
    private static final int LONGEST = 120;

    private static final int LONGEST_SAFE = 200;
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_=~-][A-Za-z0-9._=~-]{0,254}");
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Place() {}

    /** The directory of a stream: {@code live/demo} is in {@code live~demo}. */
    static String of(String stream) {
        var name = new StringBuilder();
        for (byte octet : stream.getBytes(UTF_8)) {
            append(name, (char) (octet & 0xff));
        }
        return name.length() <= LONGEST_SAFE
                ? name.toString()
                : name.substring(0, LONGEST) + "=" + sum(stream);
    }

    private static void append(StringBuilder name, char c) {
        boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
        if (c == '/') {
            name.append('~');
        } else if (plain || (c == '.' && !name.isEmpty())) {
            name.append(c);
        } else {
            name.append("=%02X".formatted((int) c));
        }
    }

    private static String sum(String stream) {
        try {
            var sum = MessageDigest.getInstance("SHA-256").digest(stream.getBytes(UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    /** The directory of one recording; names sort as times do. */
    static String of(Instant start) {
        return START.format(start);
    }

    static Instant start(String name) {
        return START.parse(name, Instant::from);
    }

    /** A name below a directory, which it cannot leave; null when it tries. */
    static @Nullable Path below(Path directory, String... names) {
        var path = directory;
        for (var name : names) {
            if (!SAFE.matcher(name).matches()) {
                return null;
            }
            path = path.resolve(name);
        }
        return path;
    }
}
