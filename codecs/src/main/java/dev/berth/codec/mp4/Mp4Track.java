package dev.berth.codec.mp4;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/**
 * One track of a file: how it is coded, and what a decoder must know before its first sample.
 * Tracks that are equal need no new initialization segment.
 *
 * @param id 1 and up, unique in its file
 * @param codec the codec as RFC 6381 writes it, such as {@code avc1.64001f}
 * @param entry its sample entry, a whole box (14496-12, 8.5.2); on the heap, needs no release
 */
public record Mp4Track(int id, String codec, Form form, ByteBuf entry) {
    /**
     * Ticks a second of pictures. The times of streams are whole milliseconds, which this has
     * exactly; a finer scale would only add zeros.
     */
    public static final int PICTURE_TIMESCALE = 1_000;

    /** What is in the track. */
    public sealed interface Form {}

    /** Pictures of so many pixels. */
    public record Picture(int width, int height) implements Form {}

    /**
     * Sound.
     *
     * @param rate samples a second; also the track's ticks a second, so that a frame's length is a
     *     whole number, which it is not in milliseconds
     * @param frame the samples in each frame; 0 where that may change from one to the next
     */
    public record Sound(int rate, int channels, int frame) implements Form {}

    /** Ticks a second. */
    public int timescale() {
        return switch (form) {
            case Picture _ -> PICTURE_TIMESCALE;
            case Sound sound -> sound.rate;
        };
    }

    /** Of an AVCDecoderConfigurationRecord: 14496-15, 5.3.3. */
    public static Mp4Track h264(int id, ByteBuf configuration) throws Malformed {
        return AvcConfiguration.track(id, configuration.slice());
    }

    /** Of an HEVCDecoderConfigurationRecord: 14496-15, 8.3.3. */
    public static Mp4Track hevc(int id, ByteBuf configuration) throws Malformed {
        return HevcConfiguration.track(id, configuration.slice());
    }

    /** Of an AV1CodecConfigurationRecord with its sequence header: AV1 in ISOBMFF, 2.3. */
    public static Mp4Track av1(int id, ByteBuf configuration) throws Malformed {
        return Av1Configuration.track(id, configuration.slice());
    }

    /** Of an AudioSpecificConfig: 14496-3, 1.6.2.1. */
    public static Mp4Track aac(int id, ByteBuf configuration) throws Malformed {
        return AacConfiguration.track(id, configuration.slice());
    }

    /** Of an identification header ({@code OpusHead}): RFC 7845, 5.1. */
    public static Mp4Track opus(int id, ByteBuf configuration) throws Malformed {
        return OpusConfiguration.track(id, configuration.slice());
    }

    /** Of a STREAMINFO block, with {@code fLaC} and its block header before it or without. */
    public static Mp4Track flac(int id, ByteBuf configuration) throws Malformed {
        return FlacConfiguration.track(id, configuration.slice());
    }

    /** MP3 has no configuration: of its first frame, or any other. */
    public static Mp4Track mp3(int id, ByteBuf frame) throws Malformed {
        return MpegAudioHeader.track(id, frame.slice());
    }

    /** AC-3 has no configuration: of its first frame, or any other. */
    public static Mp4Track ac3(int id, ByteBuf frame) throws Malformed {
        return Ac3Header.track(id, frame.slice());
    }
}
