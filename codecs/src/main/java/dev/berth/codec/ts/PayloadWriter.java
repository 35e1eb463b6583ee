package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Turns the access units of one track into the payload of PES packets. Keeps nothing. */
sealed interface PayloadWriter permits NalWriter, AdtsWriter, OpusWriter, PlainWriter {
    /** Appends an access unit, whose indices do not move. {@code key}: decoding may begin there. */
    void write(ByteBuf unit, boolean key, ByteBuf out) throws Malformed;

    /**
     * For a track.
     *
     * @param configuration what decoders are told first; null where there is no such thing
     * @throws Malformed when the configuration is missing or damaged, or cannot be said in a
     *     transport stream
     */
    static PayloadWriter of(TsCodec codec, @Nullable ByteBuf configuration) throws Malformed {
        return switch (codec) {
            case H264 -> NalWriter.of(AvcSyntax.AVC, needed(codec, configuration));
            case HEVC -> NalWriter.of(HevcSyntax.HEVC, needed(codec, configuration));
            case AAC -> AdtsWriter.of(needed(codec, configuration));
            case OPUS -> new OpusWriter();
            case MP3, AC3, EAC3 -> new PlainWriter();
        };
    }

    private static ByteBuf needed(TsCodec codec, @Nullable ByteBuf configuration) throws Malformed {
        if (configuration == null) {
            throw new Malformed("a track of %s has no configuration".formatted(codec));
        }
        return configuration;
    }
}
