package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Servers may send a client on, but not for ever. */
class DetoursTest {
    private final Detours detours = new Detours();

    private int allowed(int times, long now) {
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += detours.allow(now) ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void inAMinuteThereAreOnlySoMany() {
        assertThat(allowed(100, 0)).isEqualTo(Detours.MOST);
        assertThat(detours.allow(Detours.WITHIN.toNanos())).isFalse();
    }

    @Test
    void inTheNextMinuteThereAreAsManyAgain() {
        allowed(100, 0);
        assertThat(allowed(100, Detours.WITHIN.toNanos() + 1)).isEqualTo(Detours.MOST);
    }
}
