package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseLifeTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration TERM = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong();
    private final Authority authority = new Authority(Clock.systemUTC(), now::get);
    private final List<Change> heard = new ArrayList<>();

    @AfterEach
    void close() {
        authority.close();
    }

    private void listen() {
        authority.onChange(heard::add);
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
        heard.clear();
        authority.sweep();
    }

    @Test
    void aPortComesBackWhenItsTermEnds() throws IOException {
        listen();
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).term(TERM));
        after(TERM.minusMillis(1));
        assertThat(lease.released()).isFalse();
        after(Duration.ofMillis(1));
        assertThat(heard).containsExactly(new Change.Expired(lease));
        assertThat(lease.released()).isTrue();
        assertThat(lease.serverSocket().isOpen()).isFalse();
        assertThat(lease.renew()).isFalse();
        authority.lease(claim(lease.endpoint())).close();
    }

    @Test
    void aLeaseThatIsRenewedGoesOn() throws IOException {
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).term(TERM));
        for (int i = 0; i < 5; i++) {
            after(TERM.minusSeconds(1));
            assertThat(lease.renew()).isTrue();
        }
        after(TERM);
        assertThat(lease.released()).isTrue();
    }

    @Test
    void case47AHolderOfThePastRenewsAndReleasesNothing() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        var past = authority.lease(claim(endpoint).term(TERM));
        after(TERM);
        var present = authority.lease(claim(endpoint).term(TERM));
        after(TERM.minusSeconds(1));
        assertThat(past.renew()).isFalse();
        assertThat(past.connected()).isFalse();
        past.close();
        assertThat(authority.release(endpoint, past.token())).isFalse();
        assertThat(present.released()).isFalse();
        after(Duration.ofSeconds(1));
        assertThat(present.released()).isTrue();
    }

    @Test
    void case60ATalkThatNobodyConnectsToEndsAndOneWithAPeerIsKept() throws IOException {
        var wait = Duration.ofSeconds(5);
        var silent = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).term(wait));
        var talk = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).term(wait));
        listen();
        after(Duration.ofMillis(4999));
        try (var peer = new Socket()) {
            peer.connect(talk.endpoint().socketAddress());
            assertThat(talk.serverSocket().accept().isConnected()).isTrue();
            assertThat(talk.connected()).isTrue();
            assertThat(heard).containsExactly(new Change.Connected(talk));
        }
        after(Duration.ofMillis(1));
        assertThat(heard).containsExactly(new Change.Expired(silent));
        after(Duration.ofDays(1));
        assertThat(talk.released()).isFalse();
    }

    @Test
    void case62ALeaseWhosePortIsStillUsedIsOverdueUntilItIsNot() throws IOException {
        assumeTrue(Platform.LINUX);
        listen();
        var lease =
                authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).guarded().term(TERM));
        try (var server = new ServerSocket()) {
            server.bind(lease.endpoint().socketAddress());
            after(TERM.multipliedBy(2));
            assertThat(heard).hasAtLeastOneElementOfType(Change.Overdue.class);
            after(TERM);
            assertThat(heard).isEmpty();
            assertThat(lease.released()).isFalse();
        }
        after(Duration.ofSeconds(1));
        assertThat(heard).contains(new Change.Expired(lease));
        assertThat(authority.check(lease.endpoint()).free()).isTrue();
    }

    @Test
    void aLeaseWhoseOwnerNobodyReachesAnyMoreIsToldAndTakenBack() throws Exception {
        listen();
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        var owner = tied(lease);
        awaitGone(owner);
        awaitLeak();
        assertThat(heard).containsExactly(new Change.Leaked(lease));
        after(Authority.GRACE.minusMillis(1));
        assertThat(lease.released()).isFalse();
        after(Duration.ofMillis(1));
        assertThat(heard).containsExactly(new Change.Expired(lease));
    }

    private static WeakReference<Object> tied(Lease lease) {
        var owner = new Object();
        lease.tieTo(owner);
        return new WeakReference<>(owner);
    }

    private static void awaitGone(WeakReference<Object> owner) {
        while (owner.get() != null) {
            System.gc();
        }
    }

    /** The collector says a moment later than it does what it has done. */
    private void awaitLeak() {
        while (heard.stream().noneMatch(Change.Leaked.class::isInstance)) {
            after(Duration.ZERO);
        }
    }

    @Test
    void aLeaseWhoseProcessIsGoneIsToldAndTakenBack() throws IOException {
        listen();
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        Lease lease;
        try (var child = Peer.python("say(1)")) {
            child.line();
            var tenant = Tenant.of(child.pid()).orElseThrow();
            assertThat(tenant.alive()).isTrue();
            lease = authority.lease(claim(endpoint).guarded().tenant(tenant));
            after(Duration.ofHours(1));
            assertThat(heard).isEmpty();
        }
        after(Duration.ZERO);
        assertThat(heard).containsExactly(new Change.Leaked(lease));
        after(Authority.GRACE);
        assertThat(heard).contains(new Change.Expired(lease));
    }

    @Test
    void case49AReusedPidIsNotTheProcessThatHadIt() {
        var self = Tenant.self();
        assertThat(self.alive()).isTrue();
        assertThat(new Tenant(self.pid(), self.since().minusSeconds(60)).alive()).isFalse();
    }

    @Test
    void case58AForeignProgramOnAGuardedPortIsAnIntruderWithinOneRound() throws IOException {
        assumeTrue(Platform.LINUX);
        listen();
        try (var tenant = Peer.python("say(1)")) {
            tenant.line();
            var claim = claim(Endpoint.tcp(freePort())).guarded();
            var lease = authority.lease(claim.tenant(Tenant.of(tenant.pid()).orElseThrow()));
            var port = lease.endpoint().port();
            try (var intruder = stranger(port)) {
                after(Duration.ZERO);
                assertThat(heard).hasSize(1);
                var told = (Change.Intruder) heard.getFirst();
                assertThat(told.lease()).isEqualTo(lease);
                assertThat(told.holder().pid()).isEqualTo(intruder.pid());
                after(Duration.ZERO);
                assertThat(heard).isEmpty();
            }
        }
    }

    /** A program that is no descendant of this one, and listens. */
    private static Stranger stranger(int port) throws IOException {
        return new Stranger(
                Peer.python(
                        """
                        import os, time
                        r, w = os.pipe()
                        if os.fork() == 0:
                            os.setsid()
                            if os.fork() == 0:
                                s = bound(TCP, '127.0.0.1', %d, True); s.listen()
                                os.write(w, str(os.getpid()).encode()); os.close(w)
                                time.sleep(60)
                            os._exit(0)
                        os.wait()
                        say(os.read(r, 20).decode())
                        """
                                .formatted(port)));
    }

    /** Its parent is not ours, because that has ended; it is killed by number. */
    private static final class Stranger implements AutoCloseable {
        private final Peer parent;
        private final long pid;

        Stranger(Peer parent) throws IOException {
            this.parent = parent;
            this.pid = parent.number();
        }

        long pid() {
            return pid;
        }

        @Override
        public void close() {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            parent.close();
        }
    }

    @Test
    void theRoundTellsWhenAChildListensAndWhenItEnds() throws IOException {
        assumeTrue(Platform.LINUX);
        listen();
        var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded());
        for (int i = 0; i < 3; i++) {
            try (var child = Peer.python(listener(lease.endpoint().port()))) {
                child.line();
                after(Duration.ZERO);
                assertThat(heard).hasSize(1);
                assertThat(((Change.Bound) heard.getFirst()).by().pid()).isEqualTo(child.pid());
            }
            after(Duration.ZERO);
            assertThat(heard).containsExactly(new Change.Unbound(lease));
        }
    }

    private static String listener(int port) {
        return "s = bound(TCP, '127.0.0.1', %d, True); s.listen(); say(1)".formatted(port);
    }

    @Test
    void case57AChildThatIsKilledTenTimesNeverLosesItsPort() throws IOException {
        assumeTrue(Platform.LINUX);
        var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded());
        for (int i = 0; i < 10; i++) {
            try (var child = Peer.python(listener(lease.endpoint().port()))) {
                child.line();
                try (var client = new Socket()) {
                    client.connect(new InetSocketAddress(HOME, lease.endpoint().port()));
                }
            }
            try (var other = new Authority()) {
                assertThat(refused(other, claim(lease.endpoint())).code()).isEqualTo("held");
            }
        }
    }

    @Test
    void aPreferredPortThatCouldNotBeHadIsToldAsAMove() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        authority.lease(claim(endpoint));
        listen();
        var lease = authority.lease(Claim.next("Radio B", "web", endpoint));
        assertThat(heard)
                .containsExactly(new Change.Granted(lease), new Change.Moved(lease, endpoint));
    }

    @Test
    void theWatchEndsLeasesByItself() throws Exception {
        var ended = new java.util.concurrent.CountDownLatch(1);
        try (var other = new Authority()) {
            other.onChange(change -> {
                if (change instanceof Change.Expired) {
                    ended.countDown();
                }
            });
            other.watch(Duration.ofMillis(10));
            other.lease(claim(Endpoint.tcp("127.0.0.1", freePort())).term(Duration.ofMillis(50)));
            assertThat(ended.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aTermOfNoTimeIsRefusedWithASentence() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> claim(Endpoint.tcp(8000)).term(Duration.ZERO))
                .withMessageContaining("longer than zero");
    }
}
