package dev.berth.bench;

import dev.berth.journal.Entry;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.journal.LedgerConfig;
import dev.berth.journal.LedgerStatus;
import dev.berth.ports.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** What an entry of the ledger costs whoever has it written, the writer, and the disk. */
public final class LedgerCost {
    private static final int ROUNDS = 20;
    private static final int BURST = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private LedgerCost() {}

    /** Prints its figures; an argument names the directory for the file. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        var place =
                arguments.length > 0
                        ? Path.of(arguments[0])
                        : Files.createTempDirectory("ledger-cost");
        var path = place.resolve("ledger.db");
        var journal = new Journal(Clock.systemUTC());
        var append = new double[ROUNDS];
        var write = new double[ROUNDS];
        try (var ledger = new Ledger(path, LedgerConfig.DEFAULT, journal, Clock.systemUTC())) {
            ledger.start();
            for (int round = 0; round < ROUNDS; round++) {
                long began = System.nanoTime();
                burst(ledger);
                append[round] = (System.nanoTime() - began) / (double) BURST;
                drain(ledger);
                write[round] = (System.nanoTime() - began) / (double) BURST;
            }
            System.out.printf(
                    "an entry costs its caller %.0f ns (median of %d bursts of %,d; best %.0f), the writer %.1f µs; lost %d%n",
                    median(append),
                    ROUNDS,
                    BURST,
                    Arrays.stream(append).min().orElse(0),
                    median(write) / 1_000,
                    ledger.status().lost());
        }
        System.out.printf(
                "%.0f bytes of disk an entry%n", Files.size(path) / (double) (ROUNDS * BURST));
        Files.delete(path);
    }

    /** As a lease is noted: the entry is made, its sentence put together, and it is appended. */
    private static void burst(Ledger ledger) {
        for (int i = 0; i < BURST; i++) {
            var endpoint = Endpoint.udp(10_000 + i % 50_000);
            var text = endpoint + " is leased to " + "session " + i + " for rtp";
            ledger.append(
                    new Entry(
                            Instant.now(),
                            Entry.Kind.GRANTED,
                            endpoint,
                            "session " + i,
                            "rtp",
                            "",
                            text,
                            "4d737578…"));
        }
    }

    private static void drain(Ledger ledger) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        LedgerStatus status = ledger.status();
        while (status.waiting() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
            status = ledger.status();
        }
    }

    private static double median(double[] figures) {
        var sorted = figures.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
