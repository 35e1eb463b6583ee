package dev.berth.ports;

/**
 * Somebody's wish for a port, with a reason.
 *
 * @param owner who asks, such as {@code station Radio A}; 1 to 200 characters, not blank
 * @param purpose what for, such as {@code rtmp}; 1 to 200 characters, not blank
 * @param endpoint the wanted endpoint; for {@link Policy#POOL} only its transport and address count
 * @param range the ports that will do
 * @param policy how the range is searched
 * @param grade how firmly the port is to be kept: {@link Grade#HELD} or {@link Grade#GUARDED}
 */
public record Claim(
        String owner,
        String purpose,
        Endpoint endpoint,
        PortRange range,
        Policy policy,
        Grade grade) {
    private static final int NEXT_REACH = 100;
    private static final int LONGEST = 200;

    public Claim {
        checkText("owner", owner);
        checkText("purpose", purpose);
        if (grade == Grade.ADVISORY) {
            throw new IllegalArgumentException(
                    "the claim on %s asks for an advisory lease, which keeps nothing; ask for a guarded or held one"
                            .formatted(endpoint));
        }
    }

    /** That endpoint or none. */
    public static Claim strict(String owner, String purpose, Endpoint endpoint) {
        return new Claim(
                owner, purpose, endpoint, PortRange.of(endpoint.port()), Policy.STRICT, Grade.HELD);
    }

    /** That endpoint if it can be had, else the first of the 100 ports above it that can. */
    public static Claim next(String owner, String purpose, Endpoint preferred) {
        int last = Math.min(65_535, preferred.port() + NEXT_REACH);
        return next(owner, purpose, preferred, new PortRange(preferred.port(), last));
    }

    /**
     * That endpoint if it can be had, else the next port of {@code range} above it, beginning again
     * at the bottom of the range after its top.
     *
     * <p>The search does not wander where the preferred port is not: it passes silently over ports
     * that are privileged, that the kernel gives to outgoing connections ({@code
     * ip_local_port_range}), or that the administrator set aside ({@code ip_local_reserved_ports}),
     * unless the preferred port is of that sort too.
     */
    public static Claim next(String owner, String purpose, Endpoint preferred, PortRange range) {
        return new Claim(owner, purpose, preferred, range, Policy.NEXT, Grade.HELD);
    }

    /** Any port of {@code range}, on the transport and address of {@code template}. */
    public static Claim pool(String owner, String purpose, Endpoint template, PortRange range) {
        return new Claim(owner, purpose, template, range, Policy.POOL, Grade.HELD);
    }

    /** The same claim for a port that another socket is to listen on. */
    public Claim guarded() {
        return new Claim(owner, purpose, endpoint, range, policy, Grade.GUARDED);
    }

    /** The same claim for a port that the lease itself listens on. */
    public Claim held() {
        return new Claim(owner, purpose, endpoint, range, policy, Grade.HELD);
    }

    private static void checkText(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the %s of a claim has %d characters; give it 1 to %d that are not all blank"
                            .formatted(what, text.strip().length(), LONGEST));
        }
    }
}
