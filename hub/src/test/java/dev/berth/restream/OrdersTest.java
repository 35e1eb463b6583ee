package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.hub.Trial;
import dev.berth.journal.Journal;
import dev.berth.media.Publication;
import dev.berth.media.Scheme;
import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import dev.berth.media.Source;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import dev.berth.ports.Endpoint;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.rtmp.Await;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs do as they are told: by their owner, by their schedule, and when an ingest fails. */
class OrdersTest {
    private static final String SIGNAL = "test:?size=320x180&rate=15";
    private static final Instant EIGHT = Instant.parse("2026-11-22T20:00:00Z");

    private final Trial trial = Trial.start();
    private final Trial platform = Trial.start();

    @AfterEach
    void end() {
        trial.close();
        platform.close();
    }

    private String add(Target target) {
        return restream().add(new Job(SIGNAL, List.of(target))).getFirst().id();
    }

    private Restream restream() {
        return trial.hub().restream();
    }

    private OutputStatus status(String id) {
        return restream().find(id).orElseThrow();
    }

    private void await(String id, OutputState state) {
        Await.until(
                () -> "the output is " + state + "; it is " + status(id),
                () -> status(id).state() == state);
    }

    private static Optional<StreamStatus> stream(Trial at, String name) {
        return at.hub().streams().status(name);
    }

    private static void awaitLive(Trial at, String name) {
        Await.until(
                name + " is live there",
                () ->
                        stream(at, name)
                                .filter(found -> found.state() == StreamStatus.State.LIVE)
                                .isPresent());
    }

    private static void awaitFrames(Trial at, String name, long more) {
        long before = stream(at, name).map(StreamStatus::frames).orElse(0L);
        Await.until(
                name + " goes on there",
                () ->
                        stream(at, name)
                                .filter(found -> found.frames() >= before + more)
                                .isPresent());
    }

