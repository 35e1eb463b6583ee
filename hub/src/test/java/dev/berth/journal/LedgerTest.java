package dev.berth.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Transport;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-17T12:00:00Z");

    @TempDir Path place;

    private volatile Instant now = NOON;
    private final InstantSource time = () -> now;
    private final Journal journal = new Journal(time);

    private Path file() {
        return place.resolve("ledger.db");
    }

    private Ledger ledger() {
        return new Ledger(file(), LedgerConfig.DEFAULT, journal, time);
    }

    private static Entry entry(Entry.Kind kind, String endpoint, int second, String lease) {
        return new Entry(
                NOON.plusSeconds(second),
                kind,
                Endpoint.parse(endpoint),
                "station Radio A",
                "DJ",
                "nginx (pid 812)",
                endpoint + " " + kind.code(),
                lease);
    }

    private static void awaitWritten(Ledger ledger, long entries) {
        Await.until(entries + " entries are written", () -> ledger.status().written() >= entries);
    }

    private List<String> told() throws InterruptedException {
        return journal.after(0, Duration.ZERO).stream().map(Event::kind).toList();
    }

    private static Query query(
            int port,
            @Nullable Transport transport,
            @Nullable Instant since,
            @Nullable Instant until,
            Set<Entry.Kind> kinds,
            String owner) {
        return new Query(port, transport, since, until, kinds, owner, Query.USUAL);
    }

    @Test
    void whatHappenedIsReadBackAsItWasWrittenByARunningHubAndAfterwards() throws Exception {
        var all =
                List.of(
                        entry(Entry.Kind.GRANTED, "tcp/8145", 1, "a1"),
                        entry(Entry.Kind.REFUSED, "udp/[::1]:8145", 2, ""),
                        entry(Entry.Kind.RELEASED, "tcp/127.0.0.1:8145", 3, "a1"));
        try (var ledger = ledger()) {
            ledger.start();
            all.forEach(ledger::append);
            awaitWritten(ledger, 4);

            assertThat(ledger.find(Query.ALL).subList(1, 4)).isEqualTo(all);
        }
        var later = Ledger.find(file(), Query.ALL);
        assertThat(later)
                .filteredOn(entry -> entry.endpoint() == null)
                .extracting(Entry::kind)
                .containsExactly(Entry.Kind.STARTED, Entry.Kind.ENDED);
        assertThat(later).containsAll(all);
    }

    @Test
    void entriesAreFoundByPortTransportTimeKindAndOwner() throws Exception {
        try (var ledger = ledger()) {
            ledger.start();
            var tcp = entry(Entry.Kind.GRANTED, "tcp/8145", 1, "a1");
            var udp = entry(Entry.Kind.REFUSED, "udp/8145", 2, "");
            var other = entry(Entry.Kind.GRANTED, "tcp/8146", 3, "b2");
            List.of(tcp, udp, other).forEach(ledger::append);
            awaitWritten(ledger, 4);

            assertThat(ledger.find(query(8146, null, null, null, Set.of(), "")))
                    .contains(other)
                    .doesNotContain(tcp, udp);
            assertThat(ledger.find(query(8145, Transport.UDP, null, null, Set.of(), "")))
                    .contains(udp)
                    .doesNotContain(tcp, other);
            assertThat(
                            ledger.find(
                                    query(
                                            0,
                                            null,
                                            NOON.plusSeconds(2),
                                            NOON.plusSeconds(3),
                                            Set.of(),
                                            "")))
                    .containsExactly(udp);
            assertThat(ledger.find(query(0, null, null, null, Set.of(Entry.Kind.GRANTED), "")))
                    .containsExactly(tcp, other);
            assertThat(ledger.find(query(0, null, null, null, Set.of(), "station Radio A")))
                    .containsExactly(tcp, udp, other);
            assertThat(ledger.find(query(0, null, null, null, Set.of(), "' OR 1 = 1 --")))
                    .isEmpty();
            assertThat(ledger.find(new Query(0, null, null, null, Set.of(), "", 1)))
                    .containsExactly(other);
        }
    }

    @Test
    void theNextHubWritesOn() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (var ledger = ledger()) {
                ledger.start();
                ledger.append(entry(Entry.Kind.GRANTED, "tcp/8145", run, "a" + run));
            }
        }
        assertThat(Ledger.find(file(), Query.ALL)).extracting(Entry::lease).contains("a0", "a1");
    }

    @Test
    void onlyItsOwnerReadsIt() throws IOException {
        try (var ledger = ledger()) {
            ledger.start();
            awaitWritten(ledger, 1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatThereIsNoRoomForIsCountedAndTheGapIsWrittenDown() throws Exception {
        try (var ledger = ledger()) {
            // One place is taken by the hub's own start.
            for (int i = 0; i < Ledger.ROOM + 9; i++) {
                ledger.append(entry(Entry.Kind.GRANTED, "tcp/8145", i, ""));
            }
            assertThat(ledger.status().lost()).isEqualTo(10);
            assertThat(ledger.status().problem()).contains("65,536 entries wait");
            assertThat(told()).containsExactly("ledger.failing");

            ledger.start();
            awaitWritten(ledger, Ledger.ROOM);
            Await.until("it is told", () -> journal.last() == 2);
            assertThat(ledger.status().problem()).isNull();

            var gaps = ledger.find(query(0, null, null, null, Set.of(Entry.Kind.GAP), ""));
            assertThat(gaps).hasSize(1);
            assertThat(gaps.getFirst().text())
                    .startsWith(
                            "10 entries from 2026-11-18T06:12:15Z to 2026-11-18T06:12:24Z are missing");
            assertThat(told()).containsExactly("ledger.failing", "ledger.recovered");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnceAndNothingIsLostOnceItCan() throws Exception {
        Files.writeString(file(), "this is no database, and has never been one".repeat(100));
        try (var ledger = ledger()) {
            ledger.start();
            ledger.append(entry(Entry.Kind.GRANTED, "tcp/8145", 1, "a1"));
            Await.until("the trouble is seen", () -> ledger.status().problem() != null);
            assertThat(ledger.status().problem())
                    .startsWith("the ledger " + file() + " cannot be written (")
                    .contains("file is not a database")
                    .endsWith("ports are leased all the same");
            assertThatIOException()
                    .isThrownBy(() -> ledger.find(Query.ALL))
                    .withMessageContaining("move it aside");

            Files.delete(file());
            awaitWritten(ledger, 2);
            Await.until("it is told", () -> journal.last() == 2);
            assertThat(ledger.status().problem()).isNull();

            assertThat(ledger.find(Query.ALL))
                    .extracting(Entry::kind)
                    .containsExactly(Entry.Kind.STARTED, Entry.Kind.GRANTED);
            assertThat(told()).containsExactly("ledger.failing", "ledger.recovered");
            assertThat(ledger.status().lost()).isZero();
        }
    }

    @Test
    void whatIsOldGoesButALeaseThatStandsKeepsItsFirstLine() throws Exception {
        try (var ledger = ledger()) {
            ledger.append(entry(Entry.Kind.GRANTED, "tcp/8145", 1, "standing"));
            ledger.append(entry(Entry.Kind.GRANTED, "tcp/8146", 1, "over"));
            ledger.append(entry(Entry.Kind.RELEASED, "tcp/8146", 2, "over"));
            ledger.append(entry(Entry.Kind.REFUSED, "tcp/8147", 3, ""));
            now = NOON.plus(Duration.ofDays(91));
            ledger.start();
            awaitWritten(ledger, 5);
            Await.until("the old ones are gone", () -> found(ledger).size() == 1);

            assertThat(found(ledger)).extracting(Entry::lease).containsExactly("standing");
        }
    }

    @Test
    void moreThanIsToBeKeptGoesOldestFirst() throws Exception {
        var small = new LedgerConfig(Duration.ofDays(1), 1_000);
        try (var ledger = new Ledger(file(), small, journal, time)) {
            for (int i = 0; i < 1_500; i++) {
                ledger.append(entry(Entry.Kind.REFUSED, "tcp/" + (i + 1), 0, ""));
            }
            ledger.start();
            awaitWritten(ledger, 1_501);
            Await.until("it is pruned", () -> size(ledger) == 1_000);
            assertThat(ledger.find(query(500, null, null, null, Set.of(), ""))).isEmpty();
            assertThat(ledger.find(query(501, null, null, null, Set.of(), ""))).hasSize(1);
        }
    }

    private static int size(Ledger ledger) {
        try {
            return ledger.find(new Query(0, null, null, null, Set.of(), "", Query.MOST)).size();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    private static List<Entry> found(Ledger ledger) {
        try {
            return ledger.find(Query.ALL);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void whoReadsALedgerThatIsNotThereIsToldHowItBegins() {
        assertThatIOException()
                .isThrownBy(() -> Ledger.find(file(), Query.ALL))
                .withMessage(
                        "there is no ledger at %s; it begins when a hub runs: berth up", file());
    }

    @Test
    void whoHadThePortAtAMomentIsFoundAmongManyOthers() throws Exception {
        try (var ledger = ledger()) {
            ledger.append(entry(Entry.Kind.GRANTED, "tcp/8145", 10, "a1"));
            for (int i = 0; i < 2_000; i++) {
                ledger.append(entry(Entry.Kind.REFUSED, "tcp/8145", 11 + i, ""));
                ledger.append(entry(Entry.Kind.GRANTED, "tcp/9000", 11 + i, "c" + i));
            }
            ledger.append(entry(Entry.Kind.RELEASED, "tcp/8145", 3_000, "a1"));
            ledger.start();
            awaitWritten(ledger, 4_003);

            var at = NOON.plusSeconds(1_000);
            var tenancy = Tenancy.of(8145, at, ledger.around(8145, Transport.TCP, at));

            assertThat(tenancy.tenures()).hasSize(1);
            assertThat(tenancy.tenures().getFirst().granted().lease()).isEqualTo("a1");
            assertThat(tenancy.tenures().getFirst().end())
                    .isEqualTo(entry(Entry.Kind.RELEASED, "tcp/8145", 3_000, "a1"));
        }
    }

    /** A hub of its own on a disk of 1 MiB, which it fills, and which is then made larger. */
    @Test
    void aFullDiskStopsNoLeaseAndTheGapIsWrittenDownWhenThereIsRoom() throws Exception {
        var mine = new ArrayList<>(List.of("unshare"));
        if (!isRoot()) {
            mine.add("--map-root-user");
        }
        mine.addAll(List.of("--mount", "--propagation", "private", "sh", "-c"));
        mine.add("mount -t tmpfs -o size=1m none '" + place + "' && exec \"$@\"");
        mine.add("sh");
        mine.addAll(FullDisk.command("fill", place.toString()));
        var child = new ProcessBuilder(mine).redirectErrorStream(true).start();
        try (var said = child.inputReader()) {
            assertThat(said.lines().toList()).last().isEqualTo("as it should be");
        } finally {
            child.destroyForcibly();
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.readString(Path.of("/proc/self/status")).contains("\nUid:\t0\t");
    }

    @Test
    void aHubThatIsKilledLeavesALedgerThatIsWhole() throws Exception {
        var child =
                new ProcessBuilder(FullDisk.command("write", place.toString()))
                        .redirectErrorStream(true)
                        .start();
        try (var said = child.inputReader()) {
            // It says the number of an entry once it is written, and goes on.
            long last = Long.parseLong(said.readLine());
            child.destroyForcibly().waitFor();

            // One of those that it counts says that the ledger was begun; it is no test's.
            long numbered = last - 1;
            var newest = new Query(0, null, null, null, Set.of(), "a test", Query.MOST);
            var kept = Ledger.find(file(), newest).stream().map(LedgerTest::number).toList();
            assertThat(kept).hasSizeGreaterThanOrEqualTo((int) Math.min(numbered, Query.MOST));
            assertThat(kept.getLast()).as("the last").isGreaterThanOrEqualTo(numbered - 1);
            assertThat(kept.getLast() - kept.getFirst())
                    .as("without a hole")
                    .isEqualTo(kept.size() - 1L);
            try (var next = ledger()) {
                next.start();
                awaitWritten(next, 1);
            }
            assertThat(Ledger.find(file(), Query.ALL)).isNotEmpty();
        } finally {
            child.destroyForcibly();
        }
    }

    /** Entries are numbered, by their lease. */
    private static long number(Entry entry) {
        return Long.parseLong(entry.lease().substring(1));
    }
}
