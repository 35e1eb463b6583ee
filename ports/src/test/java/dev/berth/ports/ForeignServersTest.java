package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that were not written for Berth, over a guard that they know nothing of. */
class ForeignServersTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final int KILLS = 10;
    private static final int CHOICES = 200;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final int IP_LOCAL_PORT_RANGE = 51; // of level 0, since Linux 6.3
    private static final int EADDRINUSE = 98;

    private final Authority authority = new Authority();
    private Lease lease;

    @BeforeEach
    void guard() throws IOException {
        assumeTrue(Platform.LINUX && Libc.USABLE);
        var ephemeral = Sysctl.ephemeral();
        var top = new PortRange(ephemeral.last() - 15, ephemeral.last());
        lease = authority.lease(claim(open(top)).guarded());
    }

    /** One that the kernel would choose: the tests before left remains on theirs. */
    private Endpoint open(PortRange range) throws IOException {
        for (int port = range.first(); port <= range.last(); port++) {
            var endpoint = Endpoint.tcp("127.0.0.1", port);
            if (authority.check(endpoint).free() && chosen(port) == 0) {
                return endpoint;
            }
        }
        throw new AssertionError("the kernel would choose no port of " + range);
    }

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    void case57PythonServesOverAGuardAndIsKilledTenTimesAndThePortIsNeverLost() throws IOException {
        serveAndDie(() ->
                Peer.python(
                        """
                        from http.server import HTTPServer, SimpleHTTPRequestHandler
                        HTTPServer(('127.0.0.1', %d), SimpleHTTPRequestHandler).serve_forever()
                        """
                                .formatted(port())));
    }

    @Test
    void case57NodeServesOverAGuardAndIsKilledTenTimesAndThePortIsNeverLost() throws IOException {
        assumeThereIs("node");
        serveAndDie(() ->
                Peer.run(
                        "node",
                        "-e",
                        "require('http').createServer((q, r) => r.end('x')).listen(%d, '127.0.0.1')"
                                .formatted(port())));
    }

    @Test
    void case57FfmpegServesOverAGuardAndIsKilledTenTimesAndThePortIsNeverLost() throws IOException {
        assumeThereIs("ffmpeg");
        String url = "http://127.0.0.1:" + port();
        String tone = "-nostdin -loglevel error -re -f lavfi -i sine -f wav -listen 1 " + url;
        serveAndDie(() -> Peer.run(("ffmpeg " + tone).split(" ", -1)));
    }

    @Test
    void case57NginxServesOverAGuardAndIsKilledTenTimesAndThePortIsNeverLost(@TempDir Path place)
            throws IOException {
        assumeThereIs("nginx");
        var file = place.resolve("nginx.conf");
        Files.writeString(
                file,
                """
                daemon off; master_process off; pid %1$s/pid; error_log %1$s/log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                    uwsgi_temp_path %1$s; scgi_temp_path %1$s;
                    server { listen 127.0.0.1:%2$d; return 200; }
                }
                """
                        .formatted(place, port()));
        serveAndDie(() -> Peer.run("nginx", "-c", file.toString()));
    }

    private int port() {
        return lease.endpoint().port();
    }

    private static void assumeThereIs(String program) throws IOException {
        try (var looking = Peer.run("sh", "-c", "command -v %s || echo none".formatted(program))) {
            assumeTrue(!looking.line().equals("none"), program + " is not installed");
        }
    }

    /** Starts a server. */
    private interface Start {
        Peer server() throws IOException;
    }

    private void serveAndDie(Start start) throws IOException {
        for (int i = 0; i < KILLS; i++) {
            nobodyElseGetsIt();
            try (var server = start.server();
                    var client = connected()) {
                client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
                assertThat(new String(client.getInputStream().readNBytes(5), US_ASCII))
                        .isEqualTo("HTTP/");
                assertThat(server.pid()).isPositive(); // and is killed with its client connected
            }
        }
        nobodyElseGetsIt();
        assertThat(authority.leases()).containsExactly(lease);
    }

    private void nobodyElseGetsIt() throws IOException {
        for (String address : new String[] {"127.0.0.1", "0.0.0.0"}) {
            try (var plain = new ServerSocket()) {
                plain.setReuseAddress(false);
                assertThatExceptionOfType(BindException.class)
                        .isThrownBy(() -> plain.bind(new InetSocketAddress(address, port())));
            }
        }
        for (int i = 0; i < CHOICES; i++) {
            assertThat(chosen(port())).as("choosing the guarded port").isEqualTo(EADDRINUSE);
        }
    }

    /** The errno of a bind to port 0 by a socket whose range to choose from is {@code port}. */
    private static int chosen(int port) {
        try (var libc = new Libc()) {
            int socket = libc.socket(2, 1, 0); // AF_INET, SOCK_STREAM
            try {
                assumeTrue(libc.setOption(socket, 0, IP_LOCAL_PORT_RANGE, port << 16 | port) >= 0);
                var address = libc.buffer(16).order(ByteOrder.nativeOrder()).putShort((short) 2);
                return -libc.bind(
                        socket, address.putShort((short) 0).put(HOME.getAddress()).rewind());
            } finally {
                libc.closeDescriptor(socket);
            }
        }
    }

    /** Until the server listens, the guard refuses its clients at once. */
    private Socket connected() throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            var client = new Socket();
            try {
                client.connect(new InetSocketAddress(HOME, port()));
                client.setSoTimeout(30_000);
                return client;
            } catch (ConnectException refused) {
                client.close();
                if (System.nanoTime() - end > 0) {
                    throw refused;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }
}
