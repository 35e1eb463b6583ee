package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadLocalRandom;

/** What many tests begin with. */
final class Given {
    // Outside the range that the kernel gives to connections, so that only tests contend for it.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 29_999;

    private Given() {}

    /** A port that was free on every address a moment ago, in both port spaces. */
    static int freePort() {
        return freePorts(1).first();
    }

    /** That many ports in a row that were free on every address a moment ago, for TCP and UDP. */
    static PortRange freePorts(int count) {
        try (var authority = new Authority()) {
            while (true) {
                int first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
                var range = new PortRange(first, first + count - 1);
                if (allFree(authority, range)) {
                    return range;
                }
            }
        }
    }

    private static boolean allFree(Authority authority, PortRange range) {
        for (int port = range.first(); port <= range.last(); port++) {
            if (!authority.check(Endpoint.tcp(port)).free()
                    || !authority.check(Endpoint.udp(port)).free()) {
                return false;
            }
        }
        return true;
    }

    static Claim claim(Endpoint endpoint) {
        return Claim.strict("Radio A", "rtmp", endpoint);
    }

    static Refusal refused(Authority authority, Claim claim) {
        var answer = authority.answer(claim);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).refusal();
    }

    /** The refusal as one of a port in use. */
    static Verdict.Held inUse(Authority authority, Claim claim) {
        var refusal = refused(authority, claim);
        assertThat(refusal).isInstanceOf(Verdict.Held.class);
        return (Verdict.Held) refusal;
    }
}
