package dev.berth.codec.amf;

import static dev.berth.codec.amf.Budget.need;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads AMF 3 values. Keeps nothing between calls, so one serves any number of threads.
 *
 * <p>What AMF 0 has no word for becomes the nearest thing: integers are numbers, vectors are strict
 * arrays, dictionaries and arrays with named places are ECMA arrays. Of the classes which write
 * themselves only {@code ArrayCollection} and {@code ObjectProxy}, which write one value, are
 * known.
 *
 * @see <a href="https://rtmp.veriskope.com/pdf/amf3-file-format-spec.pdf">AMF 3 specification</a>
 */
public final class Amf3Reader {
    private final AmfLimits limits;

    public Amf3Reader(AmfLimits limits) {
        this.limits = limits;
    }

    /** The next value. References may be to what is in it only. */
    public Amf read(ByteBuf in) throws Malformed {
        return new Message(new Budget(limits)).value(in, 1);
    }

    /**
     * Every value to the end of {@code in}, as one message: later ones may refer to earlier ones.
     */
    public List<Amf> readAll(ByteBuf in) throws Malformed {
        var message = new Message(new Budget(limits));
        var values = new ArrayList<Amf>();
        while (in.isReadable()) {
            values.add(message.value(in, 1));
        }
        return values;
    }

    /** The state of one message: section 2.2's three tables. */
    static final class Message {
        private final Budget budget;
        private final Budget.References references = new Budget.References();
        private final List<Text> texts = new ArrayList<>();
        private final List<Traits> traits = new ArrayList<>();

        Message(Budget budget) {
            this.budget = budget;
        }

        /** Sections 3.2 to 3.16, in the order of their markers. */
        Amf value(ByteBuf in, int depth) throws Malformed {
            need(in, 1, "marker");
            budget.enter(depth);
            int marker = in.readUnsignedByte();
            return switch (marker) {
                case Marker.UNDEFINED -> Amf.undefined();
                case Marker.NULL -> Amf.nil();
                case Marker.FALSE -> new Amf.Bool(false);
                case Marker.TRUE -> new Amf.Bool(true);
                case Marker.INTEGER -> new Amf.Num(u29(in) << 3 >> 3);
                case Marker.DOUBLE -> new Amf.Num(number(in));
                case Marker.STRING -> new Amf.Str(text(in));
                default -> complex(marker, in, depth);
            };
        }

        /** What the reference table numbers: a reference when the lowest bit says so. */
        private Amf complex(int marker, ByteBuf in, int depth) throws Malformed {
            if (marker > Marker.DICTIONARY) {
                throw new Malformed("AMF 3 has no value with the marker " + marker);
            }
            int header = u29(in);
            int rest = header >>> 1;
            if ((header & 1) == 0) {
                return references.read(rest, depth, budget);
            }
            int number = references.begin();
            var meter = budget.meter(depth);
            return references.end(number, inline(marker, rest, in, depth), meter.cost());
        }

        private Amf inline(int marker, int rest, ByteBuf in, int depth) throws Malformed {
            return switch (marker) {
                case Marker.DATE -> new Amf.Date(number(in), 0);
                case Marker.ARRAY -> array(rest, in, depth);
                case Marker.OBJECT -> object(rest, in, depth);
                case Marker.BYTE_ARRAY -> bytes(rest, in);
                case Marker.VECTOR_INT, Marker.VECTOR_UINT, Marker.VECTOR_DOUBLE ->
                        numbers(marker, rest, in, depth);
                case Marker.VECTOR_OBJECT -> objects(rest, in, depth);
                case Marker.DICTIONARY -> dictionary(rest, in, depth);
                default -> new Amf.Xml(budget.text(in, rest));
            };
        }

        /** Section 3.11: first the places with names, then the {@code count} with numbers. */
        private Amf array(int count, ByteBuf in, int depth) throws Malformed {
            var members = named(in, depth);
            var items = items(count, in, depth);
            if (members.isEmpty()) {
                return new Amf.StrictArray(items);
            }
            for (int i = 0; i < items.size(); i++) {
                members.put(Integer.toString(i), items.get(i));
            }
            return new Amf.EcmaArray(members);
        }

        private Amf object(int flags, ByteBuf in, int depth) throws Malformed {
            var traits = traits(flags, in);
            if (traits.external) {
                return external(traits.className, in, depth);
            }
            var members = new LinkedHashMap<String, Amf>();
            budget.chargeBytes(traits.bytes);
            for (var name : traits.names) {
                members.put(name, value(in, depth + 1));
            }
            if (traits.dynamic) {
                members.putAll(named(in, depth));
            }
            return traits.className.isEmpty()
                    ? new Amf.Obj(members)
                    : new Amf.Typed(traits.className, members);
        }

        private Amf external(String className, ByteBuf in, int depth) throws Malformed {
            return switch (className) {
                case "flex.messaging.io.ArrayCollection", "flex.messaging.io.ObjectProxy" ->
                        value(in, depth + 1);
                default ->
                        throw new Malformed(
                                "AMF 3 class '%s' writes itself in a way nobody knows"
                                        .formatted(className));
            };
        }

        /** Section 3.12: the flags behind the first say what follows. */
        private Traits traits(int flags, ByteBuf in) throws Malformed {
            if ((flags & 1) == 0) {
                int number = flags >>> 1;
                if (number >= traits.size()) {
                    throw new Malformed(
                            "an AMF 3 object has traits %d of %d".formatted(number, traits.size()));
                }
                return traits.get(number);
            }
            boolean external = (flags & 2) != 0;
            boolean dynamic = (flags & 4) != 0;
            int count = external ? 0 : flags >>> 3;
            need(in, count, "list of %d names".formatted(count));
            var read = Traits.read(this, in, external, dynamic, count);
            traits.add(read);
            return read;
        }

