package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.PortRange;

/**
 * The places for one shape in a range: whole blocks, rounded inward.
 *
 * @param shape whose blocks
 * @param range the range as it was asked for
 * @param first where the first block begins
 * @param step from one block to the next
 * @param count how many whole blocks there are; may be 0
 */
public record Slots(Shape shape, PortRange range, int first, int step, int count) {

    static Slots of(Shape shape, PortRange range) {
        int alignment = shape.alignment();
        int base = roundUp(range.first() + shape.lead(), alignment);
        int first = base - shape.lead();
        int step = roundUp(shape.block(), alignment);
        int room = range.last() - first + 1 - shape.block();
        return new Slots(shape, range, first, step, room < 0 ? 0 : room / step + 1);
    }

    private static int roundUp(int number, int multiple) {
        return Math.ceilDiv(number, multiple) * multiple;
    }

    /** Where a block begins; blocks count from 0. */
    int start(int block) {
        return first + block * step;
    }

    /** The base port of a block. */
    int base(int block) {
        return start(block) + shape.lead();
    }

    /** The lowest base there is, or would be in a larger range. */
    public int lowestBase() {
        return base(0);
    }

    /** The block that {@code port} lies in, or 0 where it lies in none. */
    int near(int port) {
        int block = Math.floorDiv(port - first, step);
        return block < 0 || block >= count ? 0 : block;
    }

    /** The last port of the last block; one less than {@link #first} where there is none. */
    public int last() {
        return count == 0 ? first - 1 : start(count - 1) + shape.block() - 1;
    }

    /** How many ports of the range lie outside of whole blocks. */
    public int left() {
        return range.size() - (count == 0 ? 0 : last() - first + 1);
    }

    /** How many there are, where, and what the rounding leaves over. */
    public String text(Language language) {
        if (count == 0) {
            return language.either(
                    "%s has no room for one %s (%d ports)"
                            .formatted(range, shape.name(), shape.block()),
                    "%s 放不下一个 %s（%d 个端口）".formatted(range, shape.name(), shape.block()));
        }
        return language.either(
                "%s holds %d %s in %d-%d; %d ports at its ends are left over"
                        .formatted(range, count, shape.name(), first, last(), left()),
                "%s 在 %d-%d 内可放 %d 个 %s；两端剩余 %d 个端口"
                        .formatted(range, first, last(), count, shape.name(), left()));
    }
}
