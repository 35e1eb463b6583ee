package dev.berth.ports;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The forwards of this machine's packet filters: ports that no socket has, and at which yet nothing
 * arrives. Read by the filters' own programs, because their rules are written in many ways.
 *
 * @param rules the forwards that were seen
 * @param complete whether all there are were seen; false when there are signs of some and this user
 *     may not read them
 */
record Forwards(List<Forward> rules, boolean complete) {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 8 << 20;
    private static final long BELIEVED = TimeUnit.MILLISECONDS.toNanos(100);
    private static final List<String> PLACES = List.of("/usr/sbin/", "/sbin/", "/usr/bin/");

    private static volatile Remembered last =
            new Remembered(new Forwards(List.of(), true), System.nanoTime() - BELIEVED);

    /**
     * What they were at most a tenth of a second ago; takes some milliseconds when that is not
     * known.
     */
    static Forwards recent() {
        Remembered known = last;
        if (System.nanoTime() - known.at() < BELIEVED) {
            return known.forwards();
        }
        Forwards now = Platform.LINUX ? read() : new Forwards(List.of(), true);
        last = new Remembered(now, System.nanoTime());
        return now;
    }

    /** The first rule that takes what is sent to {@code endpoint}. */
    Optional<Forward> on(Endpoint endpoint) {
        return rules.stream().filter(rule -> rule.takes(endpoint)).findFirst();
    }

    /** Reads them now. Linux only. */
    static Forwards read() {
        var rules = new ArrayList<Forward>();
        var ruleset = printed("nft", "-n", "list", "ruleset");
        ruleset.map(ForwardText::nft).ifPresent(rules::addAll);
        boolean four = saved("", Forward.Family.IPV4, rules);
        boolean six = saved("6", Forward.Family.IPV6, rules);
        boolean all = ruleset.isPresent() && four && six;
        return new Forwards(List.copyOf(rules), all || !signs());
    }

    /**
     * Reads what iptables has put into the kernel by its old way, which nft does not show; false
     * when there is something and it cannot be read. The program would make the table where there
     * is none, so it is not run then.
     */
    private static boolean saved(String version, Forward.Family family, List<Forward> rules) {
        String names = TextFile.readIfAny("/proc/net/ip" + version + "_tables_names");
        if (names.lines().noneMatch("nat"::equals)) {
            return true;
        }
        var ruleset =
                printed("ip" + version + "tables-legacy-save", "-t", "nat")
                        .or(() -> printed("ip" + version + "tables-save", "-t", "nat"));
        ruleset.map(text -> ForwardText.saved(text, family)).ifPresent(rules::addAll);
        return ruleset.isPresent();
    }

    /** Whether the kernel has loaded what translates addresses. Everybody may see that. */
    private static boolean signs() {
        return Files.exists(Path.of("/sys/module/nf_nat"));
    }

    /** What a program prints; nothing when there is none, or it fails, or takes too long. */
    private static Optional<String> printed(String program, String... arguments) {
        for (String place : PLACES) {
            if (new File(place + program).canExecute()) {
                var command = new ArrayList<>(List.of(place + program));
                command.addAll(List.of(arguments));
                return run(command);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> run(List<String> command) {
        try {
            var builder =
                    new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().putAll(Map.of("LC_ALL", "C"));
            Process process = builder.start();
            var watch = Thread.ofVirtual().start(() -> end(process));
            try (InputStream out = process.getInputStream()) {
                byte[] text = out.readNBytes(MOST_BYTES);
                return process.waitFor() == 0 && text.length < MOST_BYTES
                        ? Optional.of(new String(text, StandardCharsets.UTF_8))
                        : Optional.empty();
            } finally {
                process.destroyForcibly();
                watch.interrupt();
            }
        } catch (IOException noSuchProgram) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(PATIENCE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private record Remembered(Forwards forwards, long at) {}
}
