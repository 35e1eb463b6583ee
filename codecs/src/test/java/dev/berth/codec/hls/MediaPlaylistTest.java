package dev.berth.codec.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MediaPlaylistTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00.5Z");
    private static final Duration PART_TARGET = Duration.ofMillis(500);

    @Test
    void aLiveWindowIsWrittenAsTheSpecificationWritesIt() {
        var first = segment(7, "7.mp4", false, List.of());
        var newest =
                new MediaSegment(
                        "8.m4s",
                        Duration.ofMillis(833),
                        false,
                        START.plusSeconds(2),
                        false,
                        true,
                        "7.mp4",
                        List.of(
                                new PartialSegment("8.0.m4s", Duration.ofMillis(500), true),
                                new PartialSegment(
                                        "8.1.m4s", Duration.ofNanos(333_333_333), false)));
        assertThat(playlist(7, "8.2.m4s", first, newest).text())
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.50000,CAN-SKIP-UNTIL=12.00000,HOLD-BACK=6.00000
                        #EXT-X-PART-INF:PART-TARGET=0.50000
                        #EXT-X-MEDIA-SEQUENCE:7
                        #EXT-X-DISCONTINUITY-SEQUENCE:3
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-MAP:URI="7.mp4"
                        #EXT-X-PROGRAM-DATE-TIME:2026-03-01T12:00:00.500Z
                        #EXTINF:2.00000,
                        7.m4s
                        #EXT-X-PROGRAM-DATE-TIME:2026-03-01T12:00:02.500Z
                        #EXT-X-PART:DURATION=0.50000,URI="8.0.m4s",INDEPENDENT=YES
                        #EXT-X-PART:DURATION=0.33333,URI="8.1.m4s"
                        #EXT-X-PRELOAD-HINT:TYPE=PART,URI="8.2.m4s"
                        """);
    }

    @Test
    void aStreamThatHasEndedSaysSoAndHintsAtNothing() {
        assertThat(playlist(7, null, segment(7, "7.mp4", false, List.of())).text())
                .endsWith("7.m4s\n#EXT-X-ENDLIST\n")
                .doesNotContain("PRELOAD-HINT");
    }

    @Test
    void whatBelongsToASegmentComesBeforeItsParts() {
        var part = new PartialSegment("8.0.m4s", PART_TARGET, true);
        var text =
                playlist(
                                7,
                                "9.0.m4s",
                                segment(7, "1.mp4", false, List.of()),
                                segment(8, "2.mp4", true, List.of(part)))
                        .text();
        assertThat(text)
                .containsSubsequence(
                        "7.m4s\n#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"2.mp4\"\n#EXT-X-PROGRAM-DATE-TIME:",
                        "#EXT-X-PART:",
                        "#EXTINF:",
                        "8.m4s");
    }

    @Test
    void anInitializationIsNamedWhereItBegins() {
        var text =
                playlist(
                                1,
                                "4.0.m4s",
                                segment(1, "1.mp4", false, List.of()),
                                segment(2, "1.mp4", false, List.of()),
                                segment(3, "2.mp4", true, List.of()))
                        .text();
        assertThat(text.lines().filter(line -> line.startsWith("#EXT-X-MAP")).toList())
                .containsExactly("#EXT-X-MAP:URI=\"1.mp4\"", "#EXT-X-MAP:URI=\"2.mp4\"");
    }

    @Test
    void partsAreListedForThreeTargetsBeforeTheEnd() {
        var parted =
                IntStream.rangeClosed(1, 6)
                        .mapToObj(number ->
                                segment(
                                        number,
                                        "1.mp4",
                                        false,
                                        List.of(
                                                new PartialSegment(
                                                        number + ".0.m4s",
                                                        Duration.ofSeconds(2),
                                                        true))))
                        .toArray(MediaSegment[]::new);
        assertThat(playlist(1, "7.0.m4s", parted).text())
                .doesNotContain("\"3.0.m4s\"")
                .contains("\"4.0.m4s\"", "\"5.0.m4s\"", "\"6.0.m4s\"");
    }

    @Test
    void anUpdateLeavesOutWhatIsFartherFromTheEndThanSixTargets() {
        var update = playlist(1, "11.0.m4s", many(10)).update();
        assertThat(update)
                .contains("#EXT-X-MEDIA-SEQUENCE:1\n", "#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n")
                .doesNotContain("\n4.m4s\n")
                .doesNotContain("EXT-X-MAP")
                .contains("\n5.m4s\n", "\n10.m4s\n");
    }

    @Test
    void anUpdateNamesAnInitializationThatThePlayerMayNotKnow() {
        var segments = new ArrayList<>(List.of(many(4)));
        for (int number = 5; number <= 10; number++) {
            segments.add(segment(number, "2.mp4", number == 5, List.of()));
        }
        assertThat(playlist(1, "11.0.m4s", segments.toArray(MediaSegment[]::new)).update())
                .containsSubsequence("SKIPPED-SEGMENTS=4", "#EXT-X-MAP:URI=\"2.mp4\"", "\n5.m4s\n");
    }

    @Test
    void anUpdateOfAShortWindowIsAllOfIt() {
        var playlist = playlist(1, "7.0.m4s", many(6));
        assertThat(playlist.update()).isEqualTo(playlist.text());
    }

    @Test
    void segmentsThatNeedOthersAreNotCalledIndependent() {
        var needy =
                new MediaSegment(
                        "2.m4s",
                        Duration.ofSeconds(2),
                        true,
                        START,
                        false,
                        false,
                        "1.mp4",
                        List.of());
        assertThat(playlist(1, "3.0.m4s", segment(1, "1.mp4", false, List.of()), needy).text())
                .doesNotContain("INDEPENDENT-SEGMENTS");
    }

    @Test
    void noAddressEndsItsTextBeforeItsTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> playlist(1, "a\"b", segment(1, "1.mp4", false, List.of())).text());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> playlist(1, "a\nb", segment(1, "1.mp4", false, List.of())).text());
    }

    private static MediaSegment[] many(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> segment(number, "1.mp4", false, List.of()))
                .toArray(MediaSegment[]::new);
    }

    private static MediaSegment segment(
            long number, String map, boolean discontinuity, List<PartialSegment> parts) {
        return new MediaSegment(
                number + ".m4s",
                Duration.ofSeconds(2),
                true,
                START,
                discontinuity,
                true,
                map,
                parts);
    }

    private static MediaPlaylist playlist(
            long sequence, @Nullable String next, MediaSegment... segments) {
        return new MediaPlaylist(2, PART_TARGET, sequence, 3, List.of(segments), next);
    }
}
