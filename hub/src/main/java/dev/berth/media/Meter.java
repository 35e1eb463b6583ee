package dev.berth.media;

/**
 * A rate over the last few seconds. Guards itself.
 *
 * <p>Times are {@link System#nanoTime()}, and come in as an argument.
 */
public final class Meter {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 500_000_000;

    private final long[] bytes = new long[SLOTS];
    private final long began;
    private long slot;
    private long total;

    public Meter(long now) {
        began = now;
    }

    /** Counts {@code size} bytes at {@code now}. */
    public synchronized void mark(long size, long now) {
        advance(now);
        bytes[(int) (slot % SLOTS)] += size;
        total += size;
    }

    /** Bits a second over the last five seconds, or since the beginning when that is less. */
    public synchronized long bitsPerSecond(long now) {
        advance(now);
        long sum = 0;
        for (long part : bytes) {
            sum += part;
        }
        long window = Math.min(now - began, SLOT_NANOS * (SLOTS - 1) + (now - began) % SLOT_NANOS);
        return window <= 0 ? 0 : (long) (sum * 8e9 / Math.max(window, SLOT_NANOS));
    }

    /** Bytes counted since the beginning. */
    public synchronized long total() {
        return total;
    }

    private void advance(long now) {
        long current = (now - began) / SLOT_NANOS;
        for (long stale = Math.max(slot + 1, current - SLOTS + 1); stale <= current; stale++) {
            bytes[(int) (stale % SLOTS)] = 0;
        }
        slot = Math.max(slot, current);
    }
}
