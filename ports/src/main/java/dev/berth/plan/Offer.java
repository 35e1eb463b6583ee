package dev.berth.plan;

import dev.berth.ports.Language;
import java.util.Set;
import java.util.TreeSet;

/** A way out of a refusal that was tried, and leads out. */
public sealed interface Offer {
    /** What would be booked instead. */
    Booking booking();

    /** What to do, as the end of a sentence. */
    String text(Language language);

    /** Take a free block instead. */
    record Elsewhere(Booking booking) implements Offer {
        @Override
        public String text(Language language) {
            return language.either(
                    "give %s the base %d".formatted(booking.owner(), booking.base()),
                    "让 %s 使用基准端口 %d".formatted(booking.owner(), booking.base()));
        }
    }

    /** Do without a feature. */
    record Without(Booking booking, String feature) implements Offer {
        @Override
        public String text(Language language) {
            return language.either(
                    "switch %s off for %s".formatted(feature, booking.owner()),
                    "为 %s 关闭 %s".formatted(booking.owner(), feature));
        }
    }

    /** Do without soft roles, and say so. */
    record Degrade(Booking booking, Set<String> roles) implements Offer {
        public Degrade {
            roles = Set.copyOf(roles);
        }

        @Override
        public String text(Language language) {
            var names = String.join(", ", new TreeSet<>(roles));
            return language.either(
                    "let %s do without its %s port (degrade)".formatted(booking.owner(), names),
                    "让 %s 不用 %s 端口（degrade）".formatted(booking.owner(), names));
        }
    }
}
