package dev.berth.access;

import java.util.Map;

/**
 * Who is here, and who was sent away.
 *
 * @param publishers how many publish through a door
 * @param players how many play through one
 * @param denied how many were sent away since the hub started, by the reason; a reason that never
 *     was is not there
 */
public record AccessStatus(int publishers, int players, Map<Answer.Denial, Long> denied) {
    public AccessStatus {
        denied = Map.copyOf(denied);
    }
}
