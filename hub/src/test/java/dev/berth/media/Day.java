package dev.berth.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Twenty-four hours of a publisher whose clock is as bad as clocks get, written as fast as a stream
 * takes them. The clock fills its 32 bits twice and is set back and ahead; once an hour the
 * publisher is silent for a second, and twice it vanishes and comes back. Neither its pictures nor
 * its sounds last a whole number of milliseconds.
 *
 * <p>What the stream makes of it is checked here: every frame comes, later than the one before of
 * its track, and at its time to the millisecond, counted from the last time the clock was set. One
 * thread.
 */
public final class Day {
    private static final long HOUR = 3_600_000;
    private static final long LENGTH = 24 * HOUR;
    private static final long WRAP = 1L << 32;

    /** Every sixth picture of NTSC, in milliseconds. */
    private static final double PICTURE = 6 * 1_001.0 / 30;

    /** 1,024 samples at 11,025 a second, in milliseconds. */
    private static final double SOUND = 1_024_000.0 / 11_025;

    /** Pictures from one key frame to the next: two seconds, and 2 ms. */
    private static final int GROUP = 10;

    /** Presentation less decoding, in milliseconds. */
    private static final int OFFSET = 200;

    /** What a clock that is set, and an absence that is none, may cost. In milliseconds. */
    private static final long MOST_LOST = 5_000;

    private static final Frame PICTURES =
            frame(
                    Codec.H264,
                    Frame.Role.CONFIG,
                    "0142c00cffe100176742c00cda05067e7c0440000003004000000c83c50aa801000468ce0fc8");
    private static final Frame SOUNDS = frame(Codec.AAC, Frame.Role.CONFIG, "1510");
    private static final Frame KEY = frame(Codec.H264, Frame.Role.KEY, "000000026588");
    private static final Frame DELTA = frame(Codec.H264, Frame.Role.DELTA, "00000002419a");
    private static final Frame TONE = frame(Codec.AAC, Frame.Role.KEY, "211004");

    /**
     * Something that happens to the clock.
     *
     * @param at when
     * @param shows what the clock shows from then on
     * @param absence whether the publisher vanishes, and comes back with that clock
     */
    private record Mishap(long at, long shows, boolean absence) {}

    private static final List<Mishap> MISHAPS =
            List.of(
                    new Mishap(0, WRAP - 3 * HOUR, false),
                    new Mishap(5 * HOUR, HOUR, false),
                    new Mishap(8 * HOUR, 9 * HOUR, false),
                    new Mishap(9 * HOUR, 10 * HOUR - 1_500, false),
                    new Mishap(12 * HOUR, WRAP - 10_000, true),
                    new Mishap(18 * HOUR, 0, true));

    private final Stage stage = new Stage();
    private final Map<Kind, Long> last = new EnumMap<>(Kind.class);
    private Publication publication = come();
    private long pictures;
    private long sounds;
    private long frames;
    private long arrived;
    private int mishaps;

    /** What the publisher's clock showed at zero. */
    private long clock;

    /** When the frame that is being written is due. */
    private double due;

    /** Whether the next frame is the first since the clock was set. */
    private boolean anew;

    /** The stream's time of our zero. */
    private double origin;

    private long newest = -1;

    /** A day before it begins. */
    public Day() {}

    /** How many frames came, without configurations. */
    public long frames() {
        return arrived;
    }

    /** What time it is, on the first day of 2026. */
    public Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z").plusMillis((long) due);
    }

    /** Publishes all of it, and hands on what the stream makes of it. */
    public void pass(Tap to) throws IOException {
        var end = stage.streams.tap("live/day", new Judge(to));
        for (due = 0; due < LENGTH; next()) {
            suffer();
            if (!silent()) {
                write();
            }
        }
        publication.end();
        end.run();
        stage.close();
        check(arrived == frames, "%d frames went in, and %d came out", frames, arrived);
    }

    private Publication come() {
        try {
            return stage.publish("live/day");
        } catch (IOException refused) {
            throw new AssertionError(refused);
        }
    }

    private boolean isPicture() {
        return pictures * PICTURE <= sounds * SOUND;
    }

    private void next() {
        if (isPicture()) {
            pictures++;
        } else {
            sounds++;
        }
        due = Math.min(pictures * PICTURE, sounds * SOUND);
    }

    private void suffer() {
        if (mishaps == MISHAPS.size() || due < MISHAPS.get(mishaps).at()) {
            return;
        }
        var mishap = MISHAPS.get(mishaps++);
        if (mishap.absence()) {
            publication.lost();
            publication = come();
        }
        clock = mishap.shows() - mishap.at();
        anew = true;
        if (mishaps == 1 || mishap.absence()) {
            begin();
        }
    }

    /** With configurations and a key frame, as publishers do. */
    private void begin() {
        pictures += Math.floorMod(-pictures, GROUP);
        due = pictures * PICTURE;
        sounds = (long) Math.ceil(due / SOUND);
        publication.write(PICTURES.at(raw()));
        publication.write(SOUNDS.at(raw()));
    }

    /** The second in the middle of each hour. */
    private boolean silent() {
        return (long) due / 1_000 % 3_600 == 1_800;
    }

    private long raw() {
        return Math.floorMod(clock + (long) due, WRAP);
    }

    private void write() {
        frames++;
        var frame = isPicture() ? pictures % GROUP == 0 ? KEY : DELTA : TONE;
        publication.write(frame.at(raw()));
    }

    private static Frame frame(Codec codec, Frame.Role role, String hex) {
        ByteBuf data = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
        boolean shown = codec.kind() == Kind.VIDEO && role != Frame.Role.CONFIG;
        return new Frame(
                codec,
                0,
                role,
                0,
                shown ? OFFSET : 0,
                codec.equals(Codec.AAC) ? 0xf : 0,
                Unpooled.unreleasableBuffer(data));
    }

    /** Says what is wrong, if something is. Quick, for it is asked some million times. */
    public static void check(boolean right, String wrong, long... figures) {
        if (!right) {
            var words = new Object[figures.length];
            for (int i = 0; i < words.length; i++) {
                words[i] = figures[i];
            }
            throw new AssertionError(wrong.formatted(words));
        }
    }

    /** Looks at every frame on its way. */
    private final class Judge implements Tap {
        private final Tap to;

        Judge(Tap to) {
            this.to = to;
        }

        @Override
        public void begin(Headers headers) {
            to.begin(headers);
        }

        @Override
        public void frame(Frame frame) {
            if (frame.role() != Frame.Role.CONFIG) {
                judge(frame.time(), frame.kind());
            }
            to.frame(frame);
        }

        private void judge(long time, Kind kind) {
            arrived++;
            long at = (long) due;
            if (anew) {
                anew = false;
                origin = time - due;
                check(
                        newest < 0 || (time > newest && time - newest < MOST_LOST),
                        "at %d ms the clock was set, and from %d on the stream went on at %d",
                        at,
                        newest,
                        time);
            }
            check(
                    Math.abs(time - origin - due) <= 1,
                    "the frame of %d ms is at %d, where %d is due",
                    at,
                    time,
                    (long) (origin + due));
            long before = last.getOrDefault(kind, -1L);
            check(time > before, "at %d ms a frame of %d came after one of %d", at, time, before);
            last.put(kind, time);
            newest = Math.max(newest, time);
        }

        @Override
        public void interrupted() {
            to.interrupted();
        }

        @Override
        public void ended() {
            to.ended();
        }
    }
}
