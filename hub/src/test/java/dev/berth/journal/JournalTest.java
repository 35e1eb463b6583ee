package dev.berth.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Journal journal = new Journal(() -> NOON);

    private List<Event> after(long id) {
        try {
            return journal.after(id, Duration.ZERO);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void whoWasAwayGetsWhatHappenedSince() {
        journal.append("output.live", "o1", "one");
        journal.append("output.live", "o2", "two");

        assertThat(after(1)).containsExactly(new Event(2, NOON, "output.live", "o2", "two"));
        assertThat(after(0)).hasSize(2);
        assertThat(after(2)).isEmpty();
        assertThat(journal.last()).isEqualTo(2);
    }

    @Test
    void onlyTheNewestThousandAreKept() {
        for (int i = 1; i <= 1_500; i++) {
            journal.append("a.b", "c", "text " + i);
        }

        assertThat(after(0)).hasSize(1_000);
        assertThat(after(0).getFirst().id()).isEqualTo(501);
        assertThat(after(1_499)).hasSize(1);
    }

    @Test
    void whoWaitsIsWokenByTheNextEvent() throws Exception {
        var waiting = new CompletableFuture<List<Event>>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        waiting.complete(journal.after(0, Duration.ofSeconds(20)));
                    } catch (InterruptedException interrupted) {
                        waiting.completeExceptionally(interrupted);
                    }
                });

        journal.append("stream.live", "live/demo", "it is live");

        assertThat(waiting.get(20, TimeUnit.SECONDS))
                .extracting(Event::subject)
                .containsExactly("live/demo");
    }
}
