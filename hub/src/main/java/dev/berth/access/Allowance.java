package dev.berth.access;

/**
 * What a publisher may still send: it fills up at the rate that its pass allows, and holds five
 * seconds' worth, so that a key frame or a hiccup on the way costs nobody the stream. One thread at
 * a time.
 *
 * <p>Times are {@link System#nanoTime()}, and come in as an argument.
 */
public final class Allowance {
    private static final long WINDOW_NANOS = 5_000_000_000L;

    private final long bitsPerSecond;
    private double bits;
    private long at;

    public Allowance(Pass pass, long now) {
        bitsPerSecond = pass.bitsPerSecond();
        bits = worth(WINDOW_NANOS);
        at = now;
    }

    /** Takes {@code bytes} that came at {@code now}; false when that is more than there was. */
    public boolean spend(long bytes, long now) {
        if (bitsPerSecond == 0) {
            return true;
        }
        bits = Math.min(worth(WINDOW_NANOS), bits + worth(Math.max(0, now - at))) - bytes * 8;
        at = now;
        return bits >= 0;
    }

    private double worth(long nanos) {
        return bitsPerSecond * (nanos / 1e9);
    }
}
