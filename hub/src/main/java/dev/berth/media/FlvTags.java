package dev.berth.media;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.AudioTag;
import dev.berth.codec.flv.FlvCodec;
import dev.berth.codec.flv.FourCc;
import dev.berth.codec.flv.FrameType;
import dev.berth.codec.flv.LegacyId;
import dev.berth.codec.flv.PacketType;
import dev.berth.codec.flv.VideoTag;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Frames out of FLV tag bodies and back. RTMP messages, FLV files and HTTP-FLV carry the same
 * bodies.
 */
public final class FlvTags {
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int DATA = 18;

    private static final String LEGACY = "flv:";
    private static final String UNKNOWN = "fourcc:";
    private static final Map<FourCc, Codec> CODECS =
            Map.ofEntries(
                    Map.entry(FourCc.AVC1, Codec.H264),
                    Map.entry(FourCc.HVC1, Codec.HEVC),
                    Map.entry(FourCc.VVC1, Codec.VVC),
                    Map.entry(FourCc.AV01, Codec.AV1),
                    Map.entry(FourCc.VP08, Codec.VP8),
                    Map.entry(FourCc.VP09, Codec.VP9),
                    Map.entry(FourCc.MP4A, Codec.AAC),
                    Map.entry(FourCc.MP3, Codec.MP3),
                    Map.entry(FourCc.OPUS, Codec.OPUS),
                    Map.entry(FourCc.FLAC, Codec.FLAC),
                    Map.entry(FourCc.AC3, Codec.AC3),
                    Map.entry(FourCc.EAC3, Codec.EAC3));
    private static final Map<Codec, FourCc> FOUR_CCS =
            CODECS.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    /** Codecs that have a number of old and never got a FourCC: FLV 10.1, E.4.2.1. */
    private static final Map<Codec, LegacyId> NUMBERS =
            Map.of(Codec.PCMA, new LegacyId(7), Codec.PCMU, new LegacyId(8));

    private static final Map<LegacyId, Codec> NAMES =
            NUMBERS.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private FlvTags() {}

    /** Whether FLV has a code for it. */
    public static boolean carries(Codec codec) {
        return FOUR_CCS.containsKey(codec)
                || NUMBERS.containsKey(codec)
                || codec.name().startsWith(LEGACY)
                || codec.name().startsWith(UNKNOWN);
    }

    /**
     * Hands on the frames of one tag body: several when it carries several tracks, none when it is
     * empty. They share the body's bytes, with a reference each; the caller keeps its own.
     *
     * @param type {@link #AUDIO}, {@link #VIDEO} or {@link #DATA}; others are passed over
     * @param time the tag's time stamp in milliseconds
     */
    public static void read(int type, long time, ByteBuf body, Consumer<Frame> to)
            throws Malformed {
        if (!body.isReadable()) {
            return;
        }
        switch (type) {
            case AUDIO -> audio(AudioTag.read(body), time, body, to);
            case VIDEO -> video(VideoTag.read(body), time, body, to);
            case DATA -> to.accept(data(time, body));
            default -> {}
        }
    }

    /** All parts of a body are of one sort: what has no meaning outside FLV stays together. */
    private static void audio(List<AudioTag> tags, long time, ByteBuf body, Consumer<Frame> to) {
        for (var tag : tags) {
            var codec = codec(Kind.AUDIO, tag.codec());
            var role = role(tag.packet(), Frame.Role.KEY);
            if (role == Frame.Role.OPAQUE) {
                to.accept(new Frame(codec, 0, role, time, 0, 0, body.retainedSlice()));
                return;
            }
            to.accept(
                    new Frame(
                            codec,
                            tag.track(),
                            role,
                            time,
                            0,
                            tag.soundFlags(),
                            tag.data().retainedSlice()));
        }
    }

    private static void video(List<VideoTag> tags, long time, ByteBuf body, Consumer<Frame> to) {
        for (var tag : tags) {
            var codec = codec(Kind.VIDEO, tag.codec());
            var role = role(tag.packet(), role(tag.frame()));
            if (role == Frame.Role.OPAQUE) {
                to.accept(new Frame(codec, 0, role, time, 0, 0, body.retainedSlice()));
                return;
            }
            to.accept(
                    new Frame(
                            codec,
                            tag.track(),
                            role,
                            time,
                            tag.compositionTime(),
                            0,
                            tag.data().retainedSlice()));
        }
    }

    private static Frame.Role role(PacketType packet, Frame.Role ofFrames) {
        return switch (packet) {
            case CONFIG -> Frame.Role.CONFIG;
            case FRAMES -> ofFrames;
            default -> Frame.Role.OPAQUE;
        };
    }

