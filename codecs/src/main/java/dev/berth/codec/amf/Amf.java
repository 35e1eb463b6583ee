package dev.berth.codec.amf;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of the Action Message Format, AMF 0 and AMF 3 alike. Values never change and never
 * contain themselves.
 */
public sealed interface Amf {
    /** The named members, in the order they came; none for a value which cannot have any. */
    default Map<String, Amf> members() {
        return Map.of();
    }

    /** A number; what AMF 3 calls an integer is one too. */
    record Num(double value) implements Amf {}

    /** True or false. */
    record Bool(boolean value) implements Amf {}

    /** A string, however long. */
    record Str(String value) implements Amf {}

    /** An anonymous object. */
    record Obj(Map<String, Amf> members) implements Amf {
        /** Keeps a copy, in the same order. */
        public Obj {
            members = copy(members);
        }
    }

    /** An array with names for its places. */
    record EcmaArray(Map<String, Amf> members) implements Amf {
        /** Keeps a copy, in the same order. */
        public EcmaArray {
            members = copy(members);
        }
    }

    /** An array with numbers for its places, starting at 0 and leaving none out. */
    record StrictArray(List<Amf> items) implements Amf {
        /** Keeps a copy. */
        public StrictArray {
            items = List.copyOf(items);
        }
    }

    /** Nothing, said on purpose. */
    record Null() implements Amf {}

    /** Nothing was said. */
    record Undefined() implements Amf {}

    /**
     * A moment: milliseconds since 1970 in UTC, and a time zone in minutes which should be ignored.
     */
    record Date(double millis, int zone) implements Amf {}

    /** An XML document as text; nobody here parses it. */
    record Xml(String text) implements Amf {}

    /** An object of a named class. */
    record Typed(String className, Map<String, Amf> members) implements Amf {
        /** Keeps a copy, in the same order. */
        public Typed {
            members = copy(members);
        }
    }

    /** An AMF 3 byte array. */
    @SuppressWarnings("ArrayRecordComponent") // equal by content, and copied on the way in and out
    record Bytes(byte[] value) implements Amf {
        /** Keeps a copy. */
        public Bytes {
            value = value.clone();
        }

        @Override
        public byte[] value() {
            return value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + value.length + "]";
        }
    }

    /** Null, as a value. */
    static Amf nil() {
        return new Null();
    }

    /** Undefined, as a value. */
    static Amf undefined() {
        return new Undefined();
    }

    /** A string. */
    static Amf str(String value) {
        return new Str(value);
    }

    /** A number. */
    static Amf num(double value) {
        return new Num(value);
    }

    /** True or false. */
    static Amf bool(boolean value) {
        return new Bool(value);
    }

    /** A strict array. */
    static Amf array(Amf... items) {
        return new StrictArray(List.of(items));
    }

    /**
     * An object of names and values in turn: {@code obj("app", str("live"), "fpad", bool(false))}.
     */
    static Obj obj(Object... namesAndValues) {
        Map<String, Amf> members = LinkedHashMap.newLinkedHashMap(namesAndValues.length / 2);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], (Amf) namesAndValues[i + 1]);
        }
        return new Obj(members);
    }

    private static Map<String, Amf> copy(Map<String, Amf> members) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
}
