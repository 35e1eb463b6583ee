package dev.berth.ports;

import static dev.berth.ports.Given.claim;
import static dev.berth.ports.Given.freePort;
import static dev.berth.ports.Given.freePorts;
import static dev.berth.ports.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorityTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Authority authority = new Authority(Clock.fixed(START, ZoneOffset.UTC));

    @AfterEach
    void close() {
        authority.close();
    }

    @Test
    void aHeldTcpLeaseListens() throws IOException {
        try (var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
                var client = new Socket()) {
            client.connect(lease.endpoint().socketAddress());
            try (var accepted = lease.serverSocket().accept()) {
                assertThat(accepted.isConnected()).isTrue();
            }
            assertThat(lease.grade()).isEqualTo(Grade.HELD);
            assertThat(lease.since()).isEqualTo(START);
        }
    }

    @Test
    void aHeldUdpLeaseReceives() throws IOException {
        var endpoint = Endpoint.udp("127.0.0.1", freePort());
        try (var lease = authority.lease(claim(endpoint));
                var sender = DatagramChannel.open()) {
            sender.send(ByteBuffer.wrap(new byte[] {42}), endpoint.socketAddress());
            var packet = ByteBuffer.allocate(2);
            lease.datagramSocket().receive(packet);
            assertThat(packet.flip().get()).isEqualTo((byte) 42);
        }
    }

    @Test
    void aLeaseOnEveryAddressAnswersOnIpv4AndIpv6() throws IOException {
        try (var lease = authority.lease(claim(Endpoint.tcp(freePort())))) {
            for (String address : List.of("127.0.0.1", "::1")) {
                try (var client = new Socket()) {
                    client.connect(new InetSocketAddress(address, lease.endpoint().port()));
                    assertThat(client.isConnected()).isTrue();
                }
            }
        }
    }

    @Test
    void askingALeaseForASocketItHasNotSaysWhatItIs() throws IOException {
        try (var lease = authority.lease(claim(Endpoint.tcp(freePort())).guarded())) {
            assertThatIllegalStateException()
                    .isThrownBy(lease::serverSocket)
                    .withMessageContaining("guarded lease on tcp/");
            assertThatIllegalStateException().isThrownBy(lease::datagramSocket);
        }
    }

    @Test
    void aPortIsLeasedOnceAndTheSecondAskerIsToldWhoHasIt() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        var lease = authority.lease(claim(endpoint));
        var second = refused(authority, Claim.strict("Radio B", "web", endpoint));
        assertThat(second).isEqualTo(Verdict.Reserved.leased(endpoint, lease.claim()));
        assertThat(second.code()).isEqualTo("reserved");
        assertThat(second.explain())
                .isEqualTo(
                        endpoint
                                + " is leased to Radio A for rtmp; stop Radio A, or use another port");
    }

    @Test
    void leasesThatShareAnAddressConflictAndOthersDoNot() throws IOException {
        int port = freePort();
        var any4 = authority.lease(claim(Endpoint.tcp("0.0.0.0", port)));
        assertThat(refused(authority, claim(Endpoint.tcp(port))).code()).isEqualTo("reserved");
        assertThat(refused(authority, claim(Endpoint.tcp("127.0.0.1", port))).code())
                .isEqualTo("reserved");
        var loopback6 = authority.lease(claim(Endpoint.tcp("::1", port)));
        var udp = authority.lease(claim(Endpoint.udp(port)));
        assertThat(authority.leases()).containsExactly(any4, loopback6, udp);
        assertThat(authority.leaseOn(Endpoint.tcp("127.0.0.9", port))).contains(any4);
        assertThat(authority.leaseOn(Endpoint.udp("127.0.0.9", port))).contains(udp);
    }

    @Test
    void case47ALeaseIsReleasedOnceAndAStaleTokenReleasesNothing() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        var first = authority.lease(claim(endpoint));
        assertThat(authority.release(endpoint, first.token())).isTrue();
        assertThat(first.released()).isTrue();
        assertThat(authority.release(endpoint, first.token())).isFalse();

        var second = authority.lease(claim(endpoint));
        first.close();
        assertThat(authority.release(endpoint, first.token())).isFalse();
        assertThat(second.released()).isFalse();
        assertThat(second.serverSocket().isOpen()).isTrue();
        assertThat(authority.release(endpoint.withPort(1), second.token())).isFalse();
    }

    @Test
    void ofManyThreadsThatReleaseALeaseOneIsToldSo() throws Exception {
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var releases = new ArrayList<Future<Boolean>>();
            for (int i = 0; i < 32; i++) {
                releases.add(
                        threads.submit(() -> authority.release(lease.endpoint(), lease.token())));
            }
            int told = 0;
            for (var release : releases) {
                told += release.get() ? 1 : 0;
            }
            assertThat(told).isEqualTo(1);
        }
    }

    @Test
    void case46SixtyFourThreadsNeverShareAPortAndLoseNone() throws Exception {
        var range = freePorts(8);
        var template = Endpoint.tcp("127.0.0.1", range.first());
        var users = new AtomicIntegerArray(range.size());
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 64; i++) {
                var pool = Claim.pool("thread " + i, "test", template, range);
                var claim = i % 2 == 0 ? pool : pool.guarded();
                work.add(threads.submit(() -> leaseAndRelease(claim, range, users, start)));
            }
            start.countDown();
            int granted = 0;
            for (var done : work) {
                granted += done.get();
            }
            assertThat(granted).isGreaterThan(64);
        }
        assertThat(authority.leases()).isEmpty();
        for (int port = range.first(); port <= range.last(); port++) {
            assertThat(authority.check(template.withPort(port)).explain()).endsWith("is free");
        }
    }

    private int leaseAndRelease(
            Claim claim, PortRange range, AtomicIntegerArray users, CountDownLatch start)
            throws InterruptedException {
        int granted = 0;
        start.await();
        for (int i = 0; i < 100; i++) {
            switch (authority.answer(claim)) {
                case Answer.Granted(Lease lease) -> {
                    int slot = lease.endpoint().port() - range.first();
                    assertThat(users.incrementAndGet(slot)).isEqualTo(1);
                    users.decrementAndGet(slot);
                    lease.close();
                    granted++;
                }
                case Answer.Refused(Refusal why) -> assertThat(why).isEqualTo(allLeased(why));
            }
        }
        return granted;
    }

    /** The only refusal that threads of one authority may get on ports nobody else uses. */
    private static Refusal allLeased(Refusal why) {
        assertThat(why).isInstanceOf(Refusal.Exhausted.class);
        assertThat(((Refusal.Exhausted) why).causes()).isEqualTo(Map.of("leased", 8));
        return why;
    }

    @Test
    void whoMeetsAPortThatIsJustBeingBoundWaitsForTheOutcome() throws Exception {
        var binder = new SlowBinder();
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        try (var slow = new Authority(Clock.systemUTC(), 10, binder);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> slow.answer(claim(endpoint)));
            binder.begun.await();
            var second = new FutureTask<>(() -> slow.answer(claim(endpoint)));
            var waiter = Thread.ofPlatform().start(second);
            while (waiter.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            binder.mayEnd.countDown();
            assertThat(first.get()).isInstanceOf(Answer.Granted.class);
            assertThat(second.get())
                    .isEqualTo(
                            new Answer.Refused(Verdict.Reserved.leased(endpoint, claim(endpoint))));
            assertThat(binder.binds.get()).isEqualTo(1);
        }
    }

    /** Binds as this machine does, but not before it is told to. */
    private static final class SlowBinder implements Binder {
        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final AtomicInteger binds = new AtomicInteger();

        @Override
        public Mooring hold(Endpoint endpoint) throws IOException {
            binds.incrementAndGet();
            begun.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
            return Binder.ofThisMachine().hold(endpoint);
        }

        @Override
        public Mooring guard(Endpoint endpoint) throws IOException {
            return hold(endpoint);
        }

        @Override
        public Mooring prove(Endpoint endpoint) throws IOException {
            return hold(endpoint);
        }
    }

    @Test
    void looksOfOneThreadNeverCostAnotherItsPort() throws Exception {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var looks =
                    threads.submit(() -> {
                        for (int i = 0; i < 500; i++) {
                            assertThat(authority.check(endpoint))
                                    .isNotInstanceOf(Verdict.Held.class);
                        }
                    });
            for (int i = 0; i < 500; i++) {
                authority.lease(claim(endpoint)).close();
            }
            looks.get();
        }
    }

    @Test
    void case41AnExhaustedPoolCountsWhyAndGivesWhatComesFree() throws IOException {
        var range = freePorts(3);
        var template = Endpoint.tcp("127.0.0.1", range.first());
        var pool = Claim.pool("Radio A", "rtp", template, range);
        try (var squatter = new ServerSocket()) {
            squatter.bind(template.socketAddress());
            var first = authority.lease(pool);
            var second = authority.lease(pool);
            assertThat(List.of(first.endpoint().port(), second.endpoint().port()))
                    .containsExactlyInAnyOrder(range.first() + 1, range.last());

            var refusal = (Refusal.Exhausted) refused(authority, pool);
            assertThat(refusal.causes()).isEqualTo(Map.of("leased", 2, "held", 1));
            assertThat(refusal.explain())
                    .isEqualTo(
                            "tcp/127.0.0.1:%s has no free port (1 held, 2 leased); widen the range, or release ports of it that are not needed"
                                    .formatted(range));

            first.close();
            assertThat(authority.lease(pool).endpoint()).isEqualTo(first.endpoint());
        }
    }

    @Test
    void aClaimForTheNextPortTellsWhatItPassedOver() throws IOException {
        var range = freePorts(3);
        var preferred = Endpoint.tcp("127.0.0.1", range.first());
        var leased = authority.lease(claim(preferred));
        try (var squatter = new ServerSocket()) {
            squatter.bind(preferred.withPort(range.first() + 1).socketAddress());
            try (var lease = authority.lease(Claim.next("Radio B", "web", preferred))) {
                assertThat(lease.endpoint().port()).isEqualTo(range.last());
                assertThat(lease.passedOver()).hasSize(2);
                assertThat(lease.passedOver().get(0))
                        .isEqualTo(Verdict.Reserved.leased(preferred, leased.claim()));
                assertThat(lease.passedOver().get(1).explain())
                        .contains("pid " + ProcessHandle.current().pid());
            }
        }
    }

    @Test
    void aLookSaysFreeLeasedOrRefusedAndKeepsNothing() throws IOException {
        var endpoint = Endpoint.udp("127.0.0.1", freePort());
        assertThat(authority.check(endpoint)).isEqualTo(new Verdict.Free(endpoint, List.of()));
        try (var lease = authority.lease(claim(endpoint))) {
            assertThat(authority.check(endpoint))
                    .isEqualTo(Verdict.Reserved.leased(endpoint, lease.claim()));
            try (var other = new Authority()) {
                assertThat(other.check(endpoint)).isInstanceOf(Verdict.Held.class);
            }
        }
        assertThat(authority.check(endpoint).free()).isTrue();
    }

    @Test
    void listenersHearOfEveryChange() throws IOException {
        var heard = new ArrayList<Change>();
        authority.onChange(heard::add);
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        var refusal = refused(authority, lease.claim());
        lease.close();
        lease.close();
        assertThat(heard)
                .containsExactly(
                        new Change.Granted(lease),
                        new Change.Refused(lease.claim(), refusal),
                        new Change.Released(lease));
    }

    @Test
    void aListenerThatFailsOrLeasesItselfHarmsNobody() throws IOException {
        int port = freePort();
        authority.onChange(change -> {
            authority.leases().forEach(Lease::close);
            throw new OnPurpose();
        });
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", port)));
        assertThat(lease.released()).isTrue();
        assertThat(authority.check(lease.endpoint()).free()).isTrue();
    }

    @Test
    void anInterruptedThreadIsServedLikeAnyOther() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        Thread.currentThread().interrupt();
        try (var lease = authority.lease(claim(endpoint));
                var other = new Authority()) {
            assertThat(lease.serverSocket().isOpen()).isTrue();
            assertThat(refused(other, claim(endpoint)).explain())
                    .contains("pid " + ProcessHandle.current().pid());
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(authority.check(endpoint).free()).isTrue();
    }

    @Test
    void aClosedAuthorityHasGivenEverythingBackAndGrantsNothing() throws IOException {
        var endpoint = Endpoint.tcp("127.0.0.1", freePort());
        var lease = authority.lease(claim(endpoint));
        authority.close();
        assertThat(lease.released()).isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> authority.answer(claim(endpoint)))
                .withMessageContaining("closed");
        try (var other = new Authority()) {
            assertThat(other.check(endpoint).free()).isTrue();
        }
    }

    @Test
    void theLimitOfLeasesIsNoConflict() throws IOException {
        var range = freePorts(2);
        try (var small = new Authority(Clock.systemUTC(), 1, Binder.ofThisMachine());
                var lease = small.lease(claim(Endpoint.tcp(range.first())))) {
            var refusal = refused(small, claim(Endpoint.tcp(range.last())));
            assertThat(refusal.rule()).isEqualTo(Rule.RESOURCE_LIMIT);
            assertThat(refusal.explain()).contains("limit of 1 leases");
            assertThat(lease.released()).isFalse();
        }
    }

    @Test
    void case61APortThatIsGivenBackCanBeHadAtOnceAThousandTimes() throws IOException {
        var claim = claim(Endpoint.tcp("127.0.0.1", freePort()));
        for (int i = 0; i < 1000; i++) {
            authority.lease(claim).close();
        }
        assertThat(authority.leases()).isEmpty();
    }

    @Test
    void aRefusalThatIsThrownCarriesItsReasons() throws IOException {
        var lease = authority.lease(claim(Endpoint.tcp("127.0.0.1", freePort())));
        assertThatExceptionOfType(PortRefused.class)
                .isThrownBy(() -> authority.lease(lease.claim()))
                .satisfies(e -> assertThat(e).hasMessage(e.refusal().explain()));
    }

    /** Says nothing of its stack, so that the log of the tests stays short. */
    private static final class OnPurpose extends RuntimeException {
        OnPurpose() {
            super("on purpose", null, false, false);
        }
    }
}
