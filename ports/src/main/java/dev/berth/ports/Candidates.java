package dev.berth.ports;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ports that a claim may be granted, in the order in which they are tried. */
final class Candidates {
    private Candidates() {}

    static IntStream of(Claim claim, Register register) {
        int preferred = claim.endpoint().port();
        return switch (claim.policy()) {
            case STRICT -> IntStream.of(preferred);
            case NEXT -> upwards(claim.range(), preferred);
            case POOL -> anywhere(claim, register);
        };
    }

    /**
     * Ports that nobody is known to have; and when all of those were in vain, the others, since
     * only trying them proves that there is none.
     */
    private static IntStream anywhere(Claim claim, Register register) {
        PortSet likely = register.likely(claim.range(), claim.endpoint().transport());
        int start = anywhere(claim.range());
        return IntStream.concat(
                likely.from(start),
                Stream.of(claim.range())
                        .flatMapToInt(range -> PortSet.of(range).removeAll(likely).from(start)));
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
