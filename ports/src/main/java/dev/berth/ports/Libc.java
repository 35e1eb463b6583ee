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

/**
 * The calls to the C library that Java has no words for, made by one thread. A call that fails
 * returns its errno, negated, as the kernel itself does. Closing frees the memory, not the
 * descriptors.
 */
final class Libc implements AutoCloseable {
    /** Whether this JVM lets this module call native code, and has the functions. */
    static final boolean USABLE = usable();

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(Calls.STATE);

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
        MemorySegment argument = arena.allocateFrom(JAVA_INT, value);
        try {
            return checked(
                    (int)
                            Calls.SETSOCKOPT.invokeExact(
                                    state, descriptor, level, option, argument, Integer.BYTES));
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

        static final MethodHandle SOCKET = link("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle BIND = link("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SETSOCKOPT =
                link("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle SEND =
                link("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle RECV =
                link("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        static final MethodHandle CLOSE = link("close", JAVA_INT, JAVA_INT);

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
