package dev.berth.supervise;

import dev.berth.ports.Claim;
import dev.berth.ports.Lease;
import dev.berth.ports.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service is doing.
 *
 * @param claims the ports it asked for
 * @param leases those it holds; none unless it runs
 * @param urls where it is reached
 * @param refusal why it has no port; null when that is not what ails it
 * @param problem what ails it, in one sentence; null when it runs
 */
public record ServiceStatus(
        String name,
        State state,
        List<Claim> claims,
        List<Lease> leases,
        List<String> urls,
        @Nullable Refusal refusal,
        @Nullable String problem) {

    /** Where a service is in its life. */
    public enum State {
        /** Somebody else has its port; it starts by itself once the port is free. */
        WAITING_FOR_PORT,
        RUNNING,
        /** It has its ports, and yet could not start. */
        FAILED,
        STOPPED
    }
}
