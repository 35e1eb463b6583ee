package dev.berth.media;

import dev.berth.config.Section;
import dev.berth.config.StreamGlob;
import java.time.Duration;
import java.util.List;

/**
 * How streams are carried.
 *
 * @param delay how long frames wait on average so that one system call carries several; twice that
 *     at most, and sound for a picture four times; zero sends every frame at once
 * @param delays the same for some streams; the first that names a stream counts
 * @param sending how batches get into sockets
 * @param gopBytes how much a stream keeps from its last key frame on for readers that come late; a
 *     picture group larger than this is not kept, and late readers wait for the next key frame
 * @param queueBytes how far a reader may fall behind before it loses frames up to a key frame
 * @param grace how long a stream outlives a publisher that vanished, and how long a reader waits
 *     for a publisher
 * @param streams how many streams there may be at once
 */
public record MediaConfig(
        Duration delay,
        List<Delay> delays,
        Sending sending,
        int gopBytes,
        int queueBytes,
        Duration grace,
        int streams) {
    private static final int MIB = 1 << 20;
    private static final Duration LOW = Duration.ofMillis(20);

    public static final MediaConfig DEFAULT =
            new MediaConfig(
                    Duration.ofMillis(50),
                    List.of(),
                    Sending.AUTO,
                    8 * MIB,
                    8 * MIB,
                    Duration.ofSeconds(10),
                    1_000);

    /** How batches get into sockets. */
    public enum Sending {
        /** Those that many are sent, from a file in memory, where the platform can. */
        AUTO,
        /** Copied for every reader. */
        WRITE
    }

    /**
     * The delay of some streams.
     *
     * @param streams which ones
     */
    public record Delay(StreamGlob streams, Duration delay) {}

    public MediaConfig {
        delays = List.copyOf(delays);
    }

    /** Reads the section {@code media}. */
    public static MediaConfig read(Section section) {
        var config =
                new MediaConfig(
                        delay(section),
                        section.sections("delays").stream().map(MediaConfig::delays).toList(),
                        section.choice("send", List.of(Sending.values())),
                        section.size("gop", DEFAULT.gopBytes, 0, 256 * MIB),
                        section.size("queue", DEFAULT.queueBytes, 64 << 10, 256 * MIB),
                        section.duration(
                                "grace", DEFAULT.grace, Duration.ZERO, Duration.ofHours(1)),
                        section.number("streams", DEFAULT.streams, 1, 100_000));
        config.check(section);
        section.end();
        return config;
    }

    private static Delay delays(Section section) {
        var delays = new Delay(new StreamGlob(section.text("streams", "**")), delay(section));
        section.end();
        return delays;
    }

    /** A time, or a word for one. */
    private static Duration delay(Section section) {
        return section.value(
                "delay",
                DEFAULT.delay,
                "none, low (20ms) or a time from 0s to 1s, such as 50ms",
                text ->
                        switch (text) {
                            case "none" -> Duration.ZERO;
                            case "low" -> LOW;
                            default -> upToASecond(Section.duration(text));
                        });
    }

    private static Duration upToASecond(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new NumberFormatException();
        }
        return time;
    }

    private void check(Section section) {
        if (queueBytes < gopBytes) {
            section.problem(
                    "queue",
                    "media.queue is "
                            + queueBytes
                            + " bytes, less than media.gop ("
                            + gopBytes
                            + "), so that late players would be slow ones at once; make it at least as large");
        }
    }

    /**
     * How long frames of a stream may wait for others. A variant's do so as those of its stream.
     */
    Duration delayOf(String stream) {
        var plain = Variant.parse(stream).map(Variant::stream).orElse(stream);
        return delays.stream()
                .filter(some -> some.streams().matches(plain))
                .findFirst()
                .map(Delay::delay)
                .orElse(delay);
    }
}
