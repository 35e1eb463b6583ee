package dev.berth.ports;

import java.io.IOException;
import java.util.List;

/** The kernel's sockets on an endpoint, from the best source that this process may use. */
final class SocketTable {
    private SocketTable() {}

    /** Every socket that meets {@code endpoint}. */
    static List<KernelSocket> of(Endpoint endpoint) throws IOException {
        try (var kernel = new SockDiag()) {
            return kernel.all(endpoint);
        } catch (IOException notPermitted) {
            return ProcNet.of(endpoint);
        }
    }

    /** Every socket there is, in the order of ports. */
    static List<KernelSocket> all() throws IOException {
        try (var kernel = new SockDiag()) {
            return kernel.everything();
        }
    }

    /** The listeners on {@code endpoint}; where there are none, whatever else is there. */
    static List<KernelSocket> foremost(Endpoint endpoint) throws IOException {
        try (var kernel = new SockDiag()) {
            var listeners = kernel.exact(endpoint);
            return listeners.isEmpty() ? kernel.all(endpoint) : listeners;
        } catch (IOException notPermitted) {
            return ProcNet.of(endpoint);
        }
    }
}