        /** Section 3.14. */
        private Amf bytes(int length, ByteBuf in) throws Malformed {
            need(in, length, "byte array");
            budget.chargeBytes(length);
            var bytes = new byte[length];
            in.readBytes(bytes);
            return new Amf.Bytes(bytes);
        }

        /** Section 3.15: vectors of numbers; the byte ahead says whether the length is fixed. */
        private Amf numbers(int marker, int count, ByteBuf in, int depth) throws Malformed {
            int width = marker == Marker.VECTOR_DOUBLE ? 8 : 4;
            need(in, 1 + (long) width * count, "vector of %d numbers".formatted(count));
            in.skipBytes(1);
            var items = new ArrayList<Amf>();
            for (int i = 0; i < count; i++) {
                budget.enter(depth + 1);
                items.add(
                        new Amf.Num(
                                switch (marker) {
                                    case Marker.VECTOR_INT -> in.readInt();
                                    case Marker.VECTOR_UINT -> in.readUnsignedInt();
                                    default -> in.readDouble();
                                }));
            }
            return new Amf.StrictArray(items);
        }

        /** Section 3.15: the class name of the items is of no use to anybody here. */
        private Amf objects(int count, ByteBuf in, int depth) throws Malformed {
            need(in, 1, "vector");
            in.skipBytes(1);
            text(in);
            return new Amf.StrictArray(items(count, in, depth));
        }

        /** Section 3.16. Keys may be anything there; strings and numbers make sense here. */
        private Amf dictionary(int count, ByteBuf in, int depth) throws Malformed {
            need(in, 1 + 2L * count, "dictionary of %d pairs".formatted(count));
            in.skipBytes(1);
            var members = new LinkedHashMap<String, Amf>();
            for (int i = 0; i < count; i++) {
                members.put(key(value(in, depth + 1)), value(in, depth + 1));
            }
            return new Amf.EcmaArray(members);
        }

        private String key(Amf value) throws Malformed {
            return switch (value) {
                case Amf.Str(var text) -> Budget.name(text);
                case Amf.Num(var number) when number == Math.rint(number) ->
                        Long.toString((long) number);
                case Amf.Num(var number) -> Double.toString(number);
                default ->
                        throw new Malformed(
                                "an AMF 3 dictionary has a key which is neither string nor number");
            };
        }

        private List<Amf> items(int count, ByteBuf in, int depth) throws Malformed {
            need(in, count, "array of %d values".formatted(count));
            var items = new ArrayList<Amf>();
            for (int i = 0; i < count; i++) {
                items.add(value(in, depth + 1));
            }
            return items;
        }

        /** Names and values up to an empty name. */
        private Map<String, Amf> named(ByteBuf in, int depth) throws Malformed {
            var members = new LinkedHashMap<String, Amf>();
            for (var name = name(in); !name.isEmpty(); name = name(in)) {
                members.put(name, value(in, depth + 1));
            }
            return members;
        }

        private String name(ByteBuf in) throws Malformed {
            return Budget.name(text(in));
        }

        /**
         * Section 1.3.2: a reference to a string, or one which takes the next number if not empty.
         */
        private String text(ByteBuf in) throws Malformed {
            int header = u29(in);
            int rest = header >>> 1;
            if ((header & 1) == 0) {
                return referredText(rest);
            }
            String text = budget.text(in, rest);
            if (rest != 0) {
                texts.add(new Text(text, rest));
            }
            return text;
        }

        private String referredText(int number) throws Malformed {
            if (number >= texts.size()) {
                throw new Malformed(
                        "an AMF 3 reference is to string %d of %d".formatted(number, texts.size()));
            }
            var text = texts.get(number);
            budget.chargeBytes(text.bytes);
            return text.value;
        }

        /** Section 1.3.1: seven bits a byte while the highest is set; a fourth byte has eight. */
        private static int u29(ByteBuf in) throws Malformed {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                need(in, 1, "integer");
                int next = in.readUnsignedByte();
                if (i == 3) {
                    return value << 8 | next;
                }
                value = value << 7 | (next & 0x7f);
                if (next < 0x80) {
                    break;
                }
            }
            return value;
        }

        private static double number(ByteBuf in) throws Malformed {
            need(in, 8, "double");
            return in.readDouble();
        }
    }

    private record Text(String value, int bytes) {}

    /** What the objects of a class have in common; {@code bytes} is what their names cost. */
    private record Traits(
            String className, boolean external, boolean dynamic, List<String> names, int bytes) {
        static Traits read(
                Message message, ByteBuf in, boolean external, boolean dynamic, int count)
                throws Malformed {
            int before = message.budget.stringBytes();
            String className = message.name(in);
            var names = new ArrayList<String>();
            for (int i = 0; i < count; i++) {
                names.add(message.name(in));
            }
            int bytes = message.budget.stringBytes() - before;
            return new Traits(className, external, dynamic, names, bytes);
        }
    }

    /** AMF 3, section 3.1. */
    static final class Marker {
        static final int UNDEFINED = 0;
        static final int NULL = 1;
        static final int FALSE = 2;
        static final int TRUE = 3;
        static final int INTEGER = 4;
        static final int DOUBLE = 5;
        static final int STRING = 6;
        static final int XML_DOCUMENT = 7;
        static final int DATE = 8;
        static final int ARRAY = 9;
        static final int OBJECT = 10;
        static final int XML = 11;
        static final int BYTE_ARRAY = 12;
        static final int VECTOR_INT = 13;
        static final int VECTOR_UINT = 14;
        static final int VECTOR_DOUBLE = 15;
        static final int VECTOR_OBJECT = 16;
        static final int DICTIONARY = 17;

        private Marker() {}
    }
}
