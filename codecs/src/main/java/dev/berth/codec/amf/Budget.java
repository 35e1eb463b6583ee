package dev.berth.codec.amf;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of the limits while one message is read. Belongs to the reader of that message. */
final class Budget {
    /**
     * What a value and everything in it cost, so that a reference to it can be charged the same.
     */
    record Cost(int entries, int stringBytes, int height) {}

    private static final int LONGEST_NAME = 0xffff;

    private final AmfLimits limits;
    private int entries;
    private int stringBytes;
    private int deepest;

    Budget(AmfLimits limits) {
        this.limits = limits;
    }

    /** Charges one value at this depth; the outermost is at depth 1. */
    void enter(int depth) throws Malformed {
        charge(new Cost(1, 0, 0), depth);
    }

    /** Charges a value again which was read before. */
    void charge(Cost cost, int depth) throws Malformed {
        entries += cost.entries;
        deepest = Math.max(deepest, depth + cost.height);
        if (depth + cost.height > limits.depth()) {
            throw new Malformed(
                    "AMF values are more than %d inside each other".formatted(limits.depth()));
        }
        if (entries > limits.entries()) {
            throw new Malformed(
                    "an AMF message has more than %d values".formatted(limits.entries()));
        }
        chargeBytes(cost.stringBytes);
    }

    void chargeBytes(int bytes) throws Malformed {
        if (bytes > limits.stringBytes() - stringBytes) {
            throw new Malformed(
                    "an AMF message has more than %d bytes of strings"
                            .formatted(limits.stringBytes()));
        }
        stringBytes += bytes;
    }

    int stringBytes() {
        return stringBytes;
    }

    /** Starts to measure one value. */
    Meter meter(int depth) {
        return new Meter(depth);
    }

    /** Reads so many bytes of UTF-8. */
    String text(ByteBuf in, long bytes) throws Malformed {
        need(in, bytes, "string");
        chargeBytes((int) bytes);
        return in.readString((int) bytes, StandardCharsets.UTF_8);
    }

    /** Names no AMF 0 writer could write again are refused: bytes which are no UTF-8 grow. */
    static String name(String text) throws Malformed {
        if (text.length() > LONGEST_NAME / 3 && ByteBufUtil.utf8Bytes(text) > LONGEST_NAME) {
            throw new Malformed("an AMF name has more than %d bytes".formatted(LONGEST_NAME));
        }
        return text;
    }

    static void need(ByteBuf in, long bytes, String what) throws Malformed {
        if (in.readableBytes() < bytes) {
            throw new Malformed(
                    "an AMF %s needs %d bytes and %d are left"
                            .formatted(what, bytes, in.readableBytes()));
        }
    }

    /** Measures what is read between its making and {@link #cost()}. */
    final class Meter {
        private final int depth;
        private final int entriesBefore = entries - 1;
        private final int bytesBefore = stringBytes;
        private final int deepestBefore = deepest;

        private Meter(int depth) {
            this.depth = depth;
            deepest = depth;
        }

        Cost cost() {
            var cost =
                    new Cost(entries - entriesBefore, stringBytes - bytesBefore, deepest - depth);
            deepest = Math.max(deepest, deepestBefore);
            return cost;
        }
    }

    /**
     * Values which later ones may refer to by number, in the order they began. One which has not
     * ended cannot be referred to: values do not contain themselves.
     */
    static final class References {
        private final List<@Nullable Referred> seen = new ArrayList<>();

        /** Takes the next number. */
        int begin() {
            seen.add(null);
            return seen.size() - 1;
        }

        Amf end(int number, Amf value, Cost cost) {
            seen.set(number, new Referred(value, cost));
            return value;
        }

        Amf read(int number, int depth, Budget budget) throws Malformed {
            if (number >= seen.size()) {
                throw new Malformed(
                        "an AMF reference is to value %d of %d".formatted(number, seen.size()));
            }
            var referred = seen.get(number);
            if (referred == null) {
                throw new Malformed("AMF value %d contains itself".formatted(number));
            }
            budget.charge(referred.cost, depth);
            return referred.value;
        }
    }

    private record Referred(Amf value, Cost cost) {}
}
