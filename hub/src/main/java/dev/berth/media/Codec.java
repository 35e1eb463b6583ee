package dev.berth.media;

import org.jspecify.annotations.Nullable;

/**
 * How the access units of a track are coded. Codecs that nobody here knows keep the tag they came
 * with, and pass through untouched.
 *
 * @param kind what the track is for
 * @param name the field's usual short name in lower case ({@code h264}), or for a codec unknown to
 *     us the tag it came with ({@code flv:4}, {@code fourcc:xyz1})
 */
public record Codec(Kind kind, String name) {
    public static final Codec H264 = new Codec(Kind.VIDEO, "h264");
    public static final Codec HEVC = new Codec(Kind.VIDEO, "hevc");
    public static final Codec VVC = new Codec(Kind.VIDEO, "vvc");
    public static final Codec AV1 = new Codec(Kind.VIDEO, "av1");
    public static final Codec VP8 = new Codec(Kind.VIDEO, "vp8");
    public static final Codec VP9 = new Codec(Kind.VIDEO, "vp9");
    public static final Codec AAC = new Codec(Kind.AUDIO, "aac");
    public static final Codec MP3 = new Codec(Kind.AUDIO, "mp3");
    public static final Codec OPUS = new Codec(Kind.AUDIO, "opus");
    public static final Codec FLAC = new Codec(Kind.AUDIO, "flac");
    public static final Codec AC3 = new Codec(Kind.AUDIO, "ac3");
    public static final Codec EAC3 = new Codec(Kind.AUDIO, "eac3");

    /** G.711 A-law, 8,000 samples a second. */
    public static final Codec PCMA = new Codec(Kind.AUDIO, "pcma");

    /** G.711 mu-law, 8,000 samples a second. */
    public static final Codec PCMU = new Codec(Kind.AUDIO, "pcmu");

    /** Script data: metadata, cue points, captions; AMF0 bytes. */
    public static final Codec AMF0 = new Codec(Kind.DATA, "amf0");

    /** By hand, because it is asked for each frame: those that a record is given are slow. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Codec(var itsKind, var itsName)
                        && kind == itsKind
                        && name.equals(itsName));
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
