package dev.berth.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import dev.berth.journal.Event;
import dev.berth.journal.Journal;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.rtmp.Await;
import dev.berth.supervise.ServiceStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private final Authority authority = new Authority();
    private final Journal journal = new Journal(Clock.systemUTC());
    private final Supervisor supervisor = new Supervisor(authority, journal, Duration.ofMillis(50));
    private final List<String> story = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        supervisor.close();
        authority.close();
    }

    /** Does nothing on its ports but hold them, and tells when it starts and stops. */
    private class Idle implements Service {
        private final String name;
        private final List<Claim> claims;

        Idle(String name, Endpoint... ports) {
            this.name = name;
            this.claims =
                    Arrays.stream(ports).map(port -> Claim.strict("hub", name, port)).toList();
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<Claim> claims() {
            return claims;
        }

        @Override
        public Running start(Leases leases) throws IOException {
            story.add("start " + name);
            return () -> story.add("stop " + name);
        }
    }

    private ServiceStatus status(String name) {
        return supervisor.status().stream()
                .filter(status -> status.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ServerSocket take(Endpoint port) throws IOException {
        return new ServerSocket(port.port(), 1, InetAddress.getLoopbackAddress());
    }

    private List<String> kinds() throws InterruptedException {
        return journal.after(0, Duration.ZERO).stream().map(Event::kind).toList();
    }

    @Test
    void servicesStartInOrderAndStopInTheOppositeOrder() {
        supervisor.start(List.of(new Idle("a", Trial.freePort()), new Idle("b"), new Idle("c")));
        supervisor.close();

        assertThat(story)
                .containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
        assertThat(authority.leases()).isEmpty();
        assertThat(supervisor.status())
                .extracting(ServiceStatus::state)
                .containsOnly(State.STOPPED);
    }

    @Test
    void aServiceWhosePortIsHeldSaysByWhomAndStartsByItselfOnceItIsFree() throws Exception {
        var port = Trial.freePort();
        try (var other = take(port)) {
            supervisor.start(List.of(new Idle("door", port), new Idle("roof")));

            assertThat(other.isBound()).isTrue();
            assertThat(status("door").state()).isEqualTo(State.WAITING_FOR_PORT);
            assertThat(status("door").problem())
                    .contains(port.toString())
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(status("door").leases()).isEmpty();
            assertThat(status("roof").state()).isEqualTo(State.RUNNING);
        }

        Await.until("the door opens", () -> status("door").state() == State.RUNNING);
        assertThat(status("door").problem()).isNull();
        assertThat(authority.leases()).extracting(lease -> lease.endpoint()).containsExactly(port);
        assertThat(kinds()).containsOnlyOnce("service.waiting-for-port");
    }

    @Test
    void aServiceGetsAllOfItsPortsOrNone() throws Exception {
        var free = Trial.freePort();
        var held = Trial.freePort();
        try (var other = take(held)) {
            supervisor.start(List.of(new Idle("both", free, held)));

            assertThat(other.isBound()).isTrue();
            assertThat(story).isEmpty();
            Await.until("the first port is free again", () -> authority.check(free).free());
        }
        Await.until("both are had", () -> status("both").leases().size() == 2);
    }

    @Test
    void aServiceThatFailsGivesItsPortBackAndTheOthersRun() throws Exception {
        var mended = new AtomicBoolean();
        var port = Trial.freePort();
        var broken =
                new Idle("broken", port) {
                    @Override
                    public Running start(Leases leases) throws IOException {
                        if (!mended.get()) {
                            throw new IOException("the lamp is out; change it");
                        }
                        return super.start(leases);
                    }
                };
        supervisor.start(List.of(broken, new Idle("other")));

        assertThat(status("broken").state()).isEqualTo(State.FAILED);
        assertThat(status("broken").problem()).isEqualTo("the lamp is out; change it");
        assertThat(status("other").state()).isEqualTo(State.RUNNING);

        mended.set(true);
        Await.until("it runs once it is mended", () -> status("broken").state() == State.RUNNING);
        assertThat(kinds()).containsOnlyOnce("service.failed");
    }

    @Test
    void aServiceThatFailsToStopKeepsNoPortAndNoOtherServiceFromStopping() {
        var port = Trial.freePort();
        var stubborn =
                new Idle("stubborn", port) {
                    @Override
                    public Running start(Leases leases) {
                        return () -> {
                            throw new IllegalStateException("no");
                        };
                    }
                };
        supervisor.start(List.of(new Idle("first"), stubborn));
        supervisor.close();

        assertThat(story).containsExactly("start first", "stop first");
        assertThat(authority.leases()).isEmpty();
    }
}
