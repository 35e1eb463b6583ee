package dev.berth.ports;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A socket on an endpoint, and the process it belongs to as far as this user may see. A socket that
 * several processes share is one holder for each of them.
 *
 * @param kind what the socket does
 * @param pid the process, or -1 when unknown
 * @param command the short name of its program, empty when unknown
 * @param commandLine its whole command line, blanks between the arguments, empty when unknown
 * @param user whose process it is, or whose socket when the process is unknown; empty when unknown
 * @param unit the systemd service the process belongs to, such as {@code nginx.service}
 * @param since when the process started
 * @param local where the socket is bound
 * @param peer the other end of a connection
 * @param inode the socket's number in the kernel, 0 when it has none
 */
public record Holder(
        Kind kind,
        long pid,
        String command,
        String commandLine,
        String user,
        @Nullable String unit,
        @Nullable Instant since,
        Endpoint local,
        @Nullable InetSocketAddress peer,
        long inode) {

    /** What a socket that occupies a port does there. */
    public enum Kind {
        /** Listens (TCP), or receives from anybody (UDP). */
        LISTENER,
        /** Is bound and neither listens nor is connected; most tools do not show it. */
        BOUND,
        /** Is one end of a connection, often an outgoing one that got the port by chance. */
        CONNECTION,
        /** Was a connection; the kernel keeps the port for up to a minute (RFC 9293, 3.6.1). */
        TIME_WAIT,
        /** Something no table of the system describes. */
        UNKNOWN
    }

    static Holder unknown(Endpoint endpoint) {
        return new Holder(Kind.UNKNOWN, -1, "", "", "", null, null, endpoint, null, 0);
    }

    /** Who it is, as part of a sentence: {@code nginx (pid 812, user root)}. */
    public String describe() {
        return switch (kind) {
            case LISTENER -> process();
            case BOUND -> process() + ", bound but not listening";
            case CONNECTION -> "a connection of " + process() + toPeer();
            case TIME_WAIT ->
                    "a connection" + toPeer() + " that ended less than a minute ago (TIME_WAIT)";
            case UNKNOWN -> "something that no table of this system shows";
        };
    }

    private String process() {
        String whose = user.isEmpty() ? "" : "user " + user;
        if (pid < 0) {
            return "a process this user may not see" + (user.isEmpty() ? "" : " (" + whose + ")");
        }
        String name = command.isEmpty() ? "a process" : command;
        return name + " (pid " + pid + (user.isEmpty() ? "" : ", " + whose) + ")";
    }

    private String toPeer() {
        if (peer == null) {
            return "";
        }
        return " to " + EndpointText.written(peer.getAddress()) + ":" + peer.getPort();
    }
}
