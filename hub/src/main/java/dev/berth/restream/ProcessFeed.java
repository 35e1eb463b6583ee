package dev.berth.restream;

import dev.berth.codec.flv.FlvWriter;
import dev.berth.media.FlvPackaging;
import dev.berth.media.Reader;
import dev.berth.media.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream into a process, as an FLV file, as fast as the process takes it. What it does not
 * take stays on the stream's tape, which it shares with everybody who reads FLV, and is skipped up
 * to a key frame when there is too much of it.
 *
 * <p>{@code loop} owns {@code reader} and {@code over}; batches go from it to a thread that may
 * wait for the process, a platform thread because it waits in the kernel.
 */
final class ProcessFeed implements Reader.Listener {
    /** Batches on their way to the process, beside those in its pipe. */
    private static final int QUEUE = 4;

    private static final int FILE_HEADER = 16;

    /** Comes after the last batch. */
    private static final ByteBuf END = Unpooled.buffer(0, 0);

    private final Process process;
    private final Streams streams;
    private final String stream;
    private final EventExecutor loop;
    private final ArrayBlockingQueue<ByteBuf> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Thread thread;
    private volatile @Nullable Reader reader;
    private boolean over;

    ProcessFeed(Process process, Streams streams, String stream, EventExecutor loop) {
        this.process = process;
        this.streams = streams;
        this.stream = stream;
        this.loop = loop;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("berth-process-" + process.pid())
                        .unstarted(this::write);
    }

    /**
     * Begins with the last key frame.
     *
     * @throws IOException when there are too many streams
     */
    void start() throws IOException, InterruptedException {
        try {
            loop.submit(this::join).get();
        } catch (ExecutionException refused) {
            throw refused.getCause() instanceof IOException why ? why : new IOException(refused);
        }
        thread.start();
    }

    private Void join() throws IOException {
        if (over) { // It was closed before it began, and nobody would close the reader.
            return null;
        }
        long most = streams.config().queueBytes();
        reader = streams.read(stream, new FlvPackaging(), loop, most, this);
        ready();
        return null;
    }

    @Override
    public void ready() {
        var from = reader;
        if (from == null) {
            return;
        }
        while (!over && queue.remainingCapacity() > 0) {
            var next = from.next();
            if (next == null) {
                end(from);
                return;
            }
            queue.add(next);
        }
    }

    private void end(Reader from) {
        if (from.ended()) {
            over = true;
            queue.add(END);
        }
    }

    /** The reader counts them. */
    @Override
    public void dropped(long frames) {}

    @SuppressWarnings("ReferenceEquality") // that very buffer, not an empty one
    private void write() {
        try (var out = process.getOutputStream()) {
            begin(out);
            for (var next = queue.take(); next != END; next = queue.take()) {
                send(next, out);
                loop.execute(this::ready);
            }
        } catch (IOException gone) {
            // The process has ended, and says why with its last word or its exit code.
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException ending) {
            // The loops have ended, and the hub with them.
        }
        leave();
    }

    private static void begin(OutputStream out) throws IOException {
        var header = Unpooled.buffer(FILE_HEADER);
        FlvWriter.fileHeader(header, true, true);
        send(header, out);
    }

    /** Releases the bytes. */
    private static void send(ByteBuf bytes, OutputStream out) throws IOException {
        try {
            bytes.readBytes(out, bytes.readableBytes());
            out.flush();
        } finally {
            bytes.release();
        }
    }

    /** Leaves the stream. Does nothing the second time. */
    private void leave() {
        try {
            loop.execute(this::release);
        } catch (RejectedExecutionException ended) {
            // The loops have ended, and their readers with them.
        }
    }

    private void release() {
        over = true;
        var leaving = reader;
        if (leaving != null) {
            leaving.close();
        }
        for (var left = queue.poll(); left != null; left = queue.poll()) {
            left.release();
        }
    }

    /** Ends it. The process must be ended too, for the thread may be waiting for that. */
    void close() {
        thread.interrupt();
        leave();
    }

    /** Bytes the stream is ahead of the process. */
    long queueBytes() {
        var from = reader;
        return from == null ? 0 : from.behind();
    }

    /** Frames the process was not sent because it was too slow. */
    long droppedFrames() {
        var from = reader;
        return from == null ? 0 : from.droppedFrames();
    }

    /** How long the first frame of the last batch had been in the hub, in nanoseconds. */
    long delayNanos() {
        var from = reader;
        return from == null ? 0 : from.delayNanos();
    }
}
