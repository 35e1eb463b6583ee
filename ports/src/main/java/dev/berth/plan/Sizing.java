package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import dev.berth.ports.SystemPorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How many ports so many sessions need, and where they would lie well.
 *
 * @param shape what each session has
 * @param sessions how many run at a time, at most
 * @param cooling how many sets of ports wait out their quarantine meanwhile
 * @param headroom how many more there are, so that a free one is found at once
 * @param range where, or null when no range outside of those of others is long enough
 * @param lines what to write into the configuration, and into the system's
 */
public record Sizing(
        Shape shape,
        int sessions,
        int cooling,
        int headroom,
        @Nullable PortRange range,
        List<Finding.Cure> lines) {
    /** A tenth more: in a pool that is nine tenths full, the second try finds a free port. */
    private static final int HEADROOM_PERCENT = 10;

    /** Where to look first, and then from the bottom of what needs no privilege. */
    private static final int[] STARTS = {25_000, 20_000, 10_000, 1_024};

    public Sizing {
        lines = List.copyOf(lines);
    }

    /**
     * What is asked for: how many sessions, how long each, and how long its ports rest after it.
     */
    public record Need(int sessions, Duration holding, Duration quarantine) {
        public Need {
            if (sessions < 1 || sessions > 65_535) {
                throw new BadPlan(
                        "%d sessions cannot be planned; use 1 to 65535".formatted(sessions),
                        "无法规划 %d 个会话；请用 1 到 65535".formatted(sessions));
            }
            if (holding.isNegative() || holding.isZero() || quarantine.isNegative()) {
                throw new BadPlan(
                        "a session of %s with a quarantine of %s cannot be; use times above zero"
                                .formatted(holding, quarantine),
                        "会话时长 %s、隔离期 %s 不成立；请用大于零的时间".formatted(holding, quarantine));
            }
        }

        /**
         * Sessions end as fast as they begin, sessions / holding of them a second, and each leaves
         * its ports behind for the time of the quarantine.
         */
        int cooling() {
            double cooling = sessions * (quarantine.toMillis() / (double) holding.toMillis());
            return (int) Math.min(65_535, Math.ceil(cooling));
        }
    }

    public static Sizing of(Need need, Shape shape, SystemPorts system, Ground ground) {
        int cooling = need.cooling();
        int headroom = Math.ceilDiv((need.sessions() + cooling) * HEADROOM_PERCENT, 100);
        int step = shape.slots(new PortRange(1, 65_535)).step();
        long ports = (long) (need.sessions() + cooling + headroom) * step;
        var range = ports > 65_535 ? null : place((int) ports, shape, system, ground).orElse(null);
        return new Sizing(
                shape,
                need.sessions(),
                cooling,
                headroom,
                range,
                range == null ? List.of() : lines(range, system));
    }

    /** How many ports it takes. */
    public int ports() {
        return (sessions + cooling + headroom) * shape.slots(new PortRange(1, 65_535)).step();
    }

    private static Optional<PortRange> place(
            int ports, Shape shape, SystemPorts system, Ground ground) {
        for (int start : STARTS) {
            int first = Math.ceilDiv(start, shape.alignment()) * shape.alignment();
            for (int port = first; port + ports - 1 <= 65_535; port += shape.alignment()) {
                var bad = lastBad(new PortRange(port, port + ports - 1), system, ground);
                if (bad.isEmpty()) {
                    return Optional.of(new PortRange(port, port + ports - 1));
                }
                port = bad.get() / shape.alignment() * shape.alignment(); // on, past it
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> lastBad(PortRange range, SystemPorts system, Ground ground) {
        for (int port = range.last(); port >= range.first(); port--) {
            if (others(port, system, ground)) {
                return Optional.of(port);
            }
        }
        return Optional.empty();
    }

    private static boolean others(int port, SystemPorts system, Ground ground) {
        return port < Math.max(1_024, system.unprivilegedStart())
                || system.ephemeral().contains(port)
                || Lint.NODE_PORTS.contains(port)
                || Lint.DYNAMIC.contains(port)
                || Ports.within(system.excluded(), port)
                || ground.protection(port).isPresent()
                || ground.declared().stream().anyMatch(one -> one.ports().contains(port));
    }

    private static List<Finding.Cure> lines(PortRange range, SystemPorts system) {
        var lines = new ArrayList<Finding.Cure>();
        lines.add(
                new Finding.Cure(
                        new Phrase("in berth.yaml, below ports", "写入 berth.yaml 的 ports 之下"),
                        "range: " + range));
        if (system.kind() == SystemPorts.Kind.LINUX) {
            lines.addAll(SystemCures.keepOff(system, range));
        }
        return lines;
    }

    /** The sum, and where. */
    public String text(Language language) {
        int step = ports() / (sessions + cooling + headroom);
        var sum =
                language.either(
                        "%d sessions of %s, %d more in quarantine and %d to spare need %d x %d = %d ports"
                                .formatted(
                                        sessions,
                                        shape.name(),
                                        cooling,
                                        headroom,
                                        sessions + cooling + headroom,
                                        step,
                                        ports()),
                        "%d 个 %s 会话，另有 %d 个在隔离期，余量 %d 个，共需 %d x %d = %d 个端口"
                                .formatted(
                                        sessions,
                                        shape.name(),
                                        cooling,
                                        headroom,
                                        sessions + cooling + headroom,
                                        step,
                                        ports()));
        return range == null
                ? sum
                        + language.either(
                                "; no range outside of those of others is that long: shorten the quarantine, use more addresses or shrink the ephemeral range",
                                "；他人范围之外没有这么长的范围：请缩短隔离期、使用更多地址或缩小临时端口范围")
                : sum + language.either("; plan " + range, "；请规划 " + range);
    }
}
