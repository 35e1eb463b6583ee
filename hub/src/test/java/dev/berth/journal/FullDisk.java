package dev.berth.journal;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import dev.berth.rtmp.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A process of its own that writes a ledger: until the disk is full, or until it is killed. */
public final class FullDisk {
    private static final Clock CLOCK = Clock.systemUTC();

    private FullDisk() {}

    /** How to run it, from a test. */
    static List<String> command(String mode, String place) {
        var modules = System.getProperty("jdk.module.path", "");
        var classes = System.getProperty("java.class.path", "");
        var tests = Path.of("target/test-classes").toAbsolutePath().toString();
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        String.join(File.pathSeparator, tests, modules, classes),
                        FullDisk.class.getName(),
                        mode,
                        place));
    }

    /** Modes are {@code fill} and {@code write}. */
    public static void main(String... arguments) throws Exception {
        var place = Path.of(arguments[1]);
        var journal = new Journal(CLOCK);
        var path = place.resolve("ledger.db");
        try (var ledger = new Ledger(path, LedgerConfig.DEFAULT, journal, CLOCK)) {
            ledger.start();
            if (arguments[0].equals("write")) {
                write(ledger);
            } else {
                fill(ledger, place);
            }
        }
    }

    private static Entry entry(long number) {
        return new Entry(
                CLOCK.instant(),
                Entry.Kind.GRANTED,
                Endpoint.tcp(8145),
                "a test",
                "filling a disk",
                "",
                "entry " + number + " " + "x".repeat(200),
                "a" + number);
    }

    private static void write(Ledger ledger) {
        boolean said = false;
        for (long i = 0; ; i++) {
            ledger.append(entry(i));
            if (i % 100 == 0) {
                Await.until("there is room", () -> ledger.status().waiting() < 10_000);
            }
            if (!said && ledger.status().written() > 2_000) {
                said = true;
                System.out.println(ledger.status().written());
            }
        }
    }

    private static void fill(Ledger ledger, Path place) throws Exception {
        var ballast = Files.write(place.resolve("ballast"), new byte[512 << 10]);
        for (long i = 0; ledger.status().lost() < 1_000; i++) {
            ledger.append(entry(i));
        }
        check(ledger.status().problem() != null, "the full disk is seen");
        leaseAndRelease();
        Files.delete(ballast);
        enlarge(place);
        Await.until(
                "the ledger is well: " + ledger.status().problem(),
                () -> ledger.status().problem() == null && ledger.status().waiting() == 0);
        var gaps = ledger.find(new Query(0, null, null, null, Set.of(Entry.Kind.GAP), "", 10));
        check(gaps.size() == 1 && gaps.getFirst().text().contains("are missing"), "a gap: " + gaps);
        System.out.println("as it should be");
    }

    private static void enlarge(Path place) throws IOException, InterruptedException {
        var mount = new ProcessBuilder("mount", "-o", "remount,size=200m", place.toString());
        check(mount.inheritIO().start().waitFor() == 0, "the disk is made larger");
    }

    private static void leaseAndRelease() throws PortRefused {
        try (var authority = new Authority()) {
            var range = new PortRange(20_000, 29_999);
            var claim = Claim.pool("a test", "a full disk", Endpoint.tcp(20_000), range);
            var before = Instant.now();
            for (int i = 0; i < 100; i++) {
                authority.lease(claim).close();
            }
            check(Instant.now().isBefore(before.plusSeconds(10)), "leases go on");
        }
    }

    private static void check(boolean truth, String what) {
        if (!truth) {
            throw new AssertionError("not so: " + what);
        }
    }
}
