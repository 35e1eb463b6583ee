package dev.berth.ports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Turns the kernel's reasons into refusals that a person can act on. */
final class Refusals {
    private final Owners owners;

    Refusals(Owners owners) {
        this.owners = owners;
    }

    /**
     * The refusal that a fault means; for a port in use without its holders, which cost time to
     * find.
     */
    static Refusal of(Endpoint endpoint, Fault fault) {
        return switch (fault) {
            case IN_USE, PASSED -> new Refusal.InUse(endpoint, List.of());
            case FORBIDDEN -> forbidden(endpoint);
            case NOT_LOCAL -> new Refusal.AddressNotLocal(endpoint);
            case NO_FILES_LEFT ->
                    new Refusal.ResourceLimit(
                            endpoint,
                            "this process, or this system, has as many files open as it may");
            case NO_MEMORY_LEFT ->
                    new Refusal.ResourceLimit(
                            endpoint, "the system has no memory left for sockets");
            case UNSUPPORTED -> new Refusal.Unsupported(endpoint);
        };
    }

    private static Refusal forbidden(Endpoint endpoint) {
        int first = Sysctl.unprivilegedStart();
        return endpoint.port() < first ? privileged(endpoint, first) : excluded(endpoint);
    }

    private static Refusal privileged(Endpoint endpoint, int first) {
        var ways = new ArrayList<Remedy>();
        ways.add(new Remedy("use a port from %d up".formatted(first), null));
        if (Platform.LINUX) {
            String setting = "net.ipv4.ip_unprivileged_port_start";
            ways.add(
                    new Remedy(
                            "let every user have it",
                            "sysctl -w %s=%d".formatted(setting, endpoint.port())));
            ways.add(
                    new Remedy(
                            "give the service AmbientCapabilities=CAP_NET_BIND_SERVICE in its systemd unit",
                            null));
        }
        return new Refusal.Forbidden(
                endpoint,
                "ports below %d, the system's ip_unprivileged_port_start, need a privilege that user %s has not"
                        .formatted(first, System.getProperty("user.name", "of this process")),
                ways);
    }

    private static Refusal excluded(Endpoint endpoint) {
        return new Refusal.Forbidden(
                endpoint,
                "a security rule of this system excludes it",
                List.of(Remedy.ANOTHER_PORT));
    }

    /** The same refusal with the holders of the port, or of the last one tried, found out. */
    Refusal complete(Refusal refusal) {
        return switch (refusal) {
            case Refusal.InUse(Endpoint endpoint, var holders) when holders.isEmpty() ->
                    new Refusal.InUse(endpoint, holders(endpoint));
            default -> refusal;
        };
    }

    /** Who has sockets on the endpoint; {@link Holder.Kind#UNKNOWN} where nobody can be asked. */
    List<Holder> holders(Endpoint endpoint) {
        try {
            return owners.of(endpoint);
        } catch (IOException unanswered) {
            return List.of(Holder.unknown(endpoint));
        }
    }
}
