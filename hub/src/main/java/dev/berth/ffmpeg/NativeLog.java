package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_VERBOSE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;

/**
 * Takes what FFmpeg would print on standard error to the log {@code dev.berth.ffmpeg}. One for the
 * whole process, as FFmpeg's own log is; called on whatever thread is inside FFmpeg.
 */
final class NativeLog extends LogCallback {
    private static final Logger LOG = System.getLogger("dev.berth.ffmpeg");

    /** Native code keeps no reference that the garbage collector would see; this one does. */
    private static final NativeLog ONLY = new NativeLog();

    private NativeLog() {}

    /** Sees to it that FFmpeg's libraries are loaded and log here. */
    static void install() {
        // Loads the class, and thereby runs what follows, once.
    }

    static {
        // FFmpeg drops what nobody reads before it formats it. Its debug level is a line for every
        // packet.
        av_log_set_level(LOG.isLoggable(Level.DEBUG) ? AV_LOG_VERBOSE : AV_LOG_WARNING);
        setLogCallback(ONLY);
    }

    @Override
    public void call(int level, BytePointer message) {
        var text = message.getString().strip();
        if (!text.isEmpty()) {
            LOG.log(level(level), text);
        }
    }

    private static Level level(int level) {
        if (level <= AV_LOG_ERROR) {
            return Level.ERROR;
        }
        return level <= AV_LOG_WARNING ? Level.WARNING : Level.DEBUG;
    }
}
