package dev.berth.codec.ts;

/** Carries times of 33 bits on where they wrap, for all tracks of one program. */
final class Unwrapping {
    private long last = Ts.NO_TIME;

    /** The time that those 33 bits mean which is nearest to the last one. */
    long unwrap(long bits) {
        last = last == Ts.NO_TIME ? bits : near(last, bits);
        return last;
    }

    /** The time that those 33 bits mean which is nearest to another. */
    static long near(long other, long bits) {
        long step = bits - other & Ts.WRAP - 1;
        return other + (step < Ts.WRAP / 2 ? step : step - Ts.WRAP);
    }
}
