package dev.berth.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Bytes for tests: written by hand as hex, or captured from programs of others. */
public final class Bytes {
    /** For what is only compared and left to the garbage collector. */
    private static final ByteBufAllocator UNCOUNTED = new UnpooledByteBufAllocator(false, true);

    private Bytes() {}

    /**
     * Of hex digits; blanks may be anywhere. What is in quotes is ASCII: {@code 02 0004 'live'}.
     */
    public static ByteBuf of(String text) {
        var out = UNCOUNTED.buffer();
        var parts = text.split("'", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1) {
                out.writeCharSequence(parts[i], StandardCharsets.US_ASCII);
            } else {
                out.writeBytes(HexFormat.of().parseHex(parts[i].replaceAll("\\s", "")));
            }
        }
        return out;
    }

    /** As hex digits, without moving indices. */
    public static String hex(ByteBuf bytes) {
        return ByteBufUtil.hexDump(bytes);
    }

    /** So many bytes, each one more than the one before. */
    public static ByteBuf counting(int length) {
        var out = UNCOUNTED.buffer(length);
        for (int i = 0; i < length; i++) {
            out.writeByte(i);
        }
        return out;
    }

    /** A file under captures: lines of hex, and comments behind #. */
    public static ByteBuf capture(String name) {
        try (var in = Bytes.class.getResourceAsStream("/captures/" + name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("no capture is called " + name);
            }
            return of(
                    new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
