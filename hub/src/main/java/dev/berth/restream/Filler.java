package dev.berth.restream;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Publication;
import dev.berth.media.Tap;
import io.netty.buffer.Unpooled;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Fills a stream up to a bitrate: behind every picture comes filler data, which decoders pass over
 * (H.264, section 7.3.2.7). So any bitrate costs next to no CPU, and is the same in every second.
 *
 * <p>The stream's lock guards the writing end of the queue; everything else belongs to the thread
 * in {@link #run}.
 */
final class Filler implements Tap {
    /** Seconds of a test signal; who is further behind has no time left to measure anything. */
    private static final int LONGEST_QUEUE = 1_000;

    /** Length, header and stop bit, and a few bytes so that it is worth one. */
    private static final int LEAST = 16;

    private static final int MOST = 4 << 20;
    private static final int LENGTH = 4;
    private static final int FILLER_DATA = 12;

    private final long bitsPerSecond;
    private final BlockingQueue<Frame> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private long first = -1;
    private long written;

    Filler(long bitsPerSecond) {
        this.bitsPerSecond = bitsPerSecond;
    }

    @Override
    public void begin(Headers headers) {
        headers.frames().forEach(this::frame);
    }

    @Override
    public void frame(Frame frame) {
        if (!queue.offer(frame.retain())) {
            frame.release();
        }
    }

    @Override
    public void ended() {}

    /** Writes what comes into {@code into} until it is interrupted. */
    void run(Publication into) throws InterruptedException {
        try {
            while (true) {
                into.write(filled(queue.take()));
            }
        } finally {
            for (var left = queue.poll(); left != null; left = queue.poll()) {
                left.release();
            }
        }
    }

    private Frame filled(Frame frame) {
        if (frame.role() == Frame.Role.CONFIG) {
            return frame;
        }
        first = first < 0 ? frame.time() : first;
        long due = bitsPerSecond * (frame.time() - first) / 8_000;
        long missing = Math.min(MOST, due - written - frame.size());
        var whole =
                frame.codec().equals(Codec.H264) && missing >= LEAST ? with(frame, missing) : frame;
        written += whole.size();
        return whole;
    }

    /** The same picture with so many bytes behind it; takes the frame over. */
    private static Frame with(Frame frame, long more) {
        int unit = (int) more - LENGTH;
        var bytes = Unpooled.buffer(frame.size() + LENGTH + unit);
        var picture = frame.data();
        bytes.writeBytes(picture, picture.readerIndex(), picture.readableBytes());
        bytes.writeInt(unit).writeByte(FILLER_DATA);
        for (int i = 0; i < unit - 2; i++) {
            bytes.writeByte(0xff);
        }
        bytes.writeByte(0x80);
        frame.release();
        return new Frame(
                frame.codec(),
                frame.track(),
                frame.role(),
                frame.time(),
                frame.offset(),
                frame.layout(),
                bytes);
    }
}
