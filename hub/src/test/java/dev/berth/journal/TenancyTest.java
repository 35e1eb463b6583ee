package dev.berth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenancyTest {
    private static final Instant NIGHT = Instant.parse("2026-11-17T03:00:00Z");

    private static Entry entry(Entry.Kind kind, String endpoint, int minute, String lease) {
        return new Entry(
                NIGHT.plusSeconds(60L * minute),
                kind,
                Endpoint.parse(endpoint),
                lease.isEmpty() ? "" : "station " + lease,
                "DJ",
                "",
                endpoint + " " + kind.code() + " " + lease,
                lease);
    }

    private static Entry hub(Entry.Kind kind, int minute) {
        return Entry.ofHub(NIGHT.plusSeconds(60L * minute), kind, "the hub");
    }

    private static String said(int minute, Entry... entries) {
        var at = NIGHT.plusSeconds(60L * minute);
        return Tenancy.of(8145, at, List.of(entries)).explain(ZoneOffset.UTC, Language.ENGLISH);
    }

    @Test
    void whoHadItFromWhenUntilWhenAndWhatCameBeforeAndAfter() {
        assertThat(
                        said(
                                12,
                                entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A"),
                                entry(Entry.Kind.RELEASED, "tcp/8145", 5, "A"),
                                entry(Entry.Kind.GRANTED, "tcp/8145", 6, "B"),
                                entry(Entry.Kind.RELEASED, "tcp/8145", 20, "B"),
                                entry(Entry.Kind.GRANTED, "tcp/8145", 21, "C")))
                .isEqualTo(
                        "At 2026-11-17 03:12:00 tcp/8145 was leased to station B for DJ, from 2026-11-17 03:06:00"
                                + " until it was released at 2026-11-17 03:20:00."
                                + " Before: 2026-11-17 03:05:00 tcp/8145 released A."
                                + " After: 2026-11-17 03:21:00 tcp/8145 granted C.");
    }

    @Test
    void nobodyHadItBetweenTwoLeases() {
        assertThat(
                        said(
                                5,
                                entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A"),
                                entry(Entry.Kind.RELEASED, "tcp/8145", 4, "A"),
                                entry(Entry.Kind.GRANTED, "tcp/8145", 6, "B")))
                .startsWith("At 2026-11-17 03:05:00 no lease of this hub was on port 8145.")
                .contains("Before: 2026-11-17 03:04:00 tcp/8145 released A.")
                .contains("After: 2026-11-17 03:06:00 tcp/8145 granted B.");
    }

    @Test
    void aLeaseThatStandsGoesUntilNow() {
        assertThat(said(5, entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A")))
                .contains("from 2026-11-17 03:01:00 until now.");
    }

    @Test
    void theLeasesOfAHubThatWasKilledAreOverWhenTheNextOneStarts() {
        var before = entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A");
        var next = hub(Entry.Kind.STARTED, 9);

        assertThat(said(5, before, next))
                .contains(
                        "until that hub was gone, which the next one found at 2026-11-17 03:09:00");
        assertThat(said(10, before, next)).contains("no lease of this hub was on port 8145");
    }

    @Test
    void aReleaseThatIsToldAfterTheNextGrantEndsItsOwnLeaseOnly() {
        assertThat(
                        said(
                                7,
                                entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A"),
                                entry(Entry.Kind.GRANTED, "tcp/8145", 5, "B"),
                                entry(Entry.Kind.RELEASED, "tcp/8145", 6, "A")))
                .contains("leased to station B")
                .doesNotContain("leased to station A");
    }

    @Test
    void leasesOnTwoAddressesAreBothTold() {
        assertThat(
                        said(
                                7,
                                entry(Entry.Kind.GRANTED, "tcp/127.0.0.1:8145", 1, "A"),
                                entry(Entry.Kind.GRANTED, "udp/127.0.0.2:8145", 2, "B")))
                .contains("leased to station A")
                .contains("leased to station B");
    }

    @Test
    void theSameIsSaidInChineseAndInAnotherTimeZone() {
        var granted = entry(Entry.Kind.GRANTED, "tcp/8145", 1, "A");
        var tenancy = Tenancy.of(8145, NIGHT.plusSeconds(720), List.of(granted));

        assertThat(tenancy.explain(ZoneId.of("Asia/Shanghai"), Language.CHINESE))
                .startsWith(
                        "2026-11-17 11:12:00，tcp/8145 租给 station A，用途 DJ；自 2026-11-17 11:01:00 起，至今仍有效。");
    }

    @Test
    void ofAnUnknownPortNothingIsSaidOfBeforeAndAfter() {
        assertThat(said(5))
                .isEqualTo("At 2026-11-17 03:05:00 no lease of this hub was on port 8145.");
    }
}
