package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BYTE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_seek_file;
import static org.bytedeco.ffmpeg.global.avformat.avio_size;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * Something that FFmpeg reads: its best picture and its best sound. Of one thread at a time, except
 * for {@link #stop}; closed exactly once.
 */
final class Input implements AutoCloseable {
    /** A server is told that we go, if it listens. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private final Reach reach;
    private final Fuse fuse = new Fuse();
    private final AVFormatContext context = Av.some(avformat_alloc_context());
    private final List<AVStream> tracks = new ArrayList<>();

    private Input(Reach reach) {
        this.reach = reach;
        fuse.guard(context);
    }

    /**
     * Opens it and finds out what is in it.
     *
     * @throws IOException when it is not there, or holds nothing that FFmpeg knows
     */
    static Input open(Reach reach) throws IOException {
        var input = new Input(reach);
        try {
            input.connect();
            input.choose();
            return input;
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    private void connect() throws IOException {
        var options = new AVDictionary(null);
        try {
            av_dict_set(options, "protocol_whitelist", reach.protocols(), 0);
            av_dict_set(options, "format_whitelist", reach.formats(), 0);
            reach.options().forEach((key, value) -> av_dict_set(options, key, value, 0));
            check(
                    fuse.within(
                            reach.patience(),
                            () -> avformat_open_input(context, reach.url(), null, options)));
        } finally {
            av_dict_free(options);
        }
        check(
                fuse.within(
                        reach.patience(),
                        () -> avformat_find_stream_info(context, (AVDictionary) null)));
    }

    private void check(int result) throws IOException {
        if (result == AVERROR_EXIT) {
            throw new IOException(
                    reach.shown()
                            + " gave nothing to play for "
                            + reach.patience().toSeconds()
                            + " s; "
                            + reach.remedy());
        }
        if (result < 0) {
            throw new IOException(
                    reach.shown()
                            + " cannot be played, for FFmpeg says: "
                            + Av.words(result)
                            + "; "
                            + reach.remedy());
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
                    reach.shown()
                            + " has "
                            + context.nb_streams()
                            + " tracks, none of them picture or sound; use one with either");
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

    /** Whether it comes at its own pace; what has a length lies ready to be fetched. */
    boolean live() {
        var bytes = context.pb();
        boolean sized = bytes != null && avio_size(bytes) > 0;
        return !sized && context.duration() == AV_NOPTS_VALUE;
    }

    /** Whether it comes a piece at a time, as HLS does. */
    boolean inPieces() {
        return context.iformat().name().getString().equals("hls");
    }

    /**
     * Reads the next packet of any track into {@code packet}. Returns false at the end, and when it
     * was stopped.
     */
    boolean read(AVPacket packet) throws IOException {
        int result = fuse.within(reach.patience(), () -> av_read_frame(context, packet));
        if (result == AVERROR_EOF || (result < 0 && fuse.blown())) {
            return false;
        }
        if (result == AVERROR_EXIT) {
            check(result);
        }
        Av.check(result, reach.shown() + " breaks off");
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
                reach.shown()
                        + " cannot be played again, since FFmpeg finds no way back to its beginning");
    }

    /** Ends a read that is under way, and every one after it, from any thread. */
    void stop() {
        fuse.blow();
    }

    @Override
    public void close() {
        fuse.within(
                FAREWELL,
                () -> {
                    avformat_close_input(context); // does nothing when opening failed
                    return 0;
                });
    }
}
