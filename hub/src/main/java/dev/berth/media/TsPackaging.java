package dev.berth.media;

import dev.berth.codec.ts.TsCodec;
import java.util.Map;
import java.util.Optional;

/** An MPEG-2 transport stream. All who read a stream so share one. */
public record TsPackaging() implements Packaging {
    private static final Map<Codec, TsCodec> CODECS =
            Map.of(
                    Codec.H264, TsCodec.H264,
                    Codec.HEVC, TsCodec.HEVC,
                    Codec.AAC, TsCodec.AAC,
                    Codec.MP3, TsCodec.MP3,
                    Codec.AC3, TsCodec.AC3,
                    Codec.EAC3, TsCodec.EAC3,
                    Codec.OPUS, TsCodec.OPUS);

    @Override
    public Packager packager(Headers headers) {
        return new TsPackager(headers);
    }

    /** What it is in a transport stream; nothing when it has no place there. */
    static Optional<TsCodec> codec(Codec codec) {
        return Optional.ofNullable(CODECS.get(codec));
    }

    /**
     * Why frames of this codec are left out: one sentence with a way out, or nothing when they are
     * carried.
     */
    public static Optional<String> refusal(Codec codec) {
        return codec.kind() == Kind.DATA || CODECS.containsKey(codec)
                ? Optional.empty()
                : Optional.of(
                        "MPEG-TS cannot carry "
                                + codec
                                + " to players; play the stream by RTMP or HTTP-FLV, or publish it in "
                                + (codec.kind() == Kind.VIDEO
                                        ? "H.264 or HEVC"
                                        : "AAC, MP3 or Opus"));
    }

    static Codec codec(TsCodec codec) {
        return switch (codec) {
            case H264 -> Codec.H264;
            case HEVC -> Codec.HEVC;
            case AAC -> Codec.AAC;
            case MP3 -> Codec.MP3;
            case AC3 -> Codec.AC3;
            case EAC3 -> Codec.EAC3;
            case OPUS -> Codec.OPUS;
        };
    }
}
