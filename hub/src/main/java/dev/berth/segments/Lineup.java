package dev.berth.segments;

import dev.berth.codec.Malformed;
import dev.berth.codec.mp4.Mp4Track;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tracks of a stream, and which of them MP4 can carry. Owned by its segmenter. */
final class Lineup {
    /** Makes a track of a configuration, or of a frame where the codec has none. */
    private interface Form {
        Mp4Track track(int id, ByteBuf bytes) throws Malformed;
    }

    /** What is known of a track. */
    private sealed interface Known {
        Codec codec();
    }

    private record Carried(Codec codec, Mp4Track track) implements Known {}

    private record Omitted(Codec codec, String sentence) implements Known {}

    /** The first track of pictures. */
    private static final int PICTURES = 1;

    /** Codecs beyond this many are left out without a word: a publisher can make names up. */
    private static final int MOST_TOLD = 16;

    private final TreeMap<Integer, Known> known = new TreeMap<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Set<Codec> told = new HashSet<>();
    private final SegmentListener listener;

    Lineup(SegmentListener listener) {
        this.listener = listener;
    }

    /** The id of the track that a frame belongs to; those with pictures are odd. */
    static int id(Frame frame) {
        return 2 * frame.track() + (frame.kind() == Kind.VIDEO ? 1 : 2);
    }

    private static boolean pictures(int id) {
        return (id & 1) == 1;
    }

    /** Learns what a frame tells of its track; whether that changes the lineup. */
    boolean learn(Frame frame) {
        int id = id(frame);
        boolean news = seen.add(id);
        if (!tells(known.get(id), frame)) {
            return news && known.containsKey(id);
        }
        var next = know(id, frame);
        var before = known.put(id, next);
        if (next instanceof Omitted omitted && told.size() < MOST_TOLD && told.add(omitted.codec)) {
            listener.omitted(omitted.codec, omitted.sentence);
        }
        return news || !next.equals(before);
    }

    /** Codecs without a configuration are described by any of their frames: the first will do. */
    private static boolean tells(@Nullable Known before, Frame frame) {
        boolean configuration = frame.role() == Frame.Role.CONFIG;
        return configured(frame.codec())
                ? configuration
                : !configuration && (before == null || !before.codec().equals(frame.codec()));
    }

    private static boolean configured(Codec codec) {
        return switch (codec.name()) {
            case "h264", "hevc", "av1", "aac", "opus", "flac" -> true;
            default -> false;
        };
    }

    private static Known know(int id, Frame frame) {
        var codec = frame.codec();
        try {
            return switch (codec.name()) {
                case "h264" -> carried(codec, Mp4Track::h264, id, frame);
                case "hevc" -> carried(codec, Mp4Track::hevc, id, frame);
                case "av1" -> carried(codec, Mp4Track::av1, id, frame);
                case "aac" -> carried(codec, Mp4Track::aac, id, frame);
                case "opus" -> carried(codec, Mp4Track::opus, id, frame);
                case "flac" -> carried(codec, Mp4Track::flac, id, frame);
                case "mp3", "flv:2", "flv:14" -> carried(codec, Mp4Track::mp3, id, frame);
                case "ac3" -> carried(codec, Mp4Track::ac3, id, frame);
                default -> new Omitted(codec, uncarried(codec));
            };
        } catch (Malformed bad) {
            return new Omitted(
                    codec,
                    "the %s track cannot be carried in MP4, since %s; let the encoder send its headers anew"
                            .formatted(codec, bad.getMessage()));
        }
    }

    private static Carried carried(Codec codec, Form form, int id, Frame frame) throws Malformed {
        return new Carried(codec, form.track(id, frame.data()));
    }

    private static String uncarried(Codec codec) {
        var name =
                switch (codec.name()) {
                    case "pcma", "flv:7" -> "G.711 A-law";
                    case "pcmu", "flv:8" -> "G.711 mu-law";
                    default -> codec.name();
                };
        var instead =
                codec.kind() == Kind.VIDEO ? "H.264, HEVC or AV1" : "AAC, Opus, MP3, FLAC or AC-3";
        return "%s is not carried in MP4 for players; send %s instead".formatted(name, instead);
    }

    /** Whether both pictures and sound have shown themselves, so that nothing is waited for. */
    boolean complete() {
        return seen(true) && seen(false);
    }

    private boolean seen(boolean pictures) {
        return seen.stream().anyMatch(id -> pictures(id) == pictures && known.containsKey(id));
    }

    /** Whether there are pictures that can be carried. */
    boolean pictures() {
        return seen.contains(PICTURES) && known.get(PICTURES) instanceof Carried;
    }

    /** Whether a segment may begin at a frame. */
    boolean startsAt(Frame frame) {
        return pictures() ? frame.startsPicture() : frame.kind() == Kind.AUDIO;
    }

    /** The tracks that are carried, the first pictures before the first sound. */
    List<Mp4Track> tracks() {
        var tracks = new ArrayList<Mp4Track>();
        known.forEach((id, what) -> {
            if (what instanceof Carried carried && seen.contains(id)) {
                tracks.add(carried.track);
            }
        });
        return tracks;
    }

    /** Every track there is, in words. */
    String words() {
        return String.join(
                " and ", known.values().stream().map(what -> what.codec().name()).toList());
    }

    /** A publisher comes anew, perhaps with other tracks; what is known of them stays. */
    void restart() {
        seen.clear();
    }
}
