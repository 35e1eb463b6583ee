package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What is left on systems that Berth knows less well. */
class PlainBinderTest {
    private final Binder binder = new PlainBinder();

    @Test
    void aGuardIsProvedDroppedAndCalledAdvice() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", Given.freePort());
        try (var mooring = binder.guard(endpoint);
                var server = new ServerSocket()) {
            assertThat(mooring).isEqualTo(Mooring.NONE);
            server.bind(endpoint.socketAddress());
            assertThatIOException().isThrownBy(() -> binder.guard(endpoint));
        }
    }

    @Test
    void whatElseCanBeBoundTellsABusyPortFromAnAddressOfAnotherMachine() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", Given.freePort());
        try (var held = binder.hold(endpoint)) {
            assertThat(held.grade()).isEqualTo(Grade.HELD);
            assertThat(fault(endpoint)).isEqualTo(Fault.IN_USE);
        }
        assertThat(fault(Endpoint.tcp("192.0.2.1", endpoint.port()))).isEqualTo(Fault.NOT_LOCAL);
    }

    private Fault fault(Endpoint endpoint) {
        try {
            binder.prove(endpoint);
            return Fault.PASSED;
        } catch (IOException failure) {
            return Fault.ofException(endpoint, failure);
        }
    }
}
