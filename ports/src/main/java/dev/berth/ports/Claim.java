package dev.berth.ports;

import java.time.Duration;

/**
 * Somebody's wish for a port, with a reason.
 *
 * @param owner who asks, such as {@code station Radio A}; 1 to 200 characters, not blank
 * @param purpose what for, such as {@code rtmp}; 1 to 200 characters, not blank
 * @param endpoint the wanted endpoint; for {@link Policy#POOL} only its transport and address count
 * @param range the ports that will do
 * @param policy how the range is searched
 * @param grade how firmly the port is to be kept: {@link Grade#HELD} or {@link Grade#GUARDED}
 * @param conditions for how long, for whom, and whether alone
 */
public record Claim(
        String owner,
        String purpose,
        Endpoint endpoint,
        PortRange range,
        Policy policy,
        Grade grade,
        Conditions conditions) {
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
        if (conditions.shared() && (endpoint.transport() == Transport.TCP || grade != Grade.HELD)) {
            throw new IllegalArgumentException(
                    "the claim on %s is to be shared, which only a held UDP port can be; claim it alone"
                            .formatted(endpoint));
        }
    }

    /** A claim without conditions. */
    public Claim(
            String owner,
            String purpose,
            Endpoint endpoint,
            PortRange range,
            Policy policy,
            Grade grade) {
        this(owner, purpose, endpoint, range, policy, grade, Conditions.NONE);
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
        return with(Grade.GUARDED);
    }

    /** The same claim for a port that the lease itself listens on. */
    public Claim held() {
        return with(Grade.HELD);
    }

    private Claim with(Grade other) {
        return new Claim(owner, purpose, endpoint, range, policy, other, conditions);
    }

    /**
     * The same claim for a UDP port that others may bind beside, and that is granted beside others,
     * if all of them set {@code SO_REUSEADDR}. Multicast reaches every one of them, unicast only
     * the last: right for SSDP, and never for RTP.
     */
    public Claim shared() {
        return with(conditions.asShared());
    }

    /**
     * The same claim for a lease that ends when it has not been renewed for so long.
     *
     * @param time longer than zero
     */
    public Claim term(Duration time) {
        return with(conditions.lasting(time));
    }

    /** The same claim on behalf of another process. When that ends, the lease is leaked. */
    public Claim tenant(Tenant process) {
        return with(conditions.usedBy(process));
    }

    /** The same claim for a port that this owner and purpose are to get again, if it can be. */
    public Claim remembered() {
        return with(conditions.asRemembered());
    }

    private Claim with(Conditions other) {
        return new Claim(owner, purpose, endpoint, range, policy, grade, other);
    }

    /** The same claim for a port whose number follows from another that is remembered. */
    Claim unremembered() {
        return with(conditions.unremembered());
    }

    /** The same claim on another endpoint. */
    Claim on(Endpoint other) {
        return new Claim(owner, purpose, other, range, policy, grade, conditions);
    }

    /** Whether the two are made by the same owner for the same purpose. */
    boolean namesake(Claim other) {
        return owner.equals(other.owner) && purpose.equals(other.purpose);
    }

    /** Whether the port is remembered under the owner and the purpose. */
    boolean isRemembered() {
        return policy != Policy.POOL || conditions.remembered();
    }

    private static void checkText(String what, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the %s of a claim has %d characters; give it 1 to %d that are not all blank"
                            .formatted(what, text.strip().length(), LONGEST));
        }
    }
}
