package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the kernel's tables look like, in bytes and in text. */
class WireTest {
    private static final byte[] LISTENER_ON_IPV6 =
            HexFormat.ofDelimiter(" ")
                    .parseHex(
                            """
                            60 00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 \
                            0a 0a 00 00 1f d2 00 00 00 00 00 00 00 00 00 00 \
                            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 \
                            00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 \
                            00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 \
                            e8 03 00 00 39 30 00 00 05 00 0b 00 01 00 00 00\
                            """
                                    .strip());

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void aListenerIsReadFromItsReply() {
        var socket =
                Objects.requireNonNull(
                        InetDiag.socket(littleEndian(LISTENER_ON_IPV6), Transport.TCP));
        assertThat(socket)
                .isEqualTo(
                        new KernelSocket(10, Endpoint.tcp(8146), null, 1000, 12_345, true, 0, 0));
        assertThat(socket.kind()).isEqualTo(Holder.Kind.LISTENER);
        assertThat(socket.meets(Endpoint.tcp("127.0.0.1", 8146))).isFalse();
        assertThat(socket.meets(Endpoint.tcp("::1", 8146))).isTrue();
    }

    @Test
    void repliesThatAreCutOrWrongAreReadWithoutHarm() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = LISTENER_ON_IPV6.clone();
            for (int j = 0; j < 4; j++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var message = littleEndian(bytes).limit(16 + random.nextInt(bytes.length - 15));
            assertThat(InetDiag.length(message)).isBetween(16, message.limit());
            InetDiag.type(message);
            InetDiag.errno(message);
            InetDiag.socket(message, Transport.TCP);
        }
    }

    @Test
    void tcpAsksForItsOwnSideAsTheSourceAndUdpAsTheDestination() {
        var request = ByteBuffer.allocate(InetDiag.REQUEST_BYTES).order(ByteOrder.nativeOrder());
        var endpoint = Endpoint.tcp("127.0.0.1", 0x1234);
        InetDiag.exact(request, InetDiag.AF_INET, endpoint, endpoint.socketAddress().getAddress());
        assertThat(hex(request, 24, 4)).isEqualTo("12340000");
        assertThat(hex(request, 28, 4)).isEqualTo("7f000001");

        endpoint = Endpoint.udp("127.0.0.1", 0x1234);
        InetDiag.exact(request, InetDiag.AF_INET, endpoint, endpoint.socketAddress().getAddress());
        assertThat(hex(request, 24, 4)).isEqualTo("00001234");
        assertThat(hex(request, 28, 4)).as("left of the request before").isEqualTo("00000000");
        assertThat(hex(request, 44, 4)).isEqualTo("7f000001");
    }

    private static String hex(ByteBuffer buffer, int from, int length) {
        var bytes = new byte[length];
        buffer.get(from, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void theTextTablesAreReadWhereTheKernelMayNotBeAsked() throws IOException {
        var found = new ArrayList<KernelSocket>();
        String table =
                """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1FD2 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0 100 0 0 10 0
                   1: 0100007F:C350 0100007F:1FD2 01 00000000:00000000 00:00000000 00000000  1000        0 12346 1 0 20 4 30 10 -1
                """;
        ProcNet.read(table, Endpoint.tcp(8146), found);
        assertThat(found)
                .containsExactly(
                        new KernelSocket(
                                10,
                                Endpoint.tcp("127.0.0.1", 8146),
                                null,
                                1000,
                                12_345,
                                false,
                                0,
                                0));
    }

    @Test
    void theTextTablesOfThisMachineShowALease() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(Platform.LINUX);
        try (var authority = new Authority()) {
            for (var endpoint :
                    new Endpoint[] {
                        Endpoint.tcp("127.0.0.1", Given.freePort()),
                        Endpoint.tcp(Given.freePort()),
                        Endpoint.udp("::1", Given.freePort())
                    }) {
                try (var lease = authority.lease(Given.claim(endpoint))) {
                    assertThat(ProcNet.of(endpoint))
                            .extracting(KernelSocket::local)
                            .containsExactly(lease.endpoint());
                }
            }
        }
    }
}
