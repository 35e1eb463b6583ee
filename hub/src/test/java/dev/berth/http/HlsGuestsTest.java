package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Pass;
import dev.berth.http.HlsGuests.Guest;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HlsGuestsTest {
    private static final long NOW = 1_000;

    private final HlsGuests guests = new HlsGuests();
    private final AtomicInteger inside = new AtomicInteger();

    @Test
    void whoWasNotSeenForAWhileHasLeft() {
        seat("early", NOW);
        seat("late", NOW);
        assertThat(guests.welcome(guest("late"), NOW + 2)).isTrue();

        guests.leave(NOW + 1);

        assertThat(guests.welcome(guest("early"), NOW + 3)).isFalse();
        assertThat(inside).hasValue(1);
    }

    @Test
    void whenItClosesNobodyKeepsAPlaceHoweverLateTheyCome() {
        seat("early", NOW);
        seat("seen at this moment", Long.MAX_VALUE);
        guests.close();
        seat("late", NOW);

        assertThat(guests.count()).isZero();
        assertThat(inside).hasValue(0);
    }

    private void seat(String token, long now) {
        inside.incrementAndGet();
        Pass pass = inside::decrementAndGet;
        guests.seat(guest(token), pass, now);
    }

    private static Guest guest(String token) {
        return new Guest(InetAddress.getLoopbackAddress(), Map.of("token", token));
    }
}
