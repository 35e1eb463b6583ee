package dev.berth.plan;

import dev.berth.ports.Language;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What comes of looking for a place for a shape in a range. */
public sealed interface Room {

    /** The block that begins there is free, every port of it. */
    record Free(int base) implements Room {}

    /**
     * Every block was tried.
     *
     * @param slots the blocks there are
     * @param causes how many blocks were not free for which reason: the first one found in each
     * @param freePorts how many ports of the range nothing stands against
     */
    record None(Slots slots, Map<Cause, Integer> causes, int freePorts) implements Room {
        public None {
            causes = Map.copyOf(causes);
        }

        /** Whether enough ports are free, but not in the arrangement that the shape needs. */
        public boolean fragmented() {
            return freePorts >= slots.shape().block();
        }

        public String text(Language language) {
            var shape = slots.shape();
            var range = slots.range();
            return language.either(
                    "%s has no free block of %d for %s (%s; %d single ports are free)"
                            .formatted(
                                    range,
                                    shape.block(),
                                    shape.name(),
                                    counts(language),
                                    freePorts),
                    "%s 中没有给 %s 的 %d 个端口的空块（%s；零散空闲端口 %d 个）"
                            .formatted(
                                    range,
                                    shape.name(),
                                    shape.block(),
                                    counts(language),
                                    freePorts));
        }

        private String counts(Language language) {
            if (causes.isEmpty()) {
                return language.either("it is too small", "范围太小");
            }
            return new TreeMap<>(causes)
                    .entrySet().stream()
                            .map(cause -> cause.getValue() + " " + cause.getKey().text(language))
                            .collect(Collectors.joining(", "));
        }
    }

    /** Why a block is not free. */
    enum Cause {
        PLANNED,
        PROTECTED,
        DECLARED,
        BLOCKED,
        HELD;

        String text(Language language) {
            return switch (this) {
                case PLANNED -> language.either("planned", "已规划");
                case PROTECTED -> language.either("protected", "受保护");
                case DECLARED -> language.either("declared by neighbours", "邻居已声明");
                case BLOCKED -> language.either("blocked by browsers", "浏览器禁止");
                case HELD -> language.either("held", "被占用");
            };
        }
    }
}
