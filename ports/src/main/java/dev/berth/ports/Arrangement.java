package dev.berth.ports;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How the ports of one lease lie to each other: which offsets from a base, on which transport.
 *
 * @param name what it is called in a sentence, as a noun: {@code pair of an even port and the next}
 * @param step the base is a multiple of this: 1, 2, 4, 8, 16, 32 or 64
 * @param parts the ports, in the order in which they are bound; 1 to 1,024, each once
 */
public record Arrangement(Phrase name, int step, List<Part> parts) {
    /** The most ports that lie together, and how far apart they may be. */
    static final int MOST_PORTS = 1024;

    /**
     * One port of an arrangement.
     *
     * @param offset how far above the base, 0 to 1,023
     * @param transport its port space
     */
    public record Part(int offset, Transport transport) {
        public Part {
            if (offset < 0 || offset >= MOST_PORTS) {
                throw new IllegalArgumentException(
                        "a part of an arrangement lies %d above its base; use 0 to %d"
                                .formatted(offset, MOST_PORTS - 1));
            }
        }
    }

    public Arrangement {
        parts = List.copyOf(parts);
        if (parts.isEmpty() || parts.size() > MOST_PORTS || !distinct(parts)) {
            throw new IllegalArgumentException(
                    "an arrangement has %d parts; give it 1 to %d that differ"
                            .formatted(parts.size(), MOST_PORTS));
        }
        if (Integer.bitCount(step) != 1 || step > Long.SIZE) {
            throw new IllegalArgumentException(
                    "an arrangement begins at every multiple of %d; use a power of two up to 64"
                            .formatted(step));
        }
    }

    private static boolean distinct(List<Part> parts) {
        return parts.stream().distinct().count() == parts.size();
    }

    /** Any one port. */
    public static Arrangement single(Transport transport) {
        return new Arrangement(new Phrase("port", "端口"), 1, List.of(new Part(0, transport)));
    }

    /** An even UDP port for RTP, and the odd one above it for RTCP (RFC 3550, 11). */
    public static Arrangement rtp() {
        return new Arrangement(
                new Phrase("pair of an even port and the next", "偶数端口及其后一个端口组成的端口对"),
                2,
                List.of(new Part(0, Transport.UDP), new Part(1, Transport.UDP)));
    }

    /** That many ports in a row, from any port up. */
    public static Arrangement row(Transport transport, int count) {
        return new Arrangement(
                new Phrase("row of %d ports".formatted(count), "连续 %d 个端口".formatted(count)),
                1,
                IntStream.range(0, count).mapToObj(i -> new Part(i, transport)).toList());
    }

    /** One number on several transports. */
    public static Arrangement sameNumber(Transport... transports) {
        return new Arrangement(
                new Phrase("number on every transport", "可同时用于各传输协议的端口号"),
                1,
                Arrays.stream(transports).map(transport -> new Part(0, transport)).toList());
    }

    /** How far the highest port lies above the base. */
    int reach() {
        return parts.stream().mapToInt(Part::offset).max().orElse(0);
    }

    /** How many different port numbers it takes. */
    int numbers() {
        return (int) parts.stream().mapToInt(Part::offset).distinct().count();
    }

    /** Which of the 64 ports of a word may be a base: port 0, 64, 128… is in the lowest bit. */
    long bases() {
        return switch (step) {
            case 1 -> -1L;
            case 2 -> 0x5555_5555_5555_5555L;
            case 4 -> 0x1111_1111_1111_1111L;
            case 8 -> 0x0101_0101_0101_0101L;
            case 16 -> 0x0001_0001_0001_0001L;
            case 32 -> 0x0000_0001_0000_0001L;
            default -> 1L;
        };
    }
}
