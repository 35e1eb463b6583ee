package dev.berth.media;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.stream.Collectors;

/**
 * A wire format that people can read: {@code <h264 aac>K0 d40 a23} are the headers of two tracks, a
 * key frame, one that is none, and sound. The bytes of frames follow as dots, which readers leave
 * out.
 *
 * @param name tells formats apart
 */
record Script(String name, Count count) implements Packaging, Packager {
    /** How many frames were packaged. Guarded by the stream's lock. */
    static final class Count {
        int frames;
    }

    Script(String name) {
        this(name, new Count());
    }

    @Override
    public Packager packager(Headers headers) {
        return this;
    }

    @Override
    public void opening(Headers headers, long time, ByteBuf out) {
        var codecs =
                headers.frames().stream()
                        .map(header -> header.codec().name())
                        .collect(Collectors.joining(" ", "<", ">"));
        out.writeCharSequence(codecs, US_ASCII);
    }

    @Override
    public void frame(Frame frame, ByteBuf out) {
        count.frames++;
        out.writeCharSequence(letter(frame) + frame.time(), US_ASCII);
        out.writeBytes(frame.data(), frame.data().readerIndex(), frame.size());
        out.writeByte(' ');
    }

    private static String letter(Frame frame) {
        return switch (frame.role()) {
            case CONFIG -> "c";
            case KEY -> frame.kind() == Kind.VIDEO ? "K" : "a";
            default -> "d";
        };
    }

    /** What bytes say, without the dots and the last blank. */
    static String text(ByteBuf bytes) {
        return bytes.toString(US_ASCII).replace(".", "");
    }
}
