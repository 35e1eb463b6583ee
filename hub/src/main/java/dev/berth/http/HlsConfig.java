package dev.berth.http;

import dev.berth.config.Section;
import java.time.Duration;

/**
 * How streams are served as HLS.
 *
 * @param segment a segment ends at the first key frame after this
 * @param longest how long a stream's first segment may become for want of key frames; none is
 *     longer after that, key frames or not
 * @param part how long a part of a segment is at most: players that know low latency stay three of
 *     them behind
 * @param window how many whole segments of a stream are kept
 * @param memory bytes of the whole segments of all streams; a stream keeps a quarter of it at most,
 *     or an equal share where there are more than four, and where all together have less than a
 *     quarter left, no further one begins
 */
public record HlsConfig(Duration segment, Duration longest, Duration part, int window, int memory) {
    private static final int MIB = 1 << 20;

    /** So many streams have a quarter of the memory each. */
    private static final int FEW = 4;

    /** However little the streams keep, there are fewer than this. */
    private static final int MANY = 64;

    public static final HlsConfig DEFAULT =
            new HlsConfig(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(333),
                    15,
                    96 * MIB);

    /** Reads the section {@code http.hls}. */
    static HlsConfig read(Section section) {
        var half = Duration.ofMillis(500);
        var minute = Duration.ofMinutes(1);
        var config =
                new HlsConfig(
                        section.duration("segment", DEFAULT.segment, half, minute),
                        section.duration("longest", DEFAULT.longest, half, minute),
                        section.duration(
                                "part",
                                DEFAULT.part,
                                Duration.ofMillis(100),
                                Duration.ofSeconds(5)),
                        section.number("window", DEFAULT.window, 4, 10_000),
                        section.size("memory", DEFAULT.memory, 4 * MIB, 2_000 * MIB));
        section.end();
        if (config.part.compareTo(config.segment) > 0) {
            section.problem(
                    "part",
                    "http.hls.part is %s, longer than http.hls.segment; make it a part of that"
                            .formatted(Section.words(config.part)));
        } else if (config.segment.compareTo(config.longest) > 0) {
            section.problem(
                    "longest",
                    "http.hls.longest is %s, less than http.hls.segment; make it at least as long"
                            .formatted(Section.words(config.longest)));
        } else {
            return config;
        }
        return DEFAULT;
    }

    /** How many bytes one of so many streams may keep. */
    long share(int streams) {
        return memory / Math.max(FEW, streams);
    }

    /** What a stream counts for at least: many that begin at once have nothing yet. */
    long least() {
        return memory / MANY;
    }
}
