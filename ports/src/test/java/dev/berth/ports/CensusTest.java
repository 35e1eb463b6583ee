package dev.berth.ports;

import static dev.berth.ports.Given.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every socket, and whose it is. The numbers are those of the conformance cases. */
class CensusTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @BeforeAll
    static void onlyLinuxIsKnownWell() {
        assumeTrue(Platform.LINUX);
    }

    private static List<Holder> of(int port, Census.Scope scope) throws IOException {
        return Census.take(scope).sockets().stream()
                .filter(holder -> holder.local().port() == port)
                .toList();
    }

    @Test
    void aListenerItsConnectionsAndItsClientAreToldApart() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen()
                        c = socket.create_connection(('127.0.0.1', port(l)))
                        a = l.accept(); say(port(l)); say(port(c))
                        """)) {
            int server = peer.number();
            int client = peer.number();
            assertThat(of(server, Census.Scope.ALL))
                    .extracting(Holder::kind)
                    .containsExactlyInAnyOrder(Holder.Kind.LISTENER, Holder.Kind.ACCEPTED);
            assertThat(of(client, Census.Scope.ALL))
                    .extracting(Holder::kind)
                    .containsExactly(Holder.Kind.OUTGOING);
            assertThat(of(server, Census.Scope.BOUND)).hasSize(1);
            assertThat(of(client, Census.Scope.BOUND)).isEmpty();
            assertThat(of(server, Census.Scope.ALL))
                    .allSatisfy(holder -> assertThat(holder.pid()).isEqualTo(peer.pid()));
        }
    }

    @Test
    void whoWatchesCertainPortsSeesThemAloneAndNamesAllButWhatAListenerAccepted()
            throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0, True); l.listen()
                        c = socket.create_connection(('127.0.0.1', port(l)))
                        a = l.accept(); say(port(l)); say(port(c))
                        """)) {
            int server = peer.number();
            int client = peer.number();
            assertThat(Census.on(port -> port == server).sockets())
                    .allSatisfy(holder -> assertThat(holder.local().port()).isEqualTo(server))
                    .extracting(Holder::kind, Holder::pid)
                    .containsExactlyInAnyOrder(
                            tuple(Holder.Kind.LISTENER, peer.pid()),
                            tuple(Holder.Kind.ACCEPTED, -1L));
            assertThat(Census.on(port -> port == client).sockets())
                    .extracting(Holder::kind, Holder::pid)
                    .containsExactly(tuple(Holder.Kind.OUTGOING, peer.pid()));
        }
    }

    @Test
    void socketsComeInTheOrderOfPortsAndTheAnonymousCensusHasTheSame() throws IOException {
        try (var peer = Peer.python("s = bound(UDP, '127.0.0.1', 0); say(port(s))")) {
            int port = peer.number();
            var census = Census.take();
            assertThat(census.sockets())
                    .extracting(holder -> holder.local().port())
                    .isSorted()
                    .contains(port);
            assertThat(Census.anonymous(Census.Scope.BOUND).sockets())
                    .filteredOn(holder -> holder.local().port() == port)
                    .singleElement()
                    .satisfies(holder -> assertThat(holder.program()).isNull());
        }
    }

    @Test
    void case20ASocketThatIsBoundAndDoesNotListenIsCounted() throws IOException {
        try (var peer = Peer.python("s = bound(TCP, '127.0.0.1', 0); say(port(s))")) {
            assertThat(of(peer.number(), Census.Scope.BOUND))
                    .singleElement()
                    .satisfies(holder -> {
                        assertThat(holder.kind()).isEqualTo(Holder.Kind.BOUND);
                        assertThat(holder.pid()).isEqualTo(peer.pid());
                    });
        }
    }

    @Test
    void case22AClientsTimeWaitIsCountedWithTheTimeThatIsLeft() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        l = bound(TCP, '127.0.0.1', 0); l.listen()
                        c = socket.create_connection(('127.0.0.1', port(l)))
                        a, _ = l.accept(); p = port(c)
                        c.close(); a.recv(1); a.close(); say(p)
                        """)) {
            var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
            var holder = Owners.ofThisMachine().of(endpoint).getFirst();
            assertThat(holder.kind()).isEqualTo(Holder.Kind.TIME_WAIT);
            assertThat(holder.left())
                    .isGreaterThan(Duration.ZERO)
                    .isLessThanOrEqualTo(Duration.ofSeconds(60));
            assertThat(Bind.errno(endpoint)).as("SO_REUSEADDR does not help").isEqualTo(98);
            assertThat(holder.describe()).contains("TIME_WAIT, ").contains(" s left");
            assertThat(holder.describe(Language.CHINESE)).contains("还剩");
        }
    }

    @Test
    void case23And24RemainsOfAServerLetTheNextOneInOnlyIfItAllowedThat() throws IOException {
        for (boolean allowed : new boolean[] {true, false}) {
            try (var peer =
                    Peer.python(
                            """
                            l = bound(TCP, '127.0.0.1', 0, %s); l.listen(); p = port(l)
                            c = socket.create_connection(('127.0.0.1', p))
                            a, _ = l.accept(); l.close()
                            a.close(); c.recv(1); c.close(); say(p)
                            """
                                    .formatted(allowed ? "True" : "False"))) {
                var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
                assertThat(Owners.ofThisMachine().of(endpoint))
                        .extracting(Holder::kind)
                        .containsExactly(Holder.Kind.TIME_WAIT);
                assertThat(Bind.errno(endpoint)).isEqualTo(allowed ? 0 : 98);
            }
        }
    }

    @Test
    void case27WhenTheParentDiesTheChildThatInheritedTheListenerIsItsHolder() throws IOException {
        try (var peer =
                Peer.python(
                        """
                        import os
                        s = bound(TCP, '127.0.0.1', 0); s.listen()
                        child = os.fork()
                        if child: say(port(s)); say(child)
                        else:
                            import time
                            time.sleep(60)
                        """)) {
            var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
            long child = peer.number();
            var owners = Owners.ofThisMachine();
            assertThat(owners.of(endpoint))
                    .extracting(Holder::pid)
                    .containsExactlyInAnyOrder(peer.pid(), child);
            ProcessHandle.of(peer.pid())
                    .ifPresent(parent -> {
                        parent.destroyForcibly();
                        parent.onExit().join();
                    });
            assertThat(owners.of(endpoint)).extracting(Holder::pid).containsExactly(child);
            assertThat(of(endpoint.port(), Census.Scope.BOUND))
                    .extracting(Holder::pid)
                    .containsExactly(child);
            ProcessHandle.of(child).orElseThrow().destroyForcibly();
        }
    }

    @Test
    void case30ASocketInAnotherNetworkNamespaceIsNoConflictAndIsFoundOnRequest()
            throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        int port = freePort();
        String code =
                "import socket,sys; s=socket.socket(); s.bind(('0.0.0.0', %d)); s.listen(); print(s.fileno(), flush=True); sys.stdin.read()"
                        .formatted(port);
        try (var peer = Peer.run("unshare", "-n", "python3", "-c", code)) {
            peer.number();
            assertThat(of(port, Census.Scope.ALL)).isEmpty();
            assertThat(Bind.errno(Endpoint.tcp(port))).isZero();
            var everywhere = Census.takeEverywhere(Census.Scope.BOUND);
            assertThat(everywhere.firstEntry().getValue().sockets())
                    .noneMatch(holder -> holder.local().port() == port);
            assertThat(everywhere)
                    .anySatisfy((name, census) ->
                            assertThat(census.sockets())
                                    .filteredOn(holder -> holder.local().port() == port)
                                    .extracting(Holder::pid)
                                    .containsExactly(peer.pid()));
        }
    }

    @Test
    void case32TheForwarderOfAContainerIsShownAsTheContainer() {
        String proxy =
                "/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 80";
        assertThat(Containers.of("/system.slice/docker.service", proxy))
                .isEqualTo("docker 172.17.0.2:80");
    }

    @Test
    void theContainerOfAProcessIsReadFromItsControlGroup() {
        String id = "3f2a9c01b7de".repeat(6).substring(0, 64);
        assertThat(Containers.of("/system.slice/docker-" + id + ".scope", ""))
                .isEqualTo("docker 3f2a9c01b7de");
        assertThat(Containers.of("/docker/" + id, "")).isEqualTo("docker 3f2a9c01b7de");
        assertThat(Containers.of("/machine.slice/libpod-" + id + ".scope", ""))
                .isEqualTo("podman 3f2a9c01b7de");
        assertThat(Containers.of("/kubepods/besteffort/podabc/" + id, ""))
                .isEqualTo("kubernetes 3f2a9c01b7de");
        assertThat(Containers.of("/machine.slice/systemd-nspawn@web.service", ""))
                .isEqualTo("nspawn web");
        assertThat(Containers.of("/lxc.payload.web/init.scope", "")).isEqualTo("lxc web");
        assertThat(Containers.of("/system.slice/nginx.service", "nginx")).isNull();
    }

    @Test
    void case74EachFamilyOfLocalhostIsAnsweredForItself() throws IOException {
        try (var six =
                Peer.python("s = bound(TCP, '::1', 0, family=V6); s.listen(); say(port(s))")) {
            int port = six.number();
            var owners = Owners.ofThisMachine();
            assertThat(owners.of(Endpoint.tcp("::1", port)))
                    .extracting(Holder::pid)
                    .containsExactly(six.pid());
            assertThat(owners.of(Endpoint.tcp("127.0.0.1", port))).isEmpty();
        }
    }

    @Test
    void case14To16WhatASocketAllowsIsReadFromItAndWithoutPermissionFoundByTrying()
            throws IOException {
        for (String options : List.of("", "A", "P", "AP")) {
            try (var peer =
                    Peer.python(
                            """
                            s = socket.socket(V4, UDP)
                            if 'A' in '%1$s': s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                            if 'P' in '%1$s': s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                            s.bind(('0.0.0.0', 0)); say(port(s))
                            """
                                    .formatted(options))) {
                var holder =
                        Owners.ofThisMachine()
                                .of(Endpoint.udp("0.0.0.0", peer.number()))
                                .getFirst();
                var allowed = new Reuse(options.contains("A"), options.contains("P"), false);
                assertThat(SocketOptions.of(holder)).isEqualTo(allowed);
                assertThat(SocketOptions.tried(holder)).isEqualTo(allowed);
                var conflict =
                        new LinuxRules()
                                .between(
                                        Occupancy.held(
                                                holder,
                                                Objects.requireNonNull(SocketOptions.of(holder))),
                                        Occupancy.asked(
                                                holder.local(), Reuse.ADDRESS, Procfs.uid()));
                assertThat(conflict instanceof Conflict.Shared).isEqualTo(allowed.reuseAddress());
            }
        }
    }

    /** Bound beside the holder on the same address, a socket would get what is sent meanwhile. */
    @Test
    void case14TryingWhatASocketAllowsTakesNoDatagramAwayFromIt() throws Exception {
        assumeTrue(Libc.USABLE);
        for (String address : List.of("0.0.0.0", "::")) {
            try (var receiver = DatagramChannel.open();
                    var sender = DatagramChannel.open(StandardProtocolFamily.INET);
                    var thread = Executors.newSingleThreadExecutor()) {
                receiver.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                receiver.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
                int port = receiver.socket().getLocalPort();
                var holder = Owners.ofThisMachine().of(Endpoint.udp(port)).getFirst();
                var sends = thread.submit(() -> arrived(sender, receiver, port, 50_000));
                int tries = 0;
                while (!sends.isDone() || tries < 100) {
                    assertThat(SocketOptions.tried(holder).reuseAddress()).isTrue();
                    tries++;
                }
                assertThat(sends.get()).as("arrived during %d tries", tries).isEqualTo(50_000);
                assertThat(tries).isGreaterThan(1000);
            }
        }
    }

    /** How many of so many datagrams arrive; on the loopback that is so when they are sent. */
    private static int arrived(
            DatagramChannel sender, DatagramChannel receiver, int port, int count)
            throws IOException {
        receiver.configureBlocking(false);
        int arrived = 0;
        var one = ByteBuffer.allocate(1);
        for (int i = 0; i < count; i++) {
            sender.send(one.clear(), new InetSocketAddress(LOOPBACK, port));
            while (receiver.receive(one.clear()) != null) {
                arrived++;
            }
        }
        return arrived + late(receiver, count - arrived);
    }

    private static int late(DatagramChannel receiver, int missing) throws IOException {
        try (var selector = Selector.open()) {
            receiver.register(selector, SelectionKey.OP_READ);
            int arrived = 0;
            while (arrived < missing && selector.select(200) > 0) {
                selector.selectedKeys().clear();
                while (receiver.receive(ByteBuffer.allocate(1)) != null) {
                    arrived++;
                }
            }
            return arrived;
        }
    }

    @Test
    void anotherCopyOfThisProgramIsKnownAsOne() {
        var own = Programs.own();
        var copy =
                new Program(
                        own.pid() + 1,
                        own.command(),
                        own.commandLine(),
                        "",
                        null,
                        null,
                        null,
                        null);
        var other = new Program(1, "nginx", "nginx: master", "root", null, null, null, null);
        var endpoint = Endpoint.tcp(8146);
        assertThat(new Holder(Holder.Kind.LISTENER, endpoint, false, null, 1, 0, copy).stale())
                .isTrue();
        assertThat(new Holder(Holder.Kind.LISTENER, endpoint, false, null, 1, 0, own).stale())
                .isFalse();
        assertThat(new Holder(Holder.Kind.LISTENER, endpoint, false, null, 1, 0, other).stale())
                .isFalse();
    }

    @Test
    void anAnswerAboutAnOwnerIsRightAfterThePortWentFromOneProcessToAnother() throws IOException {
        var owners = Owners.ofThisMachine();
        int port = freePort();
        var endpoint = Endpoint.tcp("127.0.0.1", port);
        for (int i = 0; i < 5; i++) {
            try (var peer =
                    Peer.python(
                            "s = bound(TCP, '127.0.0.1', %d, True); s.listen(); say(1)"
                                    .formatted(port))) {
                peer.number();
                assertThat(owners.of(endpoint)).extracting(Holder::pid).containsExactly(peer.pid());
            }
            assertThat(owners.of(endpoint)).isEmpty();
        }
    }

    /**
     * An answer is believed for ten milliseconds without looking at descriptors again, and a
     * listener that a process has inherited is the same socket: only whether they live tells.
     */
    @Test
    void case27AProcessThatHasEndedIsNotNamedAnyMoreNotEvenRightAfterItWas() throws IOException {
        var owners = Owners.ofThisMachine();
        int soon = 0;
        for (int i = 0; i < 20; i++) {
            try (var peer =
                    Peer.python(
                            """
                            import signal, subprocess
                            signal.signal(signal.SIGCHLD, signal.SIG_IGN) # nobody waits for children
                            s = bound(TCP, '127.0.0.1', 0); s.listen()
                            heir = subprocess.Popen(['sleep', '1000'], pass_fds=[s.fileno()])
                            say(port(s)); say(heir.pid)
                            """)) {
                var endpoint = Endpoint.tcp("127.0.0.1", peer.number());
                long heir = peer.number();
                assertThat(owners.of(endpoint))
                        .extracting(Holder::pid)
                        .containsExactlyInAnyOrder(peer.pid(), heir);
                long began = System.nanoTime();
                end(heir);
                assertThat(owners.of(endpoint)).extracting(Holder::pid).containsExactly(peer.pid());
                soon += System.nanoTime() - began < 8_000_000 ? 1 : 0;
            }
        }
        assertThat(soon).as("times that the question came within ten milliseconds").isPositive();
    }

    private static void end(long pid) throws IOException {
        try (var descriptors = Descriptors.open()) {
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            while (descriptors.lives(pid)) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void manyWhoAskAtOnceAreEachAnsweredAboutTheirOwnPort() throws Exception {
        try (var a = ServerSocketChannel.open();
                var b = ServerSocketChannel.open();
                var everyone = Executors.newVirtualThreadPerTaskExecutor()) {
            a.bind(new InetSocketAddress(LOOPBACK, 0));
            b.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
            var owners = Owners.ofThisMachine();
            var endpoints =
                    List.of(
                            Endpoint.tcp("127.0.0.1", a.socket().getLocalPort()),
                            Endpoint.tcp("::1", b.socket().getLocalPort()));
            var answers =
                    java.util.stream.IntStream.range(0, 2_000)
                            .mapToObj(i -> everyone.submit(() -> owners.of(endpoints.get(i % 2))))
                            .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get())
                        .singleElement()
                        .extracting(Holder::local)
                        .isEqualTo(endpoints.get(i % 2));
            }
        }
    }
}
