package dev.berth.rtmp;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.Capabilities;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answers of a server, and how to read them. RTMP 1.0, section 7.2. */
final class Replies {
    /** What we say we understand beyond RTMP 1.0: whatever it is, it passes through. */
    static final Capabilities OURS =
            new Capabilities(
                    List.of("*"),
                    Map.of("*", Capabilities.CAN_FORWARD),
                    Map.of("*", Capabilities.CAN_FORWARD),
                    Capabilities.RECONNECT | Capabilities.MULTITRACK);

    private Replies() {}

    static Command connected(Command connect, Capabilities theirs) {
        var info = new LinkedHashMap<String, Amf>();
        info.put("level", Amf.str("status"));
        info.put("code", Amf.str("NetConnection.Connect.Success"));
        info.put("description", Amf.str("Connection succeeded."));
        info.put(
                "objectEncoding",
                connect.argument(0).members().getOrDefault("objectEncoding", Amf.num(0)));
        if (!theirs.equals(Capabilities.NONE)) {
            info.putAll(OURS.toAmf());
        }
        var server =
                Amf.obj(
                        "fmsVer",
                        Amf.str("FMS/3,5,7,7009"),
                        "capabilities",
                        Amf.num(31),
                        "mode",
                        Amf.num(1));
        return new Command(0, "_result", connect.transaction(), List.of(server, new Amf.Obj(info)));
    }

    static Command result(Command call, Amf value) {
        return new Command(0, "_result", call.transaction(), List.of(Amf.nil(), value));
    }

    static Command error(Command call, String code, String sentence) {
        return new Command(
                0, "_error", call.transaction(), List.of(Amf.nil(), info("error", code, sentence)));
    }

    /** {@code level} is {@code status}, {@code warning} or {@code error}. */
    static Command status(int stream, String level, String code, String sentence) {
        return new Command(stream, "onStatus", 0, List.of(Amf.nil(), info(level, code, sentence)));
    }

    /**
     * The answer to {@code FCPublish} and {@code FCSubscribe}. Never an {@code onStatus}: FFmpeg
     * takes that for the answer to its publish, and sends its headers before it has a stream.
     */
    static Command goOn(String name, String code) {
        return new Command(0, name, 0, List.of(Amf.nil(), info("status", code, "Go on.")));
    }

    private static Amf info(String level, String code, String sentence) {
        return Amf.obj(
                "level", Amf.str(level), "code", Amf.str(code), "description", Amf.str(sentence));
    }

    /** A text in the information object of an answer; empty when it has none of that name. */
    static String said(Command answer, String name) {
        return answer.argument(1).members().get(name) instanceof Amf.Str(var text) ? text : "";
    }

    /** The text at a place of a command; empty when there is none. */
    static String text(Command command, int place) {
        return command.argument(place) instanceof Amf.Str(var text) ? text : "";
    }

    /** The number at a place of a command; 0 when there is none. */
    static double number(Command command, int place) {
        return command.argument(place) instanceof Amf.Num(var number) ? number : 0;
    }
}
