package dev.berth.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** OSHI answers on Linux too, which is where its translation can be held to the truth. */
class OshiOwnersTest {
    private final OshiOwners owners = new OshiOwners();

    @Test
    void aListenerIsNamedWithItsProcess() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var holder = owners.of(Endpoint.tcp("127.0.0.1", socket.getLocalPort())).getFirst();
            assertThat(holder.kind()).isEqualTo(Holder.Kind.LISTENER);
            assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(holder.command()).isEqualTo("java");
        }
    }

    @Test
    void aConnectionIsNamedWithItsPeer() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            var holder = owners.of(Endpoint.tcp("127.0.0.1", client.getLocalPort())).getFirst();
            assertThat(holder.kind()).isEqualTo(Holder.Kind.OUTGOING);
            assertThat(holder.peer()).isNotNull();
        }
    }

    @Test
    void aSocketOfAnotherAddressIsNobodysBusiness() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(owners.of(Endpoint.tcp("127.0.0.2", socket.getLocalPort()))).isEmpty();
        }
    }
}
