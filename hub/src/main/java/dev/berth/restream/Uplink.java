package dev.berth.restream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What went out when all targets were really sent to at once.
 *
 * @param time how long that was measured
 * @param shares what each target took, in the order they were named
 */
public record Uplink(Duration time, List<Share> shares) {
    /** Who takes less of what there was cannot keep up: the rest is what is on its way. */
    private static final double ENOUGH = 0.9;

    public Uplink {
        shares = List.copyOf(shares);
    }

    /**
     * What one target took.
     *
     * @param to as anybody may see it
     * @param needed bits a second that there were to send
     * @param delivered bits a second that it acknowledged; where the kernel does not tell, that
     *     were handed to the kernel
     * @param droppedFrames left out because it was too slow
     * @param problem why it took nothing, in one sentence; null when it did
     */
    public record Share(
            String to, long needed, long delivered, long droppedFrames, @Nullable String problem) {
        /** Whether it took what there was. */
        public boolean keepsUp() {
            return problem == null && droppedFrames == 0 && delivered >= ENOUGH * needed;
        }

        private boolean slow() {
            return problem == null && !keepsUp();
        }
    }

    /** Whether something was measured, and every target took what there was. */
    public boolean fits() {
        return !shares.isEmpty() && needed() > 0 && shares.stream().allMatch(Share::keepsUp);
    }

    /** What those need who could be sent to, in bits a second. */
    public long needed() {
        return reached().stream().mapToLong(Share::needed).sum();
    }

    /** What they took, in bits a second. */
    public long delivered() {
        return reached().stream().mapToLong(Share::delivered).sum();
    }

    private List<Share> reached() {
        return shares.stream().filter(share -> share.problem == null).toList();
    }

    /** The verdict first, and then who is to blame. */
    public List<String> sentences() {
        var sentences = new ArrayList<String>();
        sentences.add(verdict());
        for (var share : shares) {
            if (share.problem != null) {
                sentences.add(share.to + " could not be published to: " + share.problem + ".");
            } else if (share.slow()) {
                sentences.add(slowness(share));
            }
        }
        if (reached().stream().anyMatch(Share::slow)
                && reached().stream().anyMatch(Share::keepsUp)) {
            sentences.add("The others kept up, so look at the way to the slow ones first.");
        }
        return sentences;
    }

    private String verdict() {
        int count = reached().size();
        if (needed() == 0) {
            return "The uplink was not measured, for nothing could be sent; see the problems of the targets.";
        }
        return "The uplink %s: %d %s %s, %s went out, measured for %.0f s."
                .formatted(
                        reached().stream().allMatch(Share::keepsUp) ? "fits" : "does not fit",
                        count,
                        count == 1 ? "output needs" : "outputs need",
                        rate(needed()),
                        rate(delivered()),
                        time.toMillis() / 1e3);
    }

    private static String slowness(Share share) {
        var lost =
                share.droppedFrames == 0
                        ? ""
                        : ", and %d frames were left out".formatted(share.droppedFrames);
        return "%s took %s of %s%s; give it a lower bitrate or a better way."
                .formatted(share.to, rate(share.delivered), rate(share.needed), lost);
    }

    private static String rate(long bitsPerSecond) {
        return String.format(Locale.ROOT, "%.1f Mbit/s", bitsPerSecond / 1e6);
    }
}
