package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** What a transport stream says. */
public sealed interface TsMessage {
    /**
     * The program has these tracks from now on.
     *
     * @param tracks those that are read, in the order of the program map
     * @param passedOver the others in words, such as {@code stream type 0x02}
     */
    record Tracks(List<TsTrack> tracks, List<String> passedOver) implements TsMessage {
        public Tracks {
            tracks = List.copyOf(tracks);
            passedOver = List.copyOf(passedOver);
        }
    }

    /**
     * One access unit, or what a decoder needs before one.
     *
     * @param pts when it is shown, in ticks of 90 kHz; goes on where 33 bits wrap
     * @param dts when it is decoded, likewise
     * @param data as FLV and MP4 have it: NAL units with a length of four bytes before each, AAC
     *     without ADTS; the receiver owns one reference
     */
    record Sample(TsTrack track, Role role, long pts, long dts, ByteBuf data)
            implements TsMessage {}

    /** What a sample is good for. */
    enum Role {
        /** A configuration record, AudioSpecificConfig or OpusHead. */
        CONFIG,
        /** Decodable by itself. */
        KEY,
        /** Needs those before it. */
        DELTA,
        /** Needs those before it, and none needs it. */
        DISPOSABLE
    }
}
