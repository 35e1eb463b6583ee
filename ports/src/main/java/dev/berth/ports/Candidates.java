package dev.berth.ports;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The ports that a claim may be granted, in the order in which they are tried. */
final class Candidates {
    private Candidates() {}

    static IntStream of(Claim claim) {
        int preferred = claim.endpoint().port();
        return switch (claim.policy()) {
            case STRICT -> IntStream.of(preferred);
            case NEXT -> upwards(claim.range(), preferred);
            case POOL -> around(claim.range(), anywhere(claim.range()));
        };
    }

    private static IntStream upwards(PortRange range, int preferred) {
        var wander =
                wander(
                        preferred,
                        Sysctl.unprivilegedStart(),
                        Sysctl.ephemeral(),
                        Sysctl.reserved());
        int above = range.contains(preferred + 1) ? preferred + 1 : range.first();
        var others = around(range, above).filter(port -> port != preferred).filter(wander);
        return IntStream.concat(IntStream.of(preferred), others);
    }

    /**
     * Which ports a search that prefers this one may try: those of no sort that it is not of
     * itself.
     */
    static IntPredicate wander(
            int preferred, int unprivileged, PortRange ephemeral, List<PortRange> reserved) {
        IntPredicate isReserved = port -> reserved.stream().anyMatch(r -> r.contains(port));
        return port ->
                (port >= unprivileged || preferred < unprivileged)
                        && (!ephemeral.contains(port) || ephemeral.contains(preferred))
                        && (!isReserved.test(port) || isReserved.test(preferred));
    }

    /** Every port of the range, from {@code start} up, then from the bottom. */
    private static IntStream around(PortRange range, int start) {
        return IntStream.concat(
                IntStream.rangeClosed(start, range.last()), IntStream.range(range.first(), start));
    }

    private static int anywhere(PortRange range) {
        return ThreadLocalRandom.current().nextInt(range.first(), range.last() + 1);
    }
}
