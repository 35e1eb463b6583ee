package dev.berth.ports;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The kernel's sockets on an endpoint, from the best source that this process may use.
 *
 * <p>A conversation with the kernel costs more to begin than to hold, so a few that have ended well
 * are kept, open, for whoever asks next. Any thread may ask.
 */
final class SocketTable {
    private static final int KEPT = 4;
    private static final BlockingQueue<SockDiag> IDLE = new ArrayBlockingQueue<>(KEPT);

    private SocketTable() {}

    /** Every socket that meets {@code endpoint}. */
    static List<KernelSocket> of(Endpoint endpoint) throws IOException {
        try {
            return ask(kernel -> kernel.all(endpoint));
        } catch (IOException notPermitted) {
            return ProcNet.of(endpoint);
        }
    }

    /** The listeners on {@code endpoint}; where there are none, whatever else is there. */
    static List<KernelSocket> foremost(Endpoint endpoint) throws IOException {
        try {
            return ask(kernel -> foremost(kernel, endpoint));
        } catch (IOException notPermitted) {
            return ProcNet.of(endpoint);
        }
    }

    private static List<KernelSocket> foremost(SockDiag kernel, Endpoint endpoint)
            throws IOException {
        var listeners = kernel.exact(endpoint);
        return listeners.isEmpty() ? kernel.all(endpoint) : listeners;
    }

    /** Every socket there is, in the order of ports. */
    static List<KernelSocket> all(Census.Scope scope) throws IOException {
        try {
            return ask(kernel -> kernel.everything(scope));
        } catch (IOException notPermitted) {
            return ProcNet.all(scope);
        }
    }

    /**
     * Holds a conversation with the kernel. One that fails is closed: half of an answer may still
     * be on its way.
     *
     * @throws IOException also where this process may not ask
     */
    static <T> T ask(Question<T> question) throws IOException {
        SockDiag kernel = IDLE.poll();
        if (kernel == null) {
            kernel = new SockDiag();
        }
        boolean well = false;
        try {
            var answer = question.of(kernel);
            well = true;
            return answer;
        } finally {
            if (!well || !IDLE.offer(kernel)) {
                kernel.close();
            }
        }
    }

    /** Something to be asked of the kernel. */
    @FunctionalInterface
    interface Question<T> {
        T of(SockDiag kernel) throws IOException;
    }
}
