package dev.berth.segments;

import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Writer;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.Tap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one stream into segments at key frames, and segments into parts.
 *
 * <p>Before the first segment it gathers frames until both pictures and sound have shown
 * themselves, or a second has passed. A configuration that changes takes effect at the next key
 * frame; until then nobody could decode that track's frames, and they are left out.
 *
 * <p>Everything here runs under the stream's lock, as all taps do. Who ends the tap calls {@link
 * #finish} afterwards, once.
 */
public final class Segmenter implements Tap {
    /** How long a stream of pictures or sound alone is waited for. In milliseconds. */
    private static final long GATHERING = 1_000;

    /** Sound this much older than the first picture is of no use. In milliseconds. */
    private static final long PREROLL = 100;

    /** What may be gathered, whatever the times say. */
    private static final long MOST_BYTES = 32 << 20;

    private static final int MOST_FRAMES = 2_000;

    private final Segmenting cutting;
    private final SegmentListener listener;
    private final Lineup lineup;
    private final Cutter cutter;

    private final List<Frame> gathered = new ArrayList<>();
    private long gatheredBytes;
    private boolean gathering = true;
    private boolean refused;
    private boolean over;

    /** The stream's time of our zero; negative before the first frame. */
    private long zero = -1;

    private @Nullable Initialization initialization;

    /** The tracks whose configuration changed since {@link #lineUp}. */
    private final Set<Integer> stale = new HashSet<>();

    /**
     * @param time says when a frame came in, for {@link Opening#programDateTime}
     */
    public Segmenter(Segmenting cutting, InstantSource time, SegmentListener listener) {
        this.cutting = cutting;
        this.listener = listener;
        lineup = new Lineup(listener);
        cutter = new Cutter(cutting, time, listener);
    }

    /**
     * No segment is longer than this from now on, for those who have promised so. Called by the
     * listener, in a call of its own.
     */
    public void limit(Duration longest) {
        cutter.limit(longest);
    }

    @Override
    public boolean wants() {
        return cutting.wants();
    }

    @Override
    public int viewers() {
        return listener.viewers();
    }

    @Override
    public void begin(Headers headers) {
        headers.frames().forEach(this::frame);
    }

    @Override
    public void frame(Frame frame) {
        if (over || !carries(frame)) {
            return;
        }
        boolean news = lineup.learn(frame);
        if (news && !gathering) {
            stale.add(Lineup.id(frame));
        }
        if (frame.role() == Frame.Role.CONFIG) {
            return;
        }
        if (gathering) {
            gather(frame);
        } else {
            write(frame);
        }
    }

    private boolean carries(Frame frame) {
        return frame.kind() != Kind.DATA
                && frame.role() != Frame.Role.OPAQUE
                && (frame.track() == 0 || cutting.everyTrack());
    }

    private void gather(Frame frame) {
        if (lineup.pictures() && !hasPicture()) {
            forgetBefore(frame.time() - (frame.startsPicture() ? PREROLL : GATHERING));
            if (frame.kind() == Kind.VIDEO && !frame.startsPicture()) {
                return;
            }
        }
        gathered.add(frame.retain());
        gatheredBytes += frame.size();
        if (ready(frame)) {
            start();
        }
    }

    private boolean hasPicture() {
        return gathered.stream().anyMatch(Frame::startsPicture);
    }

    /** Lets go of pictures that nobody could decode, and of sound before {@code time}. */
    private void forgetBefore(long time) {
        gathered.removeIf(frame -> {
            boolean useless = frame.kind() == Kind.VIDEO || frame.time() < time;
            if (useless) {
                gatheredBytes -= frame.size();
                frame.release();
            }
            return useless;
        });
    }

    private boolean ready(Frame frame) {
        boolean full = gathered.size() >= MOST_FRAMES || gatheredBytes >= MOST_BYTES;
        boolean waited = frame.time() - gathered.getFirst().time() >= GATHERING;
        return full || ((lineup.complete() || waited) && (!lineup.pictures() || hasPicture()));
    }

    /** Enough is known to begin, or to begin again. */
    private void start() {
        if (lineup.tracks().isEmpty()) {
            refuse();
        } else {
            gathering = false;
            lineUp();
            gathered.forEach(this::write);
        }
        forgetGathered();
    }

    private void refuse() {
        if (!refused) {
            refused = true;
            listener.refused(
                    "nothing of this stream (%s) can be carried in MP4; send H.264 and AAC, say"
                            .formatted(lineup.words()));
        }
    }

    private void forgetGathered() {
        gathered.forEach(Frame::release);
        gathered.clear();
        gatheredBytes = 0;
    }

    /** Takes the tracks as they are now. */
    private void lineUp() {
        var tracks = lineup.tracks();
        var current = initialization;
        if (current == null || !current.tracks().equals(tracks)) {
            int number = current == null ? 1 : current.number() + 1;
            current = new Initialization(number, tracks, bytes(tracks));
            initialization = current;
        }
        cutter.begin(current);
        stale.clear();
    }

    private static ByteBuf bytes(List<Mp4Track> tracks) {
        var bytes = Unpooled.buffer();
        Mp4Writer.initialization(tracks, bytes);
        return Cutter.kept(bytes);
    }

    private void write(Frame frame) {
        boolean key = lineup.startsAt(frame);
        if (key && !stale.isEmpty()) {
            cutter.finish();
            lineUp();
        }
        if (!stale.contains(Lineup.id(frame))) {
            cutter.write(frame, sinceZero(frame), key);
        }
    }

    private long sinceZero(Frame frame) {
        if (zero < 0) {
            zero = gathered.stream().mapToLong(Frame::time).min().orElse(frame.time());
        }
        return frame.time() - zero;
    }

    /** Ends the segment: who comes next begins another, perhaps with other tracks. */
    @Override
    public void interrupted() {
        cutter.finish();
        forgetGathered();
        lineup.restart();
        gathering = true;
    }

    @Override
    public void ended() {
        finish();
    }

    /** Hands on what is left, and that nothing follows; more than once does no harm. */
    public void finish() {
        if (!over) {
            over = true;
            cutter.finish();
            forgetGathered();
            listener.ended();
        }
    }
}
