package dev.berth.ports;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Why a bind failed. The JDK throws one exception for several causes and writes its message in the
 * language of the user, so nothing is read from it.
 */
enum Fault {
    IN_USE,
    FORBIDDEN,
    NOT_LOCAL,
    NO_FILES_LEFT,
    NO_MEMORY_LEFT,
    UNSUPPORTED,
    /** Nothing: the same bind goes well when it is repeated. */
    PASSED;

    /** Whether {@link #of} can ask again; finding out loads the native library. */
    static boolean asksKernel() {
        return Platform.LINUX && Libc.USABLE;
    }

    /**
     * Finds out by asking the kernel again, or where that cannot be done, by what else can be
     * bound.
     */
    static Fault of(Endpoint endpoint, IOException failure) {
        if (failure instanceof Taken) {
            return IN_USE;
        }
        if (asksKernel()) {
            return ofErrno(Bind.errno(endpoint));
        }
        return ofException(endpoint, failure);
    }

    /** Numbers of asm-generic/errno.h, which all Linux ports of the JDK share. */
    static Fault ofErrno(int errno) {
        return switch (errno) {
            case 0 -> PASSED;
            case 1, 13 -> FORBIDDEN; // EPERM (a cgroup's BPF program, seccomp), EACCES
            case 23, 24 -> NO_FILES_LEFT; // ENFILE, EMFILE
            case 12, 105 -> NO_MEMORY_LEFT; // ENOMEM, ENOBUFS
            case 19, 22, 99 -> NOT_LOCAL; // ENODEV, EINVAL: fe80:: without its link; EADDRNOTAVAIL
            case 93, 94, 97 -> UNSUPPORTED; // EPROTONOSUPPORT, ESOCKTNOSUPPORT, EAFNOSUPPORT
            case 98 -> IN_USE; // EADDRINUSE
            default -> FORBIDDEN; // a security module may say anything
        };
    }

    /** If the address takes any port, the fault is this port's; if not, it is the address's. */
    static Fault ofException(Endpoint endpoint, IOException failure) {
        try (var probe = Binder.openServer(endpoint)) {
            return portAlone(probe, endpoint) ? ofPort(endpoint, failure) : NOT_LOCAL;
        } catch (UnsupportedOperationException noSuchFamily) {
            return UNSUPPORTED;
        } catch (IOException noSocket) {
            return NO_FILES_LEFT;
        }
    }

    private static boolean portAlone(ServerSocketChannel probe, Endpoint endpoint) {
        try {
            probe.bind(new InetSocketAddress(endpoint.address(), 0));
            return true;
        } catch (IOException addressRefused) {
            return false;
        }
    }

    /**
     * Windows says WSAEACCES, an excluded port, with another exception than WSAEADDRINUSE. Linux
     * says EACCES with the same one, but asks for the privilege before it looks at the port.
     */
    private static Fault ofPort(Endpoint endpoint, IOException failure) {
        boolean barred = endpoint.port() < Sysctl.unprivilegedStart() && !Procfs.mayBindAnyPort();
        return barred || !(failure instanceof BindException) ? FORBIDDEN : IN_USE;
    }
}
