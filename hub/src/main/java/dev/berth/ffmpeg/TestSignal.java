package dev.berth.ffmpeg;

import dev.berth.media.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the test generator makes: a moving picture in H.264 with a clock in it, and a tone in AAC.
 *
 * @param size of the picture
 * @param rate pictures a second
 * @param bitrate of the picture, in bits a second
 * @param tone in hertz
 * @param gop from one key frame to the next
 */
record TestSignal(Size size, int rate, int bitrate, int tone, Duration gop) implements Origin {
    static final TestSignal DEFAULT =
            new TestSignal(new Size(640, 360), 30, 1_000_000, 440, Duration.ofSeconds(2));

    private static final List<String> KEYS = List.of("size", "rate", "bitrate", "tone", "gop");

    /**
     * The URI begins with a colon and needs something behind it, so {@code test:picture} is a way
     * to wish nothing.
     */
    private static final List<String> PATHS = List.of("", "/", "picture");

    private static final Pattern BITS = Pattern.compile("(\\d{1,8})([kM]?)");
    private static final Pattern TIME = Pattern.compile("(\\d{1,5})(ms|s)");

    /** In pixels, both even. */
    record Size(int width, int height) {
        private static final Pattern TEXT = Pattern.compile("(\\d{2,4})x(\\d{2,4})");

        static Optional<Size> parse(String text) {
            var match = TEXT.matcher(text);
            if (!match.matches()) {
                return Optional.empty();
            }
            int width = Integer.parseInt(match.group(1));
            int height = Integer.parseInt(match.group(2));
            return Optional.of(new Size(width, height)).filter(Size::possible);
        }

        private boolean possible() {
            boolean even = width % 2 == 0 && height % 2 == 0;
            return even && width >= 64 && height >= 64 && width <= 3840 && height <= 2160;
        }

        @Override
        public String toString() {
            return width + "x" + height;
        }
    }

    /**
     * Reads what is wished for; what is not said is as in {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException naming key, value and remedy
     */
    static TestSignal of(Wish wish) {
        wish.allow(KEYS);
        if (!PATHS.contains(wish.path())) {
            throw new IllegalArgumentException(
                    wish.uri()
                            + ": there is no test signal "
                            + wish.path()
                            + "; write test:picture, or test:?size=1280x720&rate=30");
        }
        return new TestSignal(size(wish), rate(wish), bitrate(wish), tone(wish), gop(wish));
    }

    private static Size size(Wish wish) {
        var remedy = "use even numbers from 64x64 to 3840x2160, such as 1280x720";
        return wish.read("size", DEFAULT.size, remedy, Size::parse);
    }

    private static int rate(Wish wish) {
        var remedy = "use 1 to 120 pictures a second, such as 30";
        return wish.read("rate", DEFAULT.rate, remedy, text -> whole(text, 1, 120));
    }

    private static int bitrate(Wish wish) {
        var remedy = "use 50k to 50M bits a second, such as 2500k";
        return wish.read("bitrate", DEFAULT.bitrate, remedy, TestSignal::bits);
    }

    private static int tone(Wish wish) {
        var remedy = "use 20 to 20000 hertz, such as 440";
        return wish.read("tone", DEFAULT.tone, remedy, text -> whole(text, 20, 20_000));
    }

    private static Duration gop(Wish wish) {
        var remedy = "use a time from 100ms to 60s, such as 2s";
        return wish.read("gop", DEFAULT.gop, remedy, TestSignal::time);
    }

    private static Optional<Integer> whole(String text, int least, int most) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .filter(number -> number >= least && number <= most);
    }

    private static Optional<Integer> bits(String text) {
        var match = BITS.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int unit =
                switch (match.group(2)) {
                    case "k" -> 1_000;
                    case "M" -> 1_000_000;
                    default -> 1;
                };
        return Optional.of(Long.parseLong(match.group(1)) * unit)
                .filter(bits -> bits >= 50_000 && bits <= 50_000_000)
                .map(Long::intValue);
    }

    private static Optional<Duration> time(String text) {
        var match = TIME.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        int number = Integer.parseInt(match.group(1));
        long millis = match.group(2).equals("s") ? number * 1_000L : number;
        return Optional.of(millis)
                .filter(time -> time >= 100 && time <= 60_000)
                .map(Duration::ofMillis);
    }

    /** Pictures from one key frame to the next; 1 at least. */
    int gopPictures() {
        return (int) Math.max(1, rate * gop.toMillis() / 1_000);
    }

    /** The URI that says all of it, in an order of its own. */
    @Override
    public String canonical() {
        return "test:?size="
                + size
                + "&rate="
                + rate
                + "&bitrate="
                + bitrate
                + "&tone="
                + tone
                + "&gop="
                + gop.toMillis()
                + "ms";
    }

    @Override
    public Source open() throws IOException {
        return FfmpegSource.of(canonical(), TestPackets.open(this));
    }
}
