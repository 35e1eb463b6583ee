package dev.berth.codec.amf;

import static dev.berth.codec.amf.Budget.need;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF 0 values, and AMF 3 ones behind the marker which switches over. Keeps nothing between
 * calls, so one serves any number of threads.
 *
 * @see <a href="https://rtmp.veriskope.com/pdf/amf0-file-format-specification.pdf">AMF 0
 *     specification</a>
 */
public final class Amf0Reader {
    private final AmfLimits limits;

    public Amf0Reader(AmfLimits limits) {
        this.limits = limits;
    }

    /** The next value. References may be to what is in it only. */
    public Amf read(ByteBuf in) throws Malformed {
        return new Message().value(in, 1);
    }

    /** Every value to the end of {@code in}, as one message. */
    public List<Amf> readAll(ByteBuf in) throws Malformed {
        var message = new Message();
        var values = new ArrayList<Amf>();
        while (in.isReadable()) {
            values.add(message.value(in, 1));
        }
        return values;
    }

    /** The state of one message: what it has cost and what may be referred to. */
    private final class Message {
        private final Budget budget = new Budget(limits);
        private final Budget.References references = new Budget.References();

        /** Sections 2.2 to 2.18 and 3.1, in the order of their markers. */
        Amf value(ByteBuf in, int depth) throws Malformed {
            need(in, 1, "marker");
            int marker = in.readUnsignedByte();
            if (marker == Marker.REFERENCE) {
                return reference(in, depth);
            }
            budget.enter(depth);
            return switch (marker) {
                case Marker.NUMBER -> new Amf.Num(number(in));
                case Marker.BOOLEAN -> bool(in);
                case Marker.STRING -> new Amf.Str(shortText(in));
                case Marker.OBJECT, Marker.ECMA_ARRAY, Marker.STRICT_ARRAY, Marker.TYPED_OBJECT ->
                        complex(marker, in, depth);
                case Marker.NULL -> Amf.nil();
                case Marker.UNDEFINED, Marker.UNSUPPORTED -> Amf.undefined();
                case Marker.DATE -> date(in);
                case Marker.LONG_STRING -> new Amf.Str(longText(in));
                case Marker.XML -> new Amf.Xml(longText(in));
                case Marker.AVMPLUS -> new Amf3Reader.Message(budget).value(in, depth);
                default -> throw new Malformed("AMF 0 has no value with the marker " + marker);
            };
        }

        private Amf complex(int marker, ByteBuf in, int depth) throws Malformed {
            int number = references.begin();
            var meter = budget.meter(depth);
            Amf value =
                    switch (marker) {
                        case Marker.OBJECT -> new Amf.Obj(members(in, Integer.MAX_VALUE, depth));
                        case Marker.ECMA_ARRAY -> ecmaArray(in, depth);
                        case Marker.STRICT_ARRAY -> strictArray(in, depth);
                        default ->
                                new Amf.Typed(
                                        Budget.name(shortText(in)),
                                        members(in, Integer.MAX_VALUE, depth));
                    };
            return references.end(number, value, meter.cost());
        }

        private Amf reference(ByteBuf in, int depth) throws Malformed {
            need(in, 2, "reference");
            return references.read(in.readUnsignedShort(), depth, budget);
        }

        /** Section 2.10. The count is a hint: what ends the array is its end marker. */
        private Amf ecmaArray(ByteBuf in, int depth) throws Malformed {
            need(in, 4, "ECMA array");
            int count = (int) Math.min(in.readUnsignedInt(), Integer.MAX_VALUE);
            return new Amf.EcmaArray(members(in, count, depth));
        }

        private Amf strictArray(ByteBuf in, int depth) throws Malformed {
            need(in, 4, "strict array");
            long count = in.readUnsignedInt();
            need(in, count, "strict array of %d values".formatted(count));
            var items = new ArrayList<Amf>();
            for (long i = 0; i < count; i++) {
                items.add(value(in, depth + 1));
            }
            return new Amf.StrictArray(items);
        }

        /**
         * Names and values up to an empty name and the end marker. Some encoders forget those
         * behind the last array of a message: then the array ends when it has {@code enough}.
         */
        private Map<String, Amf> members(ByteBuf in, int enough, int depth) throws Malformed {
            var members = new LinkedHashMap<String, Amf>();
            for (int count = 0; count < enough || in.isReadable(); count++) {
                String name = Budget.name(shortText(in));
                need(in, 1, "end of object");
                if (name.isEmpty() && in.getByte(in.readerIndex()) == Marker.OBJECT_END) {
                    in.skipBytes(1);
                    break;
                }
                members.put(name, value(in, depth + 1));
            }
            return members;
        }

        private static double number(ByteBuf in) throws Malformed {
            need(in, 8, "number");
            return in.readDouble();
        }

        private static Amf bool(ByteBuf in) throws Malformed {
            need(in, 1, "boolean");
            return new Amf.Bool(in.readByte() != 0);
        }

        private static Amf date(ByteBuf in) throws Malformed {
            need(in, 10, "date");
            return new Amf.Date(in.readDouble(), in.readShort());
        }

        private String shortText(ByteBuf in) throws Malformed {
            need(in, 2, "string");
            return budget.text(in, in.readUnsignedShort());
        }

        private String longText(ByteBuf in) throws Malformed {
            need(in, 4, "long string");
            return budget.text(in, in.readUnsignedInt());
        }
    }

    /** AMF 0, section 2.1. */
    static final class Marker {
        static final int NUMBER = 0;
        static final int BOOLEAN = 1;
        static final int STRING = 2;
        static final int OBJECT = 3;
        static final int NULL = 5;
        static final int UNDEFINED = 6;
        static final int REFERENCE = 7;
        static final int ECMA_ARRAY = 8;
        static final int OBJECT_END = 9;
        static final int STRICT_ARRAY = 10;
        static final int DATE = 11;
        static final int LONG_STRING = 12;
        static final int UNSUPPORTED = 13;
        static final int XML = 15;
        static final int TYPED_OBJECT = 16;
        static final int AVMPLUS = 17;

        private Marker() {}
    }
}
