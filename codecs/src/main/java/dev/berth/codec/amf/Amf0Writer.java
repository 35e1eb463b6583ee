package dev.berth.codec.amf;

import dev.berth.codec.amf.Amf0Reader.Marker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes AMF 0 values. Never writes references; byte arrays go as AMF 3, which alone has them. */
public final class Amf0Writer {
    private static final int SHORT_STRING = 0xffff;

    private Amf0Writer() {}

    /** Writes one value behind what {@code out} has. */
    public static void write(ByteBuf out, Amf value) {
        switch (value) {
            case Amf.Num(var number) -> out.writeByte(Marker.NUMBER).writeDouble(number);
            case Amf.Bool(var truth) -> out.writeByte(Marker.BOOLEAN).writeBoolean(truth);
            case Amf.Str(var text) -> string(out, text);
            case Amf.Obj(var members) -> members(out.writeByte(Marker.OBJECT), members);
            case Amf.EcmaArray(var members) -> ecmaArray(out, members);
            case Amf.StrictArray(var items) -> strictArray(out, items);
            case Amf.Null() -> out.writeByte(Marker.NULL);
            case Amf.Undefined() -> out.writeByte(Marker.UNDEFINED);
            case Amf.Date(var millis, var zone) ->
                    out.writeByte(Marker.DATE).writeDouble(millis).writeShort(zone);
            case Amf.Xml(var text) -> longText(out.writeByte(Marker.XML), text);
            case Amf.Typed(var name, var members) -> typed(out, name, members);
            case Amf.Bytes bytes -> Amf3Writer.write(out.writeByte(Marker.AVMPLUS), bytes);
        }
    }

    /** Writes values one behind the other, as a command or a script tag has them. */
    public static void writeAll(ByteBuf out, List<Amf> values) {
        for (var value : values) {
            write(out, value);
        }
    }

    private static void string(ByteBuf out, String text) {
        if (ByteBufUtil.utf8Bytes(text) > SHORT_STRING) {
            longText(out.writeByte(Marker.LONG_STRING), text);
        } else {
            shortText(out.writeByte(Marker.STRING), text);
        }
    }

    private static void ecmaArray(ByteBuf out, Map<String, Amf> members) {
        out.writeByte(Marker.ECMA_ARRAY).writeInt(members.size());
        members(out, members);
    }

    private static void strictArray(ByteBuf out, List<Amf> items) {
        out.writeByte(Marker.STRICT_ARRAY).writeInt(items.size());
        writeAll(out, items);
    }

    private static void typed(ByteBuf out, String name, Map<String, Amf> members) {
        shortText(out.writeByte(Marker.TYPED_OBJECT), name);
        members(out, members);
    }

    private static void members(ByteBuf out, Map<String, Amf> members) {
        members.forEach((name, value) -> {
            shortText(out, name);
            write(out, value);
        });
        out.writeShort(0).writeByte(Marker.OBJECT_END);
    }

    private static void shortText(ByteBuf out, String text) {
        int bytes = ByteBufUtil.utf8Bytes(text);
        if (bytes > SHORT_STRING) {
            throw new IllegalArgumentException(
                    "a name has %d bytes and AMF 0 allows %d".formatted(bytes, SHORT_STRING));
        }
        out.writeShort(bytes).writeCharSequence(text, StandardCharsets.UTF_8);
    }

    private static void longText(ByteBuf out, String text) {
        out.writeInt(ByteBufUtil.utf8Bytes(text)).writeCharSequence(text, StandardCharsets.UTF_8);
    }
}
