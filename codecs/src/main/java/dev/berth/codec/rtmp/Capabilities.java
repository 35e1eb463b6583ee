package dev.berth.codec.rtmp;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.flv.FourCc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a peer can do beyond RTMP 1.0: the fields enhanced RTMP adds to the command object of
 * connect, and to the answer. A peer which says nothing has {@link #NONE}.
 *
 * @param fourCcs fourCcList of enhanced RTMP v1; {@code *} is all of them
 * @param videoFourCcs videoFourCcInfoMap: what can be done with which codec
 * @param audioFourCcs audioFourCcInfoMap
 * @param capsEx bits such as {@link #MULTITRACK}
 * @see <a
 *     href="https://veovera.org/docs/enhanced/enhanced-rtmp-v2#enhancing-netconnection-connect-command">
 *     Enhanced RTMP v2, Enhancing NetConnection connect Command</a>
 */
public record Capabilities(
        List<String> fourCcs,
        Map<String, Integer> videoFourCcs,
        Map<String, Integer> audioFourCcs,
        int capsEx) {
    /** A capsEx bit: understands {@link ReconnectRequest}. */
    public static final int RECONNECT = 1;

    /** A capsEx bit: understands messages of other tracks than 0. */
    public static final int MULTITRACK = 2;

    /** A capsEx bit: can read past ModEx signals. */
    public static final int MODEX = 4;

    /** A capsEx bit: understands nanoseconds. */
    public static final int TIMESTAMP_NANO = 8;

    /** A codec bit: can decode it. */
    public static final int CAN_DECODE = 1;

    /** A codec bit: can encode it. */
    public static final int CAN_ENCODE = 2;

    /** A codec bit: can pass it on. */
    public static final int CAN_FORWARD = 4;

    /** Nothing beyond RTMP 1.0. */
    public static final Capabilities NONE = new Capabilities(List.of(), Map.of(), Map.of(), 0);

    private static final String ANY = "*";
    private static final String FOUR_CC_LIST = "fourCcList";
    private static final String VIDEO_MAP = "videoFourCcInfoMap";
    private static final String AUDIO_MAP = "audioFourCcInfoMap";
    private static final String CAPS_EX = "capsEx";

    /** Keeps copies. */
    public Capabilities {
        fourCcs = List.copyOf(fourCcs);
        videoFourCcs = Map.copyOf(videoFourCcs);
        audioFourCcs = Map.copyOf(audioFourCcs);
    }

    /** Reads them out of a command object, and passes over what makes no sense there. */
    public static Capabilities of(Amf connectObject) {
        var members = connectObject.members();
        return new Capabilities(
                names(members.get(FOUR_CC_LIST)),
                masks(members.get(VIDEO_MAP)),
                masks(members.get(AUDIO_MAP)),
                members.get(CAPS_EX) instanceof Amf.Num(var bits) ? (int) bits : 0);
    }

    /** The same fields again, for a command object; empty ones are left out. */
    public Map<String, Amf> toAmf() {
        var members = new LinkedHashMap<String, Amf>();
        if (!fourCcs.isEmpty()) {
            members.put(FOUR_CC_LIST, new Amf.StrictArray(fourCcs.stream().map(Amf::str).toList()));
        }
        putMasks(members, VIDEO_MAP, videoFourCcs);
        putMasks(members, AUDIO_MAP, audioFourCcs);
        if (capsEx != 0) {
            members.put(CAPS_EX, Amf.num(capsEx));
        }
        return members;
    }

    /** Whether the peer takes media of that codec, to decode it or to pass it on. */
    public boolean accepts(FourCc codec) {
        String name = codec.toString();
        return fourCcs.contains(name)
                || fourCcs.contains(ANY)
                || takes(videoFourCcs, name)
                || takes(audioFourCcs, name);
    }

    /** Whether the peer has all of these capsEx bits. */
    public boolean has(int bits) {
        return (capsEx & bits) == bits;
    }

    private static boolean takes(Map<String, Integer> masks, String name) {
        int bits = masks.getOrDefault(name, 0) | masks.getOrDefault(ANY, 0);
        return (bits & (CAN_DECODE | CAN_FORWARD)) != 0;
    }

    private static List<String> names(@Nullable Amf value) {
        return switch (value) {
            case Amf.StrictArray(var items) -> items.stream().flatMap(Capabilities::name).toList();
            case Amf.EcmaArray(var members) ->
                    members.values().stream().flatMap(Capabilities::name).toList();
            case null, default -> List.of();
        };
    }

    private static Stream<String> name(Amf item) {
        return item instanceof Amf.Str(var name) ? Stream.of(name) : Stream.empty();
    }

    private static Map<String, Integer> masks(@Nullable Amf value) {
        var masks = new LinkedHashMap<String, Integer>();
        if (value != null) {
            value.members()
                    .forEach((name, mask) -> {
                        if (mask instanceof Amf.Num(var bits)) {
                            masks.put(name, (int) bits);
                        }
                    });
        }
        return masks;
    }

    private static void putMasks(
            Map<String, Amf> members, String name, Map<String, Integer> masks) {
        if (!masks.isEmpty()) {
            var object = new LinkedHashMap<String, Amf>();
            masks.forEach((codec, bits) -> object.put(codec, Amf.num(bits)));
            members.put(name, new Amf.Obj(object));
        }
    }
}
