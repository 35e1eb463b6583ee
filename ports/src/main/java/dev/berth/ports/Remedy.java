package dev.berth.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One way out of a refusal.
 *
 * @param text what to do, as the end of a sentence: {@code stop nginx (pid 812, user root)}
 * @param command the shell command that does it, or null where none does. The authority never runs
 *     it.
 */
public record Remedy(String text, @Nullable String command) {
    static final Remedy ANOTHER_PORT = new Remedy("use another port", null);
    private static final int MOST_HOLDERS = 3;

    /** The ways out when sockets of others are on {@code endpoint}. */
    static List<Remedy> against(Endpoint endpoint, List<Holder> holders) {
        var ways = new ArrayList<Remedy>();
        holders.stream()
                .limit(MOST_HOLDERS)
                .map(holder -> against(endpoint, holder))
                .forEach(ways::add);
        if (holders.isEmpty() && Platform.LINUX) {
            ways.add(
                    new Remedy(
                            "look again as root",
                            "ss -anp 'sport = :%d'".formatted(endpoint.port())));
        }
        ways.add(ANOTHER_PORT);
        return ways.stream().distinct().toList();
    }

    private static Remedy against(Endpoint endpoint, Holder holder) {
        return switch (holder.kind()) {
            case TIME_WAIT ->
                    new Remedy("wait a minute until the kernel gives the port back", null);
            case CONNECTION -> keepClientsOff(endpoint);
            case LISTENER, BOUND, UNKNOWN -> stop(endpoint, holder);
        };
    }

    private static Remedy keepClientsOff(Endpoint endpoint) {
        String text =
                "wait until the connection ends and keep outgoing connections off %d from then on"
                        .formatted(endpoint.port());
        return new Remedy(text, Platform.LINUX ? Sysctl.reserve(endpoint.port()) : null);
    }

    private static Remedy stop(Endpoint endpoint, Holder holder) {
        if (holder.pid() == ProcessHandle.current().pid()) {
            return new Remedy(
                    "close the socket that this very program opened past the authority", null);
        }
        if (holder.unit() != null) {
            return new Remedy(
                    "stop the service " + holder.unit(), "systemctl stop " + holder.unit());
        }
        if (holder.pid() >= 0) {
            return new Remedy("stop " + holder.command(), "kill " + holder.pid());
        }
        return new Remedy("look again as root", "ss -anp 'sport = :%d'".formatted(endpoint.port()));
    }

    /** {@code stop nginx (kill 812), or use another port}. */
    static String choice(List<Remedy> ways) {
        return ways.stream().map(Remedy::toString).collect(Collectors.joining(", or "));
    }

    /** {@code stop nginx (kill 812)}. */
    @Override
    public String toString() {
        return command == null ? text : text + " (" + command + ")";
    }
}
