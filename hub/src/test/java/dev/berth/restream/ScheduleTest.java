package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.restream.Schedule.Hours;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Schedule hours(String... texts) {
        return new Schedule(
                null,
                null,
                List.of(texts).stream().map(text -> Hours.parse(text, BERLIN)).toList());
    }

    private static Instant berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }

    @Test
    void withoutAScheduleItAlwaysRuns() {
        assertThat(Schedule.ALWAYS.on(Instant.EPOCH)).isTrue();
        assertThat(Schedule.ALWAYS.next(Instant.EPOCH)).isEmpty();
    }

    @Test
    void itRunsFromItsStartUntilItsStop() {
        var start = Instant.parse("2026-11-22T20:00:00Z");
        var once = new Schedule(start, start.plusSeconds(7_200), List.of());

        assertThat(once.on(start.minusSeconds(1))).isFalse();
        assertThat(once.next(start.minusSeconds(1))).contains(start);
        assertThat(once.on(start)).isTrue();
        assertThat(once.next(start)).contains(start.plusSeconds(7_200));
        assertThat(once.on(start.plusSeconds(7_200))).isFalse();
        assertThat(once.next(start.plusSeconds(7_200))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mon-fri 20:00-22:30, 2026-11-20T19:59, false", // a Friday
        "mon-fri 20:00-22:30, 2026-11-20T20:00, true",
        "mon-fri 20:00-22:30, 2026-11-20T22:30, false",
        "mon-fri 20:00-22:30, 2026-11-21T21:00, false",
        "sat 22:00-02:00,     2026-11-21T23:00, true",
        "sat 22:00-02:00,     2026-11-22T01:59, true",
        "sat 22:00-02:00,     2026-11-22T22:30, false",
        "fri-mon 10:00-11:00, 2026-11-22T10:30, true", // over the end of the week
        "fri-mon 10:00-11:00, 2026-11-24T10:30, false",
        "00:00-00:00,         2026-11-24T10:30, true",
        "20:00-21:00 UTC,     2026-11-24T21:30, true",
    })
    void hoursAreByTheClockOnAWall(String hours, String local, boolean on) {
        assertThat(hours(hours).on(berlin(local))).isEqualTo(on);
    }

    @Test
    void theClocksOfAWinterNightChangeNothingButTheLength() {
        var night = hours("22:00-06:00");

        assertThat(night.next(berlin("2026-10-24T22:00"))).contains(berlin("2026-10-25T06:00"));
        assertThat(night.next(berlin("2026-10-24T12:00"))).contains(berlin("2026-10-24T22:00"));
    }

    @Test
    void itsNextChangeIsTheEdgeWhereSomethingChanges() {
        var twice = hours("20:00-21:00", "20:30-22:00");

        assertThat(twice.next(berlin("2026-11-20T20:45"))).contains(berlin("2026-11-20T22:00"));
    }

    @Test
    void hoursBeforeTheStartAreWaitedOver() {
        var later =
                new Schedule(
                        berlin("2027-02-01T12:00"),
                        null,
                        List.of(Hours.parse("mon 20:00-21:00", BERLIN)));

        assertThat(later.next(berlin("2026-11-20T20:00"))).contains(berlin("2027-02-01T20:00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "always",
                "20-22",
                "25:00-26:00",
                "20:00-22:00 Mars/Base",
                "xyz 20:00-22:00"
            })
    void whatIsNoHoursIsRefusedWithAWayOut(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Hours.parse(text, BERLIN))
                .withMessageContaining("; write it like 20:00-22:30");
    }
}
