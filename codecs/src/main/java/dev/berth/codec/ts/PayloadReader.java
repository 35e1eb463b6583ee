package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/**
 * Makes samples of the payload of one track's PES packets. Belongs to whoever reads the track; what
 * it keeps between two of them lies on the heap and needs no release.
 */
sealed interface PayloadReader permits NalReader, SoundReader, OpusReader {
    /**
     * Hands on what the payload of one PES packet holds. Borrows the payload.
     *
     * @param at when that is; {@link Ts#NO_TIME} in it when the packet does not say
     * @return false when part of it made no sense
     */
    boolean read(PesTime at, ByteBuf payload, Consumer<TsMessage> to);

    /** A PES packet was lost: what goes over from the one before it to the next is no use. */
    default void gap() {}

    static PayloadReader of(TsTrack track, ByteBufAllocator allocator) {
        return switch (track.codec()) {
            case H264 -> new NalReader(track, AvcSyntax.AVC, allocator);
            case HEVC -> new NalReader(track, HevcSyntax.HEVC, allocator);
            case AAC -> new SoundReader(track, SoundSyntax.ADTS);
            case MP3 -> new SoundReader(track, SoundSyntax.MPEG_LAYER_3);
            case AC3, EAC3 -> new SoundReader(track, SoundSyntax.DOLBY);
            case OPUS -> new OpusReader(track);
        };
    }
}
