package dev.berth.segments;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final Initialization INITIALIZATION =
            new Initialization(1, List.of(), Unpooled.EMPTY_BUFFER);

    private final List<Runnable> later = new ArrayList<>();
    private final Window window = new Window(3, () -> 1_000, later::add);

    @Test
    void theOldestSegmentGoesWhenThereAreTooMany() {
        segments(1, 5, 10);

        assertThat(window.view().segments())
                .extracting(Segment::number)
                .containsExactly(3L, 4L, 5L);
        assertThat(window.view().segment(2)).isEmpty();
        assertThat(window.view().has(2)).as("was there").isTrue();
    }

    @Test
    void theOldestSegmentGoesSoonerWhenTheyAreLarge() {
        segments(1, 3, 600);

        assertThat(window.view().segments()).extracting(Segment::number).containsExactly(3L);
    }

    @Test
    void aPartIsWaitedForUntilItIsThere() {
        var told = window.whenPart(1, 1);
        window.opened(opening(1));
        window.part(part(1, 0, 10));
        assertThat(later).isEmpty();

        window.part(part(1, 1, 10));
        assertThat(told).as("told under a lock").isNotDone();
        later.forEach(Runnable::run);

        assertThat(told).isCompletedWithValueMatching(view -> view.part(1, 1).isPresent());
        assertThat(window.whenPart(1, 0)).isCompleted();
    }

    @Test
    void aPartBehindTheLastOfItsSegmentIsThereWithTheNextSegment() {
        var told = window.whenPart(1, 7);
        segments(1, 1, 10);
        later.forEach(Runnable::run);

        assertThat(told).isCompleted();
    }

    @Test
    void whoWaitsForASegmentIsToldWhenTheStreamEnds() {
        var told = window.whenSegment(9);
        window.ended();
        later.forEach(Runnable::run);

        assertThat(told).isCompletedWithValueMatching(Window.View::over);
        assertThat(window.whenSegment(9)).isCompleted();
    }

    @Test
    void whoWaitsIsToldWhyThereWillBeNothing() {
        var told = window.whenPart(1, 0);
        window.refused("no codec that MP4 has a place for");
        later.forEach(Runnable::run);

        assertThat(told)
                .isCompletedWithValueMatching(
                        view -> "no codec that MP4 has a place for".equals(view.refusal()));
    }

    @Test
    void whoNoLongerWaitsIsForgotten() {
        window.whenPart(9, 0).cancel(false);
        segments(1, 9, 1);

        assertThat(later).isEmpty();
    }

    @Test
    void whoNoLongerWaitsTakesNoPlace() {
        for (int i = 0; i < 10_000; i++) {
            window.whenPart(9, 0).cancel(false);
        }

        assertThat(window.whenPart(9, 0)).isNotDone();
    }

    private void segments(long first, long last, int bytes) {
        for (long number = first; number <= last; number++) {
            var opening = opening(number);
            var part = part(number, 0, bytes);
            window.opened(opening);
            window.part(part);
            window.closed(new Segment(opening, part.duration(), List.of(part)));
        }
    }

    private static Opening opening(long number) {
        return new Opening(
                number, INITIALIZATION, false, true, Instant.EPOCH, Duration.ofSeconds(number));
    }

    private static Part part(long segment, int index, int bytes) {
        return new Part(
                segment,
                index,
                Duration.ofSeconds(segment),
                Duration.ofSeconds(1),
                true,
                Unpooled.wrappedBuffer(new byte[bytes]));
    }
}
