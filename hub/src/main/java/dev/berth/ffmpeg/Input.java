package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BYTE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * A media file that FFmpeg reads: its best picture and its best sound. Of one thread at a time;
 * closed exactly once.
 */
final class Input implements AutoCloseable {
    /**
     * Formats whose packets carry what we carry. Play lists are not among them: a file that came
     * from somebody else could have us open others of this machine.
     */
    private static final String FORMATS =
            "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,flv,live_flv,mpegts,mpeg,avi,ivf,"
                    + "ogg,wav,aac,mp3,flac,ac3,eac3";

    private final String uri;
    private final AVFormatContext context = new AVFormatContext(null);
    private final List<AVStream> tracks = new ArrayList<>();

    private Input(String uri) {
        this.uri = uri;
    }

    /**
     * Opens the file and finds out what is in it.
     *
     * @throws IOException when there is no such file, or nothing in it that FFmpeg knows
     */
    static Input open(FileClip clip) throws IOException {
        clip.check();
        var input = new Input(clip.canonical());
        try {
            input.connect("file:" + clip.path());
            return input;
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private void connect(String file) throws IOException {
        var options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            av_dict_set(options, "format_whitelist", FORMATS, 0);
            check(avformat_open_input(context, file, null, options));
        } finally {
            av_dict_free(options);
        }
        check(avformat_find_stream_info(context, (AVDictionary) null));
        choose();
    }

    private void check(int result) throws IOException {
        if (result < 0) {
            throw new IOException(
                    uri
                            + " cannot be played, for FFmpeg says: "
                            + Av.words(result)
                            + "; use a media file, such as MP4, MKV, MPEG-TS or FLV");
        }
    }

    private void choose() throws IOException {
        for (int i = 0; i < context.nb_streams(); i++) {
            var stream = context.streams(i);
            if (isBest(stream)) {
                tracks.add(stream);
            } else {
                stream.discard(AVDISCARD_ALL);
            }
        }
        if (tracks.isEmpty()) {
            throw new IOException(
                    uri
                            + " has "
                            + context.nb_streams()
                            + " tracks, none of them picture or sound; use a file with either");
        }
    }

    private boolean isBest(AVStream stream) {
        int type = stream.codecpar().codec_type();
        boolean wanted = type == AVMEDIA_TYPE_VIDEO || type == AVMEDIA_TYPE_AUDIO;
        boolean cover = (stream.disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
        return wanted
                && !cover
                && av_find_best_stream(context, type, -1, -1, (AVCodec) null, 0) == stream.index();
    }

    /**
     * One picture track or none, one sound track or none; not both none. They live as long as this.
     */
    List<AVStream> tracks() {
        return tracks;
    }

    /**
     * Reads the next packet of any track into {@code packet}. Returns false at the end of the file.
     */
    boolean read(AVPacket packet) throws IOException {
        int result = av_read_frame(context, packet);
        if (result == AVERROR_EOF) {
            return false;
        }
        Av.check(result, uri + " breaks off");
        return true;
    }

    /**
     * Goes back to the first picture. Of the sound before it, which only primes a decoder, a packet
     * may be missing then.
     */
    void rewind() throws IOException {
        // A search for a time in MPEG-TS ends somewhere behind it; the first byte is the first
        // byte.
        boolean stream = (context.iformat().flags() & AVFMT_TS_DISCONT) != 0;
        long start = context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time();
        int result =
                stream
                        ? avformat_seek_file(context, -1, 0, 0, 0, AVSEEK_FLAG_BYTE)
                        : avformat_seek_file(context, -1, Long.MIN_VALUE, start, Long.MAX_VALUE, 0);
        Av.check(
                result,
                uri + " cannot be played again, since FFmpeg finds no way back to its beginning");
    }

    @Override
    public void close() {
        avformat_close_input(context); // does nothing when opening failed
    }
}