    @Test
    void anOutputStopsAndStartsAgainAsItsOwnerSays() {
        var id = add(Target.of(platform.rtmp("live/one")).named("platform"));
        awaitLive(platform, "live/one");
        assertThat(trial.get("/metrics").body())
                .containsPattern(
                        "berth_each_output_bits_per_second\\{id=\"o1\",name=\"platform\"}"
                                + " [0-9]");

        assertThat(trial.post("/api/v1/outputs/" + id + "/stop", "text/plain", "").statusCode())
                .isEqualTo(200);
        await(id, OutputState.STOPPED);
        Await.until(
                "nobody publishes there",
                () ->
                        stream(platform, "live/one")
                                .filter(found -> found.state() == StreamStatus.State.LIVE)
                                .isEmpty());

        trial.post("/api/v1/outputs/" + id + "/start", "text/plain", "");
        await(id, OutputState.LIVE);
        awaitLive(platform, "live/one");
        assertThat(status(id).reconnects()).as("a stop is no break").isZero();
        assertThat(trial.post("/api/v1/outputs/o99/stop", "text/plain", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void anOutputThatStandsByIsConnectedAndNothingOfItIsSeenUntilItIsStarted() {
        var id = add(Target.of(platform.rtmp("live/one")).standingBy());
        await(id, OutputState.STANDING_BY);
        assertThat(platform.hub().streams().all()).isEmpty();
        assertThat(connections(platform)).isEqualTo(1);

        assertThat(restream().order(id, Order.START)).isTrue();
        await(id, OutputState.LIVE);
        awaitLive(platform, "live/one");
        assertThat(connections(platform)).isEqualTo(1);

        assertThat(restream().order(id, Order.STANDBY)).isTrue();
        await(id, OutputState.STANDING_BY);
    }

    /** Leases with which the trial connected to that hub. */
    private long connections(Trial to) {
        var port = URI.create(to.rtmp("a/b")).getPort();
        return trial.hub().authority().leases().stream()
                .filter(lease -> lease.claim().purpose().contains("127.0.0.1:" + port))
                .count();
    }

    @Test
    void anOutputWhoseServerHangsUpWhileItStandsByConnectsAgain() {
        var port = Trial.freePort();
        var first = at(port);
        var id = add(Target.of("rtmp://127.0.0.1:" + port.port() + "/live/one").standingBy());
        await(id, OutputState.STANDING_BY);

        first.close();
        await(id, OutputState.BACKING_OFF);
        try (var second = at(port)) {
            await(id, OutputState.STANDING_BY);
            assertThat(second.hub().streams().all()).isEmpty();
        }
    }

    private static Trial at(Endpoint port) {
        return Trial.start(config -> config.with(config.rtmp().listeningOn(port)));
    }

    @Test
    void whoListensCannotStandBy() {
        var listens = "rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/a?listen=1";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> add(Target.of(listens).standingBy()))
                .withMessageContaining("has no use for a backup or standby");
        var id = add(Target.of(listens));
        assertThat(trial.post("/api/v1/outputs/" + id + "/standby", "text/plain", "").statusCode())
                .isEqualTo(422);
    }

    @Test
    void theBackupTakesOverAtOnceAndHandsBackWhenTheFirstHasHeld() {
        var port = Trial.freePort();
        var first = at(port);
        var target =
                Target.of("rtmp://127.0.0.1:" + port.port() + "/live/one")
                        .backedBy(platform.rtmp("live/one"))
                        .stableAfter(Duration.ofSeconds(1));
        var id = add(target);
        awaitLive(first, "live/one");
        assertThat(status(id).onBackup()).isFalse();

        first.close();
        awaitLive(platform, "live/one");
        await(id, OutputState.LIVE);
        assertThat(status(id).onBackup()).isTrue();
        awaitFrames(platform, "live/one", 20);

        try (var again = at(port)) {
            awaitLive(again, "live/one");
            awaitFrames(again, "live/one", 20);
            await(id, OutputState.LIVE);
            assertThat(status(id).onBackup()).isFalse();
            assertThat(status(id).to()).endsWith("/live/***");
            assertThat(status(id).backup()).endsWith("/live/***");
        }
    }

    @Test
    void aBackupThatIsTheSameAddressIsRefused() {
        var same = platform.rtmp("live/one");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> add(Target.of(same).backedBy(same)))
                .withMessageContaining("is an output already");
    }

    /** A platform in memory: takes everybody, until it is told to end. */
    private static final class Room implements Scheme {
        private final AtomicReference<CountDownLatch> sending = new AtomicReference<>();

        boolean live() {
            var now = sending.get();
            return now != null && now.getCount() > 0;
        }

        @Override
        public Source open(URI from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Address look(URI uri, boolean sink) {
            return new Address(uri.toString(), "room", false, Optional.empty(), "a room");
        }

        @Override
        public Sink dial(URI to, String stream) {
            var closed = new CountDownLatch(1);
            return new Sink() {
                @Override
                public void begin() {
                    sending.set(closed);
                }

                @Override
                public void run() throws InterruptedException {
                    closed.await();
                }

                @Override
                public void finish() {}

                @Override
                public SinkStatus status() {
                    return new SinkStatus(1, 0, 1, 1, 0, 0, 0);
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }
    }

    /** Nobody's clock but the test's. */
    private static final class Wall implements java.time.InstantSource {
        private volatile Instant now = EIGHT.minusSeconds(60);

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Room room = new Room();
    private final Wall wall = new Wall();

    /** Looks at its outputs when it is told to, and not by itself. */
    private Restream planned() throws IOException {
        publish();
        var streams = trial.hub().streams();
        return new Restream(room, noProcesses(streams), streams, new Journal(wall), wall);
    }

    private static Processes noProcesses(Streams streams) {
        return new Processes(
                streams,
                ImmediateEventExecutor.INSTANCE,
                memory -> {
                    throw new IOException("not in this test");
                },
                Map.of());
    }

    private Publication publish() throws IOException {
        return trial.hub().streams().publish("live/a", "a test");
    }

    private void pass(Restream restream, Instant now) {
        wall.now = now;
        restream.look(now);
    }

    private static void awaitOnly(Restream restream, OutputState state) {
        Await.until(
                () -> "it is " + state + "; it is " + restream.list(),
                () -> restream.list().getFirst().state() == state);
    }

    private static Job from(Target target) {
        return new Job("live/a", List.of(target));
    }

    @Test
    void anOutputGoesLiveAndStopsAsItsScheduleSays() throws Exception {
        try (var restream = planned()) {
            var show = new Schedule(EIGHT, EIGHT.plusSeconds(3_600), List.of());
            restream.add(from(Target.of("room:a").during(show)));
            awaitOnly(restream, OutputState.WAITING_FOR_TIME);
            assertThat(restream.list().getFirst().change()).isEqualTo(EIGHT);

            pass(restream, EIGHT);
            awaitOnly(restream, OutputState.LIVE);
            assertThat(room.live()).isTrue();

            pass(restream, EIGHT.plusSeconds(3_600));
            awaitOnly(restream, OutputState.WAITING_FOR_TIME);
            assertThat(room.live()).isFalse();
            assertThat(restream.list().getFirst().change()).isNull();
        }
    }

    @Test
    void anOwnersWordHoldsUntilTheScheduleNextChanges() throws Exception {
        try (var restream = planned()) {
            var daily =
                    new Schedule(
                            null,
                            null,
                            List.of(
                                    Schedule.Hours.parse(
                                            "20:00-21:00 UTC", java.time.ZoneOffset.UTC)));
            var id = restream.add(from(Target.of("room:a").during(daily))).getFirst().id();
            pass(restream, EIGHT);
            awaitOnly(restream, OutputState.LIVE);

            restream.order(id, Order.STOP);
            awaitOnly(restream, OutputState.STOPPED);
            pass(restream, EIGHT.plusSeconds(1_800));
            assertThat(restream.list().getFirst().state()).isEqualTo(OutputState.STOPPED);

            pass(restream, EIGHT.plusSeconds(3_600));
            awaitOnly(restream, OutputState.WAITING_FOR_TIME);
            pass(restream, EIGHT.plus(Duration.ofDays(1)));
            awaitOnly(restream, OutputState.LIVE);
        }
    }

    @Test
    void anOutputThatStandsByOutsideItsHoursIsConnectedAllTheTime() throws Exception {
        try (var restream = planned()) {
            var show = new Schedule(EIGHT, null, List.of());
            restream.add(from(Target.of("room:a").during(show).standingBy()));
            awaitOnly(restream, OutputState.STANDING_BY);
            assertThat(room.live()).isFalse();

            pass(restream, EIGHT);
            awaitOnly(restream, OutputState.LIVE);
            assertThat(room.live()).isTrue();
        }
    }
}
