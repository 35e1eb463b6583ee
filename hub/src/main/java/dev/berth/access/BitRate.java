package dev.berth.access;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rates as people write them: {@code 800kbit}, {@code 8Mbit}, {@code 1Gbit}; a second is meant. */
final class BitRate {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s*(k|M|G)?bit(/s)?");
    private static final long KILO = 1_000;

    private BitRate() {}

    /**
     * Bits a second.
     *
     * @throws NumberFormatException when it is no rate above zero
     */
    static long parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new NumberFormatException(text);
        }
        long rate = Long.parseLong(form.group(1)) * unit(form.group(2));
        if (rate == 0) {
            throw new NumberFormatException(text);
        }
        return rate;
    }

    private static long unit(@Nullable String prefix) {
        return switch (prefix) {
            case null -> 1;
            case "k" -> KILO;
            case "M" -> KILO * KILO;
            default -> KILO * KILO * KILO;
        };
    }

    /** The same in the largest unit that has no fraction: {@code 8 Mbit/s}. */
    static String words(long rate) {
        var units = new String[] {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};
        int unit = 0;
        long count = rate;
        while (unit < units.length - 1 && count >= KILO && count % KILO == 0) {
            count /= KILO;
            unit++;
        }
        return count + " " + units[unit];
    }
}
