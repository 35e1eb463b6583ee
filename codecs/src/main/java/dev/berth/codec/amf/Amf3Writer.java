package dev.berth.codec.amf;

import dev.berth.codec.amf.Amf3Reader.Marker;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes AMF 3 values. Never writes references, which nobody is obliged to. */
public final class Amf3Writer {
    /** Behind these flags come a class name and no names: every member is dynamic. */
    private static final int DYNAMIC_OBJECT = 0b1011;

    private static final int NO_NAME = 1;
    private static final int LARGEST = (1 << 28) - 1;

    private Amf3Writer() {}

    /** Writes one value behind what {@code out} has. */
    public static void write(ByteBuf out, Amf value) {
        switch (value) {
            case Amf.Num(var number) -> number(out, number);
            case Amf.Bool(var truth) -> out.writeByte(truth ? Marker.TRUE : Marker.FALSE);
            case Amf.Str(var text) -> text(out.writeByte(Marker.STRING), text);
            case Amf.Obj(var members) -> object(out, "", members);
            case Amf.EcmaArray(var members) -> ecmaArray(out, members);
            case Amf.StrictArray(var items) -> strictArray(out, items);
            case Amf.Null() -> out.writeByte(Marker.NULL);
            case Amf.Undefined() -> out.writeByte(Marker.UNDEFINED);
            case Amf.Date date ->
                    out.writeByte(Marker.DATE).writeByte(1).writeDouble(date.millis());
            case Amf.Xml(var text) -> text(out.writeByte(Marker.XML), text);
            case Amf.Typed(var name, var members) -> object(out, name, members);
            case Amf.Bytes(var bytes) -> {
                inline(out.writeByte(Marker.BYTE_ARRAY), bytes.length);
                out.writeBytes(bytes);
            }
        }
    }

    /** An integer where it fits into 29 bits with its sign, else a double. */
    private static void number(ByteBuf out, double number) {
        int integer = (int) number;
        boolean exact = Double.compare(integer, number) == 0;
        if (exact && integer >= -LARGEST - 1 && integer <= LARGEST) {
            u29(out.writeByte(Marker.INTEGER), integer);
        } else {
            out.writeByte(Marker.DOUBLE).writeDouble(number);
        }
    }

    private static void object(ByteBuf out, String className, Map<String, Amf> members) {
        out.writeByte(Marker.OBJECT).writeByte(DYNAMIC_OBJECT);
        text(out, className);
        members(out, members);
    }

    private static void ecmaArray(ByteBuf out, Map<String, Amf> members) {
        inline(out.writeByte(Marker.ARRAY), 0);
        members(out, members);
    }

    private static void strictArray(ByteBuf out, List<Amf> items) {
        inline(out.writeByte(Marker.ARRAY), items.size());
        out.writeByte(NO_NAME);
        for (var item : items) {
            write(out, item);
        }
    }

    /** An empty name ends the list, so there is no way to write a member which has one. */
    private static void members(ByteBuf out, Map<String, Amf> members) {
        members.forEach((name, value) -> {
            if (!name.isEmpty()) {
                text(out, name);
                write(out, value);
            }
        });
        out.writeByte(NO_NAME);
    }

    private static void text(ByteBuf out, String text) {
        inline(out, ByteBufUtil.utf8Bytes(text));
        out.writeCharSequence(text, StandardCharsets.UTF_8);
    }

    /** A length with the flag which says that what it measures follows. */
    private static void inline(ByteBuf out, int length) {
        if (length > LARGEST) {
            throw new IllegalArgumentException(
                    "%d is too long for AMF 3, which counts to %d".formatted(length, LARGEST));
        }
        u29(out, length << 1 | 1);
    }

    private static void u29(ByteBuf out, int value) {
        int bits = value & 0x1fff_ffff;
        if (bits >= 1 << 21) {
            out.writeByte(bits >> 22 | 0x80).writeByte(bits >> 15 | 0x80);
            out.writeByte(bits >> 8 | 0x80).writeByte(bits);
        } else if (bits >= 1 << 14) {
            out.writeByte(bits >> 14 | 0x80).writeByte(bits >> 7 | 0x80).writeByte(bits & 0x7f);
        } else if (bits >= 1 << 7) {
            out.writeByte(bits >> 7 | 0x80).writeByte(bits & 0x7f);
        } else {
            out.writeByte(bits);
        }
    }
}
