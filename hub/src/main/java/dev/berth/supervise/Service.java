package dev.berth.supervise;

import dev.berth.ports.Claim;
import java.util.List;

/**
 * Something the hub runs. It names the ports it wants and is given them open; it never binds by
 * number.
 */
public interface Service {
    /** How operators call it. */
    String name();

    /** The ports it cannot run without. */
    List<Claim> claims();

    /**
     * Starts it; returns once it serves.
     *
     * @param leases one for each claim, in the same order; they stay the supervisor's, who releases
     *     them after {@link Running#close()}
     */
    Running start(Leases leases) throws Exception;
}
