package dev.berth.api;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * A figure that some part of the hub keeps, which the API does not know, for {@code /metrics}.
 *
 * @param name with dots, such as {@code berth.recodings}
 * @param rising whether it counts, and so never falls
 * @param labels each a name and its value
 * @param value may be asked by any thread, and answers at once
 */
public record Figure(String name, boolean rising, List<String> labels, DoubleSupplier value) {
    public Figure {
        labels = List.copyOf(labels);
    }

    /** What rises and falls. */
    public static Figure gauge(String name, DoubleSupplier value, String... labels) {
        return new Figure(name, false, List.of(labels), value);
    }

    /** What is counted from the start on. */
    public static Figure counter(String name, DoubleSupplier value, String... labels) {
        return new Figure(name, true, List.of(labels), value);
    }
}
