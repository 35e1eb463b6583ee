package dev.berth.ports;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The calls to the C library that Java has no words for, made by one thread at a time. A call that
 * fails returns its errno, negated, as the kernel itself does. Closing frees the memory, not the
 * descriptors.
 */
final class Libc implements AutoCloseable {
    /** Whether this JVM lets this module call native code, and has the functions. */
    static final boolean USABLE = usable();

    // One number on every architecture: these calls are younger than the common table.
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;
    private static final int ESRCH = 3;
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final Arena arena;
    private final MemorySegment state;
    private final MemorySegment argument;

    /** For the thread that makes it. */
    Libc() {
        this(Arena.ofConfined());
    }

    private Libc(Arena arena) {
        this.arena = arena;
        state = arena.allocate(Calls.STATE);
        argument = arena.allocate(JAVA_LONG, 2);
    }

    /** For any thread, one at a time. */
    static Libc passedOn() {
        return new Libc(Arena.ofShared());
    }

    int socket(int family, int type, int protocol) {
        try {
            return checked((int) Calls.SOCKET.invokeExact(state, family, type, protocol));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    int bind(int descriptor, ByteBuffer address) {
        MemorySegment name = MemorySegment.ofBuffer(address);
        try {
            return checked(
                    (int) Calls.BIND.invokeExact(state, descriptor, name, address.remaining()));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Sets an option whose value is an int. */
    int setOption(int descriptor, int level, int option, int value) {
        argument.set(JAVA_INT, 0, value);
        try {
            return checked(
                    (int)
                            Calls.SETSOCKOPT.invokeExact(
                                    state, descriptor, level, option, argument, Integer.BYTES));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The value of an option that is an int, 0 and up. */
    int option(int descriptor, int level, int option) {
        argument.set(JAVA_INT, 0, 0);
        argument.set(JAVA_INT, Long.BYTES, Integer.BYTES);
        MemorySegment length = argument.asSlice(Long.BYTES);
        try {
            int result =
                    checked(
                            (int)
                                    Calls.GETSOCKOPT.invokeExact(
                                            state, descriptor, level, option, argument, length));
            return result < 0 ? result : argument.get(JAVA_INT, 0);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * Duplicates a descriptor of another process into this one: pidfd_getfd(2), Linux 5.6. Needs
     * the permission to trace that process.
     */
    int duplicate(long pid, int descriptor) {
        int process = syscall(PIDFD_OPEN, pid, 0, 0);
        if (process < 0) {
            return process;
        }
        try {
            return syscall(PIDFD_GETFD, process, descriptor, 0);
        } finally {
            closeDescriptor(process);
        }
    }

    /** Whether there is a process {@code pid}, be it one that may not be signalled. */
    boolean lives(long pid) {
        try {
            return checked((int) Calls.KILL.invokeExact(state, (int) pid, 0)) != -ESRCH;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private int syscall(long number, long first, long second, long third) {
        try {
            return checked(
                    (int) (long) Calls.SYSCALL.invokeExact(state, number, first, second, third));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Puts the calling thread into the network namespace that {@code path} is. */
    int enterNetwork(String path) {
        try (var names = Arena.ofConfined()) {
            int file = checked((int) Calls.OPEN.invokeExact(state, names.allocateFrom(path), 0));
            if (file < 0) {
                return file;
            }
            int result = checked((int) Calls.SETNS.invokeExact(state, file, CLONE_NEWNET));
            closeDescriptor(file);
            return result;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Opens a directory; null where it is gone or private. To be closed. */
    @Nullable MemorySegment openDirectory(ByteBuffer path) {
        try {
            var directory = (MemorySegment) Calls.OPENDIR.invokeExact(MemorySegment.ofBuffer(path));
            return directory.address() == 0 ? null : directory;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /**
     * The next entry's name, ended by a zero, or null after the last. Valid until the next call.
     */
    @Nullable MemorySegment nextName(MemorySegment directory) {
        try {
            var entry = (MemorySegment) Calls.READDIR.invokeExact(directory);
            return entry.address() == 0 ? null : entry.asSlice(Calls.NAME_OFFSET);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    void closeDirectory(MemorySegment directory) {
        try {
            int _ = (int) Calls.CLOSEDIR.invokeExact(directory);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The descriptor behind an open directory; goes with it. */
    int descriptor(MemorySegment directory) {
        try {
            return (int) Calls.DIRFD.invokeExact(directory);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Writes what a symbolic link says into {@code into}; returns how many bytes that is. */
    int readLink(int directory, MemorySegment name, ByteBuffer into) {
        MemorySegment target = MemorySegment.ofBuffer(into);
        long size = into.remaining();
        try {
            return checked(
                    (int)
                            (long)
                                    Calls.READLINKAT.invokeExact(
                                            state, directory, name, target, size));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Sends what remains in {@code message}, a buffer of {@link #buffer}. */
    int send(int descriptor, ByteBuffer message) {
        MemorySegment data = MemorySegment.ofBuffer(message);
        long length = message.remaining();
        try {
            return checked((int) (long) Calls.SEND.invokeExact(state, descriptor, data, length, 0));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Receives into what remains of {@code into}, and returns how many bytes came. */
    int receive(int descriptor, ByteBuffer into, int flags) {
        MemorySegment data = MemorySegment.ofBuffer(into);
        long length = into.remaining();
        try {
            return checked(
                    (int) (long) Calls.RECV.invokeExact(state, descriptor, data, length, flags));
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    void closeDescriptor(int descriptor) {
        try {
            int _ = (int) Calls.CLOSE.invokeExact(state, descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Zeroed native memory in native byte order, gone when this is closed. */
    ByteBuffer buffer(int size) {
        return arena.allocate(size, Long.BYTES).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    private int checked(int result) {
        return result >= 0 ? result : -state.get(JAVA_INT, Calls.ERRNO_OFFSET);
    }

    @Override
    public void close() {
        arena.close();
    }

    private static boolean usable() {
        try (var libc = new Libc()) {
            return libc.setOption(-1, 0, 0, 0) < 0;
        } catch (LinkageError | RuntimeException denied) {
            return false; // --illegal-native-access=deny, or another operating system
        }
    }

    /** The functions, linked when the first one is called. */
    private static final class Calls {
        static final MemoryLayout STATE = Linker.Option.captureStateLayout();
        static final long ERRNO_OFFSET =
                STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

        // struct dirent of every 64-bit Linux: inode, offset, length, kind, name.
        static final long NAME_OFFSET = 19;
        private static final MemoryLayout ENTRY =
                ADDRESS.withTargetLayout(
                        MemoryLayout.sequenceLayout(NAME_OFFSET + 256, ValueLayout.JAVA_BYTE));

        static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SETSOCKOPT =
                link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SEND =
                link("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle RECV =
                link("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);
        static final MethodHandle KILL = link("kill", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle GETSOCKOPT =
                link("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
        static final MethodHandle OPEN = link("open", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SETNS = link("setns", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle SYSCALL =
                link("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
        static final MethodHandle READLINKAT =
                link("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
        static final MethodHandle OPENDIR = plain("opendir", ADDRESS, ADDRESS);
        static final MethodHandle READDIR = plain("readdir", ENTRY, ADDRESS);
        static final MethodHandle CLOSEDIR = plain("closedir", JAVA_INT, ADDRESS);
        static final MethodHandle DIRFD = plain("dirfd", JAVA_INT, ADDRESS);

        /** One whose errno nobody asks for. */
        private static MethodHandle plain(
                String name, MemoryLayout result, MemoryLayout... arguments) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(result, arguments));
        }

        private static MethodHandle link(
                String name, ValueLayout result, ValueLayout... arguments) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(result, arguments),
                    Linker.Option.captureCallState("errno"));
        }
    }
}
