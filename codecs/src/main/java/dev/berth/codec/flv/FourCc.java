package dev.berth.codec.flv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Four characters which name a codec, the first in the highest byte. Enhanced RTMP v2. */
public record FourCc(int value) implements FlvCodec {
    public static final FourCc AVC1 = of("avc1");
    public static final FourCc HVC1 = of("hvc1");
    public static final FourCc VVC1 = of("vvc1");
    public static final FourCc AV01 = of("av01");
    public static final FourCc VP08 = of("vp08");
    public static final FourCc VP09 = of("vp09");
    public static final FourCc MP4A = of("mp4a");
    public static final FourCc MP3 = of(".mp3");
    public static final FourCc OPUS = of("Opus");
    public static final FourCc FLAC = of("fLaC");
    public static final FourCc AC3 = of("ac-3");
    public static final FourCc EAC3 = of("ec-3");

    /** No codec: of a message which does not name one. */
    public static final FourCc NONE = new FourCc(0);

    /** Of four characters, which should be ASCII; any byte comes back out of {@link #toString}. */
    public static FourCc of(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length != 4) {
            throw new IllegalArgumentException("'%s' has not four characters".formatted(name));
        }
        return new FourCc(ByteBuffer.wrap(bytes).getInt());
    }

    @Override
    public String toString() {
        byte[] bytes = {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
