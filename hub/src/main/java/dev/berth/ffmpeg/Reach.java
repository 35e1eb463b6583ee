package dev.berth.ffmpeg;

import java.time.Duration;
import java.util.Map;

/**
 * What FFmpeg is to open, and what it may do for that.
 *
 * @param shown its name in messages, without secrets
 * @param url as FFmpeg takes it, secrets included
 * @param protocols that it may speak, a comma between them; what a play list names is held to them
 * @param formats that it may take the bytes for, likewise
 * @param options of its protocols and formats
 * @param patience how long it may be silent, before it is open and before each packet
 * @param remedy what to do when it does not play: the end of a sentence
 */
record Reach(
        String shown,
        String url,
        String protocols,
        String formats,
        Map<String, String> options,
        Duration patience,
        String remedy) {
    /** Formats whose packets carry what we carry. Play lists are not among them. */
    static final String FILES =
            "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,live_flv,mpegts,mpeg,avi,ivf,"
                    + "ogg,wav,aac,mp3,flac,ac3,eac3";

    Reach {
        options = Map.copyOf(options);
    }

    /** Holds the secrets, and so does not print them. */
    @Override
    public String toString() {
        return shown;
    }
}
