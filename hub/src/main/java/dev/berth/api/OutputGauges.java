package dev.berth.api;

import dev.berth.restream.OutputStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of each output, of which there are a thousand at most. Labelled by id and name, never
 * by an address. Whoever made it guards it.
 */
final class OutputGauges {
    private final Map<MultiGauge, ToDoubleFunction<OutputStatus>> gauges = new LinkedHashMap<>();

    OutputGauges(MeterRegistry to) {
        gauge(to, "bits.per.second", OutputStatus::bitsPerSecond);
        gauge(to, "queue.bytes", OutputStatus::queueBytes);
        gauge(to, "dropped.frames", OutputStatus::droppedFrames);
        gauge(to, "reconnects", OutputStatus::reconnects);
        gauge(to, "delay.seconds", output -> output.delayMillis() / 1e3);
        gauge(to, "rtt.seconds", output -> output.rttMillis() / 1e3);
        gauge(to, "retransmits", OutputStatus::retransmits);
        gauge(to, "score", OutputGauges::score);
    }

    /** Too little to say is no number. */
    private static double score(OutputStatus output) {
        var stability = output.stability();
        return stability == null ? Double.NaN : stability.score();
    }

    private void gauge(MeterRegistry to, String name, ToDoubleFunction<OutputStatus> figure) {
        gauges.put(MultiGauge.builder("berth.each.output." + name).register(to), figure);
    }

    /** Has the next scrape show these, and no other. */
    void show(List<OutputStatus> outputs) {
        gauges.forEach((gauge, figure) ->
                gauge.register(outputs.stream().map(output -> row(output, figure)).toList(), true));
    }

    private static MultiGauge.Row<Number> row(
            OutputStatus output, ToDoubleFunction<OutputStatus> figure) {
        return MultiGauge.Row.of(
                Tags.of("id", output.id(), "name", output.name()), figure.applyAsDouble(output));
    }
}
