package dev.berth.ffmpeg;

import java.time.Duration;
import java.util.function.IntSupplier;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends what FFmpeg waits for in a socket: when the time for it is over, when the thread inside is
 * interrupted, or when somebody says so. FFmpeg asks about ten times a second.
 *
 * <p>The deadline is of the thread that is inside FFmpeg; {@link #blow} may be called by any. A
 * host name that is being looked up is waited for nevertheless: the C library cannot be asked to
 * stop.
 */
final class Fuse {
    /** FFmpeg asks on the thread that waits, so that a thread knows its own. */
    private static final ThreadLocal<Fuse> INSIDE = new ThreadLocal<>();

    /** One for all: JavaCPP has room for a few callbacks only, and never gets one back. */
    private static final Question QUESTION = new Question();

    private volatile boolean blown;
    private long deadline;

    /** Has FFmpeg ask, whatever it opens in {@code context}. */
    void guard(AVFormatContext context) {
        context.interrupt_callback().callback(QUESTION);
    }

    /** Calls FFmpeg, and has it give up after {@code patience}; hands on what it returns. */
    int within(Duration patience, IntSupplier call) {
        deadline = System.nanoTime() + patience.toNanos();
        INSIDE.set(this);
        try {
            return call.getAsInt();
        } finally {
            INSIDE.remove();
        }
    }

    /** Ends the call that is under way, and every one after it, from any thread. */
    void blow() {
        blown = true;
    }

    /** Whether somebody ended it on purpose. */
    boolean blown() {
        return blown || Thread.currentThread().isInterrupted();
    }

    private boolean over() {
        return blown() || System.nanoTime() - deadline > 0;
    }

    private static final class Question extends AVIOInterruptCB.Callback_Pointer {
        @Override
        public int call(Pointer nothing) {
            var fuse = INSIDE.get();
            return fuse != null && fuse.over() ? 1 : 0;
        }
    }
}
