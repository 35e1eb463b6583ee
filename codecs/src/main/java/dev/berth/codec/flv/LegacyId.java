package dev.berth.codec.flv;

/**
 * A codec which has no FourCC: the SoundFormat or CodecID of FLV 10.1, annexes E.4.2.1 and E.4.3.1.
 * Those which have one are read as their {@link FourCc}.
 */
public record LegacyId(int id) implements FlvCodec {
    @Override
    public String toString() {
        return "flv " + id;
    }
}
