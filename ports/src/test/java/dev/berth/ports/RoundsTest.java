package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a round says once, and what it says again. */
class RoundsTest {
    private final AtomicLong now = new AtomicLong();
    private final Authority authority = new Authority(Clock.systemUTC(), now::get);
    private final List<Change> heard = new ArrayList<>();

    @AfterEach
    void close() {
        authority.close();
    }

    private void after(Duration time) {
        now.addAndGet(time.toNanos());
        heard.clear();
        authority.sweep();
    }

    @Test
    void aLeakedLeaseThatIsRenewedIsNotToldAgain() throws IOException {
        Lease lease;
        try (var child = Peer.python("say(1)")) {
            child.line();
            var tenant = Tenant.of(child.pid()).orElseThrow();
            lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded().tenant(tenant));
        }
        authority.onChange(heard::add);
        after(Duration.ZERO);
        assertThat(heard).containsExactly(new Change.Leaked(lease));
        assertThat(lease.renew()).isTrue();
        for (int i = 0; i < 3; i++) {
            after(Authority.GRACE);
            assertThat(heard).isEmpty();
        }
        assertThat(lease.released()).isFalse();
    }

    @Test
    void aLeaseThatSomebodyNewLosesIsToldAgain() throws Exception {
        authority.onChange(heard::add);
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        for (int i = 0; i < 2; i++) {
            awaitGone(tied(lease));
            while (heard.stream().noneMatch(Change.Leaked.class::isInstance)) {
                after(Duration.ZERO);
            }
            assertThat(lease.renew()).isTrue();
            after(Authority.GRACE);
            assertThat(heard).isEmpty();
        }
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

    @Test
    void anIntruderIsThereUntilItDeparts() throws IOException {
        assumeTrue(Platform.LINUX);
        var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded());
        authority.onChange(heard::add);
        var endpoint = lease.endpoint();
        try (var parent = Peer.python(stranger(endpoint.port()))) {
            int pid = parent.number();
            after(Duration.ZERO);
            after(Duration.ZERO);
            assertThat(heard).isEmpty();
            assertThat(authority.intruders()).hasSize(1);
            var seen = authority.intruders().getFirst();
            assertThat(seen.lease()).isEqualTo(lease);
            assertThat(seen.holder().pid()).isEqualTo(pid);
            assertThat(lease.serves(seen.holder())).isFalse();

            var stranger = ProcessHandle.of(pid).orElseThrow();
            stranger.destroyForcibly();
            stranger.onExit().join();
            after(Duration.ZERO);
            assertThat(heard).containsExactly(new Change.Departed(lease, seen.holder()));
            assertThat(authority.intruders()).isEmpty();
        }
    }

    /** A grandchild whose parent has ended, so that it is nobody's descendant. */
    private static String stranger(int port) {
        return """
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
                .formatted(port);
    }
}
