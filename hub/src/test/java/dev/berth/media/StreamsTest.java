package dev.berth.media;

import static dev.berth.media.Stage.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.StreamStatus.State;
import dev.berth.rtmp.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Stage stage = new Stage(Stage.grace(SOON));
    private final Streams streams = stage.streams;

    @AfterEach
    void close() {
        stage.close();
    }

    private State state(String name) {
        return streams.status(name).orElseThrow().state();
    }

    @Test
    void aSecondPublisherIsRefusedWithASentenceThatNamesTheFirst() throws Exception {
        streams.publish("live/demo", "the first");
        var since = streams.status("live/demo").orElseThrow().since();

        assertThatThrownBy(() -> streams.publish("live/demo", "the second"))
                .isInstanceOf(NameTaken.class)
                .hasMessage(
                        "stream live/demo is published by the first since "
                                + since
                                + "; stop that publisher, or publish under another name");
    }

    @Test
    void aNameIsFreeAgainOnceItsPublisherIsDone() throws Exception {
        streams.publish("live/demo", "the first").end();

        assertThat(streams.status("live/demo")).isEmpty();
        streams.publish("live/demo", "the second");
        assertThat(streams.status("live/demo").orElseThrow().publisher()).isEqualTo("the second");
    }

    @Test
    void aNameHasCharactersThatCanBePrintedButNotTooMany() {
        for (var name : List.of("", "  ", "live/", "/demo", "x".repeat(513), "live/\u001b[2J")) {
            assertThatThrownBy(() -> streams.publish(name, "a test"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("that is no name for a stream");
        }
        assertThat(streams.all()).isEmpty();
    }

    @Test
    void thereAreOnlySoManyStreams() throws Exception {
        streams.publish("live/c", "a test");
        stage.publish("live/a");
        stage.read("live/b");

        assertThatThrownBy(() -> stage.publish("live/d"))
                .hasMessage(
                        "there are 3 streams already, the most that media.streams allows; end one, or raise media.streams");
        assertThatThrownBy(() -> stage.read("live/d"))
                .hasMessageStartingWith("there are 3 streams");
        assertThat(streams.all())
                .extracting(StreamStatus::name)
                .containsExactly("live/a", "live/b", "live/c");
    }

    @Test
    void aStreamThatIsAwaitedIsForgottenWithItsLastReader() throws Exception {
        var one = stage.read("live/demo");
        var two = stage.read("live/demo");
        assertThat(state("live/demo")).isEqualTo(State.AWAITED);
        assertThat(streams.status("live/demo").orElseThrow().readers()).isEqualTo(2);

        one.reader.close();
        one.reader.close();
        assertThat(streams.status("live/demo").orElseThrow().readers()).isEqualTo(1);
        two.reader.close();
        assertThat(streams.status("live/demo")).isEmpty();
    }

    @Test
    void aStreamEndsWhenItsPublisherStaysAwayLongerThanTheGrace() throws Exception {
        var states = new CopyOnWriteArrayList<State>();
        streams.watch(status -> states.add(status.state()));
        var reader = stage.read("live/demo");
        var publication = stage.publish("live/demo");
        publication.write(key(0));
        publication.lost();

        Await.until("the stream is over", () -> streams.status("live/demo").isEmpty());
        assertThat(states).containsExactly(State.LIVE, State.INTERRUPTED, State.ENDED);
        assertThat(reader.take()).isEqualTo("K0");
        assertThat(reader.reader.ended()).isTrue();
    }

    @Test
    void aStreamDoesNotEndWhenItsPublisherComesBackInTime() throws Exception {
        try (var patient = new Stage()) {
            var states = new CopyOnWriteArrayList<State>();
            patient.streams.watch(status -> states.add(status.state()));
            patient.publish("live/demo").lost();
            var again = patient.publish("live/demo");

            assertThat(states).containsExactly(State.LIVE, State.INTERRUPTED, State.LIVE);
            again.end();
            assertThat(patient.streams.status("live/demo")).isEmpty();
        }
    }

    @Test
    void whoLostAStreamCannotEndItForTheNext() throws Exception {
        try (var patient = new Stage()) {
            var first = patient.publish("live/demo");
            first.lost();
            patient.publish("live/demo");
            first.end();
            first.lost();

            assertThat(patient.streams.status("live/demo").orElseThrow().state())
                    .isEqualTo(State.LIVE);
        }
    }

    @Test
    void aNewStreamOfANameHasNothingOfTheOldOne() throws Exception {
        var old = stage.read("live/demo");
        var first = stage.publish("live/demo");
        first.write(key(9_000));
        first.end();
        var second = stage.publish("live/demo");
        second.write(key(0));

        assertThat(stage.read("live/demo").take()).isEqualTo("K0");
        assertThat(old.take()).isEqualTo("K9000");
        old.reader.close();
        assertThat(state("live/demo")).isEqualTo(State.LIVE);
    }

    @Test
    void whoAwaitsAStreamIsWokenByItsPublisherAndNotBefore() throws Exception {
        assertThat(streams.awaitLive("live/demo", Duration.ZERO)).isFalse();
        stage.read("live/demo");
        assertThat(streams.awaitLive("live/demo", SOON)).isFalse();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var awaiting = threads.submit(() -> streams.awaitLive("live/demo", LONG));
            stage.publish("live/demo");
            assertThat(awaiting.get()).isTrue();
        }
    }
}