    private static Frame.Role role(FrameType type) {
        return switch (type) {
            case KEY, GENERATED_KEY -> Frame.Role.KEY;
            case DISPOSABLE -> Frame.Role.DISPOSABLE;
            default -> Frame.Role.DELTA;
        };
    }

    /**
     * {@code onMetaData} describes the stream; publishers wrap it in {@code @setDataFrame}, which
     * stays behind.
     */
    private static Frame data(long time, ByteBuf body) {
        var script = ScriptData.unwrap(body);
        var role = ScriptData.isMetadata(script) ? Frame.Role.CONFIG : Frame.Role.OPAQUE;
        return new Frame(Codec.AMF0, 0, role, time, 0, 0, script.retain());
    }

    private static Codec codec(Kind kind, FlvCodec codec) {
        return switch (codec) {
            case FourCc tag -> {
                var known = CODECS.get(tag);
                yield known != null && known.kind() == kind
                        ? known
                        : new Codec(kind, UNKNOWN + tag);
            }
            case LegacyId legacy -> {
                var known = kind == Kind.AUDIO ? NAMES.get(legacy) : null;
                yield known != null ? known : new Codec(kind, LEGACY + legacy.id());
            }
        };
    }

    private static FlvCodec codec(Codec codec) {
        var known = FOUR_CCS.get(codec);
        if (known != null) {
            return known;
        }
        var number = NUMBERS.get(codec);
        if (number != null) {
            return number;
        }
        return codec.name().startsWith(LEGACY)
                ? new LegacyId(Integer.parseInt(codec.name().substring(LEGACY.length())))
                : FourCc.of(codec.name().substring(UNKNOWN.length()));
    }

    /** The type of tag that carries such a frame. */
    public static int type(Frame frame) {
        return switch (frame.kind()) {
            case AUDIO -> AUDIO;
            case VIDEO -> VIDEO;
            case DATA -> DATA;
        };
    }

    /**
     * Appends what stands before {@link Frame#data()} in the body of the frame's tag: the old form
     * where there is one, so that every player understands it, and the enhanced form where there is
     * none.
     */
    public static void header(Frame frame, ByteBuf out) {
        if (frame.role() == Frame.Role.OPAQUE || frame.kind() == Kind.DATA) {
            return;
        }
        boolean multitrack = frame.track() > 0;
        var packet = frame.role() == Frame.Role.CONFIG ? PacketType.CONFIG : PacketType.FRAMES;
        if (frame.kind() == Kind.AUDIO) {
            new AudioTag(
                            frame.track(),
                            codec(frame.codec()),
                            packet,
                            frame.layout(),
                            0,
                            frame.data())
                    .writeHeader(out, multitrack);
        } else {
            new VideoTag(
                            frame.track(),
                            codec(frame.codec()),
                            frameType(frame),
                            packet,
                            frame.offset(),
                            0,
                            frame.data())
                    .writeHeader(out, multitrack);
        }
    }

    private static FrameType frameType(Frame frame) {
        return switch (frame.role()) {
            case CONFIG, KEY -> FrameType.KEY;
            case DISPOSABLE -> FrameType.DISPOSABLE;
            default -> FrameType.INTER;
        };
    }

    /** The AMF0 strings that script data begins with. */
    private static final class ScriptData {
        private static final byte[] SET_DATA_FRAME = string("@setDataFrame");
        private static final byte[] ON_META_DATA = string("onMetaData");

        static ByteBuf unwrap(ByteBuf body) {
            return startsWith(body, SET_DATA_FRAME)
                    ? body.slice(
                            body.readerIndex() + SET_DATA_FRAME.length,
                            body.readableBytes() - SET_DATA_FRAME.length)
                    : body.slice();
        }

        static boolean isMetadata(ByteBuf script) {
            return startsWith(script, ON_META_DATA);
        }

        private static boolean startsWith(ByteBuf bytes, byte[] prefix) {
            if (bytes.readableBytes() < prefix.length) {
                return false;
            }
            for (int i = 0; i < prefix.length; i++) {
                if (bytes.getByte(bytes.readerIndex() + i) != prefix[i]) {
                    return false;
                }
            }
            return true;
        }

        /** AMF0 string: marker 2, length in two bytes, UTF-8. */
        private static byte[] string(String text) {
            var utf = text.getBytes(StandardCharsets.UTF_8);
            var bytes = new byte[3 + utf.length];
            bytes[0] = 2;
            bytes[2] = (byte) utf.length;
            System.arraycopy(utf, 0, bytes, 3, utf.length);
            return bytes;
        }
    }
}
