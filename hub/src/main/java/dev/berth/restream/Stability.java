package dev.berth.restream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * How well an output has been doing lately.
 *
 * @param score from 0 to 100, where 100 is without a fault
 * @param reasons what it lacks of 100, a sentence for each fault, the gravest first
 */
public record Stability(int score, List<String> reasons) {
    public Stability {
        reasons = List.copyOf(reasons);
    }

    /** A score in a word. */
    public enum Grade {
        GOOD,
        FAIR,
        POOR
    }

    private static final int GOOD = 80;
    private static final int FAIR = 50;

    /** What a segment carries on most ways, in bytes. */
    private static final double SEGMENT = 1_448;

    /** A round trip that swings by less is a quiet one, in milliseconds. */
    private static final double SWING = 100;

    /** A second is what a viewer notices, in milliseconds. */
    private static final double LATE = 1_000;

    public Grade grade() {
        return score >= GOOD ? Grade.GOOD : score >= FAIR ? Grade.FAIR : Grade.POOR;
    }

    /** {@code poor (31 of 100): it was not connected for 12 of 60 s; ...}. */
    @Override
    public String toString() {
        var why = reasons.isEmpty() ? "" : ": " + String.join("; ", reasons);
        return "%s (%d of 100)%s".formatted(grade().name().toLowerCase(Locale.ROOT), score, why);
    }

    private record Fault(double cost, String sentence) {}

    /**
     * Judges the samples of one output, one a second, the oldest first; those at rest count for
     * nothing. What each fault costs at most:
     *
     * <table>
     * <tr><td>not connected</td><td>60</td><td>all of it when that was for 60 % of the time</td></tr>
     * <tr><td>taking nothing</td><td>40</td><td>all of it for half of the time</td></tr>
     * <tr><td>begun anew</td><td>30</td><td>10 each time</td></tr>
     * <tr><td>frames left out</td><td>30</td><td>5 for the first, then 1 for every three</td></tr>
     * <tr><td>late</td><td>15</td><td>5 for each second beyond the first, at the slowest twentieth</td></tr>
     * <tr><td>low bitrate</td><td>15</td><td>all of it when below half the usual for 30 % of the time</td></tr>
     * <tr><td>sent again</td><td>15</td><td>5 for each hundredth of the segments</td></tr>
     * <tr><td>swinging round trip</td><td>10</td><td>5 for each 100 ms beyond the first</td></tr>
     * </table>
     */
    static Stability of(List<Sample> samples) {
        var window = samples.stream().filter(sample -> !sample.state().atRest()).toList();
        var faults = new ArrayList<Fault>();
        if (!window.isEmpty()) {
            connection(window, faults);
            losses(window, faults);
            line(window, faults);
        }
        var found =
                faults.stream()
                        .filter(fault -> fault.cost >= 1)
                        .sorted((a, b) -> Double.compare(b.cost, a.cost))
                        .toList();
        double cost = found.stream().mapToDouble(Fault::cost).sum();
        return new Stability(
                (int) Math.max(0, Math.round(100 - cost)),
                found.stream().map(Fault::sentence).toList());
    }

    private static void connection(List<Sample> window, List<Fault> faults) {
        int all = window.size();
        long away = count(window, OutputState.CONNECTING) + count(window, OutputState.BACKING_OFF);
        long stalled = count(window, OutputState.STALLED);
        long anew = sum(window, Sample::reconnects);
        faults.add(
                new Fault(
                        Math.min(60, 100.0 * away / all),
                        "it was not connected for " + away + " of " + all + " s"));
        faults.add(
                new Fault(
                        Math.min(40, 80.0 * stalled / all),
                        "the other side took nothing for " + stalled + " of " + all + " s"));
        faults.add(new Fault(Math.min(30, 10.0 * anew), "it began anew " + times(anew)));
    }

    private static void losses(List<Sample> window, List<Fault> faults) {
        long dropped = sum(window, Sample::droppedFrames);
        double segments = (double) sum(window, Sample::bytes) / SEGMENT;
        long again = sum(window, Sample::retransmits);
        double percent = again == 0 ? 0 : 100.0 * again / Math.max(segments, (double) again);
        faults.add(
                new Fault(
                        dropped == 0 ? 0 : Math.min(30, 5 + dropped / 3.0),
                        dropped + " frames were left out because it was too slow"));
        faults.add(
                new Fault(
                        Math.min(15, 5 * percent),
                        "%.1f %% of what was sent had to be sent again".formatted(percent)));
    }

    private static void line(List<Sample> window, List<Fault> faults) {
        var live = window.stream().filter(sample -> sample.bitsPerSecond() > 0).toList();
        if (live.isEmpty()) {
            return;
        }
        double late = share(live, Sample::delayMillis, 0.95);
        double swing = share(live, Sample::rttMillis, 0.95) - share(live, Sample::rttMillis, 0.05);
        double usual = share(live, Sample::bitsPerSecond, 0.5);
        long low = live.stream().filter(sample -> sample.bitsPerSecond() < usual / 2).count();
        faults.add(
                new Fault(
                        Math.clamp(5 * (late / LATE - 1), 0, 15),
                        "frames leave up to %.1f s late".formatted(late / 1_000)));
        faults.add(
                new Fault(
                        Math.clamp(5 * (swing / SWING - 1), 0, 10),
                        "the round trip swings by %.0f ms".formatted(swing)));
        faults.add(
                new Fault(
                        Math.min(15, 50.0 * low / live.size()),
                        "its bitrate was below half the usual for " + low + " s"));
    }

    private static long count(List<Sample> window, OutputState state) {
        return window.stream().filter(sample -> sample.state() == state).count();
    }

    /** How much a counter has grown in the window. */
    private static long sum(List<Sample> window, ToLongFunction<Sample> counter) {
        long sum = 0;
        for (int i = 1; i < window.size(); i++) {
            sum +=
                    Sample.grown(
                            counter.applyAsLong(window.get(i - 1)),
                            counter.applyAsLong(window.get(i)));
        }
        return sum;
    }

    /** What that share of the samples does not exceed. */
    private static double share(
            List<Sample> window, ToDoubleFunction<Sample> figure, double share) {
        var sorted = window.stream().mapToDouble(figure).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
