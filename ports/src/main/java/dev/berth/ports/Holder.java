package dev.berth.ports;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A socket on an endpoint, and the program it belongs to as far as this user may see. A socket that
 * several processes share is one holder for each of them.
 *
 * @param kind what the socket does
 * @param local where the socket is bound
 * @param ipv6Only whether a socket on every address of IPv6 leaves those of IPv4 alone
 * @param peer the other end of a connection
 * @param left how long the kernel keeps a {@link Kind#TIME_WAIT} still, null where it does not say
 * @param inode the socket's number in the kernel, 0 when it has none
 * @param uid the user the socket was made by, -1 when unknown
 * @param program whose socket it is, null when this user may not see that
 */
public record Holder(
        Kind kind,
        Endpoint local,
        boolean ipv6Only,
        @Nullable InetSocketAddress peer,
        @Nullable Duration left,
        long inode,
        long uid,
        @Nullable Program program) {

    /** What a socket that occupies a port does there, the one that matters most first. */
    public enum Kind {
        /** Listens (TCP), or receives from anybody (UDP). */
        LISTENER,
        /** Is bound and neither listens nor is connected; most tools do not show it. */
        BOUND,
        /** Is a connection that was made from here, often with a port the kernel chose. */
        OUTGOING,
        /** Is a connection that a listener on the same endpoint accepted. */
        ACCEPTED,
        /** Was a connection; the kernel keeps the port for up to a minute (RFC 9293, 3.6.1). */
        TIME_WAIT,
        /** Belongs to the kernel itself, as in-kernel file servers do; no process has it open. */
        KERNEL,
        /** Something no table of the system describes. */
        UNKNOWN
    }

    /** A socket for which no time is running. */
    public Holder(
            Kind kind,
            Endpoint local,
            boolean ipv6Only,
            @Nullable InetSocketAddress peer,
            long inode,
            long uid,
            @Nullable Program program) {
        this(kind, local, ipv6Only, peer, null, inode, uid, program);
    }

    static Holder unknown(Endpoint endpoint) {
        return new Holder(Kind.UNKNOWN, endpoint, false, null, 0, -1, null);
    }

    /** The process, or -1 when unknown. */
    public long pid() {
        return program == null ? -1 : program.pid();
    }

    /** The short name of its program, empty when unknown. */
    public String command() {
        return program == null ? "" : program.command();
    }

    /** Its whole command line, blanks between the arguments, empty when unknown. */
    public String commandLine() {
        return program == null ? "" : program.commandLine();
    }

    /** Whose process it is, or whose socket when the process is unknown; empty when unknown. */
    public String user() {
        if (program == null) {
            return uid < 0 ? "" : Users.name(uid);
        }
        return program.user();
    }

    /** The systemd service the process belongs to, such as {@code nginx.service}. */
    public @Nullable String unit() {
        return program == null ? null : program.unit();
    }

    /** The container that the process runs in, or works for. */
    public @Nullable String container() {
        return program == null ? null : program.container();
    }

    /** When the process started. */
    public @Nullable Instant since() {
        return program == null ? null : program.since();
    }

    /** Whether it is another process that runs the same program as this one: an old copy of it. */
    public boolean stale() {
        return program != null && program.copyOf(Own.PROGRAM);
    }

    /** Whether it is this process, one that it started, or one of theirs. */
    public boolean ours() {
        return Lookout.ours(this);
    }

    /** Who it is, as part of a sentence: {@code nginx (pid 812, user root)}. */
    public String describe() {
        return describe(Language.ENGLISH);
    }

    /** The same in a language. */
    public String describe(Language language) {
        return HolderText.of(this, language);
    }

    /** Read once: a program does not change what it is. */
    private static final class Own {
        static final Program PROGRAM = Programs.own();
    }
}
