package dev.berth.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes take, as {@code /proc} has it. */
final class Cost {
    private static final double TICKS = 100;

    private Cost() {}

    static double cpuSeconds(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            sum += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
        }
        return sum;
    }

    /** What all of the machine has computed: user, nice, system, irq and softirq. */
    static double machineSeconds() throws IOException {
        var fields = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +", -1);
        return Stream.of(fields[1], fields[2], fields[3], fields[6], fields[7])
                        .mapToLong(Long::parseLong)
                        .sum()
                / TICKS;
    }

    static double residentMegabytes(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            var line =
                    Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(text -> text.startsWith("VmRSS:"))
                            .findFirst()
                            .orElse("VmRSS: 0 kB");
            sum += Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
        return sum;
    }

    /** Files in memory are no part of a process's resident set, so they are counted apart. */
    static double memoryFileMegabytes(List<Long> pids) throws IOException {
        double sum = 0;
        for (long pid : pids) {
            try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                sum += files.mapToLong(Cost::memoryFileSize).sum() / 1048576.0;
            }
        }
        return sum;
    }

    private static long memoryFileSize(Path descriptor) {
        try {
            boolean inMemory =
                    Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:berth");
            return inMemory ? Files.size(descriptor) : 0;
        } catch (IOException closedMeanwhile) {
            return 0;
        }
    }
}
