package dev.berth.media;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Locale;

/**
 * The calls that send bytes without a copy on our side, none of which allocates, and one that asks
 * what has become of them. Each returns what the C library does, -1 for a failure, and nobody asks
 * which: whoever is refused goes the usual way, which finds out and says so.
 *
 * <p>Addresses are plain numbers here; that they are valid is the caller's promise.
 */
final class Syscalls {
    /** Whether this is a 64-bit Linux, and this module may call native code. */
    static final boolean USABLE = usable();

    private static final int CLOSE_ON_EXEC = 1; // MFD_CLOEXEC
    private static final int READ = 1; // PROT_READ
    private static final int SHARED = 1; // MAP_SHARED
    private static final int TCP = 6; // IPPROTO_TCP
    private static final int TCP_INFO = 11;
    private static final int TCP_INFO_BYTES = 192; // as much of struct tcp_info as we ask for
    private static final int BYTES_ACKED = 120; // where tcpi_bytes_acked is in it, since Linux 4.1

    /** What sendfile(2) is told, and tells, its place in the file by: one for each thread. */
    private static final FastThreadLocal<MemorySegment> PLACE =
            new FastThreadLocal<>() {
                @Override
                protected MemorySegment initialValue() {
                    return Arena.ofAuto().allocate(JAVA_LONG);
                }
            };

    private Syscalls() {}

    private static boolean usable() {
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
        try {
            return linux && ADDRESS.byteSize() == Long.BYTES && linked();
        } catch (LinkageError denied) {
            return false; // --illegal-native-access=deny, or a C library without them
        }
    }

    private static boolean linked() {
        try {
            MethodHandles.lookup().ensureInitialized(Calls.class);
            return true;
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A file that exists in memory only, until its last descriptor is closed: memfd_create(2). */
    static int memoryFile(String name) {
        try (var arena = Arena.ofConfined()) {
            long text = arena.allocateFrom(name).address();
            return (int) Calls.MEMFD_CREATE.invokeExact(text, CLOSE_ON_EXEC);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Writes at an offset of a file, and returns how many bytes: pwrite(2). */
    static long write(int file, long address, int size, long offset) {
        try {
            return (long) Calls.PWRITE.invokeExact(file, address, (long) size, offset);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Writes what a socket takes at once, and returns how many bytes that is: write(2). */
    static long write(int socket, long address, int size) {
        try {
            return (long) Calls.WRITE.invokeExact(socket, address, (long) size);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The same with bytes of a file, which the socket then refers to: sendfile(2). */
    static long send(int socket, int file, long offset, int size) {
        var place = PLACE.get();
        place.set(JAVA_LONG, 0, offset);
        try {
            return (long) Calls.SENDFILE.invokeExact(socket, file, place.address(), (long) size);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** How many bytes the other side of a TCP connection has acknowledged; -1 for not known. */
    static long acknowledged(int socket) {
        try (var arena = Arena.ofConfined()) {
            var info = arena.allocate(TCP_INFO_BYTES, Long.BYTES);
            var size = arena.allocateFrom(JAVA_INT, TCP_INFO_BYTES);
            int refused =
                    (int)
                            Calls.GETSOCKOPT.invokeExact(
                                    socket, TCP, TCP_INFO, info.address(), size.address());
            boolean told = refused == 0 && size.get(JAVA_INT, 0) >= BYTES_ACKED + Long.BYTES;
            return told ? info.get(JAVA_LONG, BYTES_ACKED) : -1;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Where the first {@code size} bytes of a file can be read in memory; -1 for nowhere. */
    static long map(int file, long size) {
        try {
            return (long) Calls.MMAP.invokeExact(0L, size, READ, SHARED, file, 0L);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void unmap(long address, long size) {
        try {
            int _ = (int) Calls.MUNMAP.invokeExact(address, size);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void close(int descriptor) {
        try {
            int _ = (int) Calls.CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The functions, linked when the first one is called. Pointers and sizes are 64 bits wide. */
    private static final class Calls {
        static final MethodHandle MEMFD_CREATE =
                link("memfd_create", JAVA_INT, JAVA_LONG, JAVA_INT);
        static final MethodHandle PWRITE =
                link("pwrite", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle WRITE = link("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle SENDFILE =
                link("sendfile", JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle MMAP =
                link(
                        "mmap", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                        JAVA_LONG);
        static final MethodHandle MUNMAP = link("munmap", JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
        static final MethodHandle GETSOCKOPT =
                link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

        private static MethodHandle link(
                String name, MemoryLayout result, MemoryLayout... arguments) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(result, arguments));
        }
    }
}
