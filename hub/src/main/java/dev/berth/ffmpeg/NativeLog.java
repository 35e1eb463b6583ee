package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_ERROR;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_VERBOSE;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.setLogCallback;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.LogCallback;
import org.bytedeco.javacpp.BytePointer;

/**
 * Takes what FFmpeg would print on standard error to the log {@code dev.berth.ffmpeg}. One for the
 * whole process, as FFmpeg's own log is; called on whatever thread is inside FFmpeg.
 */
final class NativeLog extends LogCallback {
    private static final Logger LOG = System.getLogger("dev.berth.ffmpeg");

    private static final Pattern LOGIN = Pattern.compile("://[^/@\\s]*@");
    private static final Pattern QUERY = Pattern.compile("(://[^?\\s]*)\\?[^\\s'\"]*");

    /** Native code keeps no reference that the garbage collector would see; this one does. */
    private static final NativeLog ONLY = new NativeLog();

    static {
        // FFmpeg drops what is above this level before it formats it. Its own debug level would be
        // a line for every packet.
        av_log_set_level(LOG.isLoggable(Level.DEBUG) ? AV_LOG_VERBOSE : AV_LOG_WARNING);
        setLogCallback(ONLY);
    }

    private NativeLog() {}

    /**
     * Has FFmpeg's libraries loaded, and log here from now on.
     *
     * @throws LinkageError when there are none for this machine
     */
    static void install() {
        // To be called is enough: the class is initialised then, and never again.
    }

    @Override
    public void call(int level, BytePointer message) {
        var text = discreet(message.getString().strip());
        if (!text.isEmpty()) {
            LOG.log(level(level), text);
        }
    }

    /** FFmpeg's own words name addresses whole, passwords and tokens included. */
    static String discreet(String text) {
        return QUERY.matcher(LOGIN.matcher(text).replaceAll("://***@")).replaceAll("$1?***");
    }

    private static Level level(int level) {
        if (level <= AV_LOG_ERROR) {
            return Level.ERROR;
        }
        return level <= AV_LOG_WARNING ? Level.WARNING : Level.DEBUG;
    }
}
