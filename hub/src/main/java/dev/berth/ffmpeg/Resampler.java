package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.av_buffersrc_add_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_describe;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt_name;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Brings sound into the form that an encoder takes: stereo, of one rate, so many samples at a time.
 * Time stamps count samples of that rate. Of one thread at a time; closed exactly once.
 */
final class Resampler implements AutoCloseable {
    private final AVFilterGraph graph = Av.some(avfilter_graph_alloc());
    private final AVFrame frame = Av.some(av_frame_alloc());
    private final String form;
    private final AVFilterContext in;
    private final AVFilterContext out;

    private Resampler(String form, int rate, int samples) throws IOException {
        this.form = form;
        graph.nb_threads(1);
        var filters =
                "abuffer@in=time_base=1/%d:%s,aresample=%d,aformat=sample_fmts=fltp:channel_layouts=stereo,asetnsamples=n=%d:p=0,abuffersink@out"
                        .formatted(rate, form, rate, samples);
        try {
            var nothing = (AVFilterInOut) null;
            Av.check(avfilter_graph_parse_ptr(graph, filters, nothing, nothing, null), filters);
            Av.check(avfilter_graph_config(graph, null), filters);
        } catch (IOException e) {
            close();
            throw e;
        }
        in = avfilter_graph_get_filter(graph, "abuffer@in");
        out = avfilter_graph_get_filter(graph, "abuffersink@out");
    }

    /** For frames like this one. */
    static Resampler of(AVFrame like, int rate, int samples) throws IOException {
        return new Resampler(form(like), rate, samples);
    }

    /** Whether it takes frames like this one. */
    boolean takes(AVFrame other) {
        return form.equals(form(other));
    }

    private static String form(AVFrame frame) {
        var layout = new byte[64];
        av_channel_layout_describe(frame.ch_layout(), layout, layout.length);
        return "sample_rate=%d:sample_fmt=%s:channel_layout=%s"
                .formatted(
                        frame.sample_rate(),
                        av_get_sample_fmt_name(frame.format()).getString(),
                        new String(layout, StandardCharsets.US_ASCII).replace("\0", ""));
    }

    /** Takes a frame in, and leaves it blank. */
    void put(AVFrame full) throws IOException {
        Av.check(av_buffersrc_add_frame(in, full), "the resampler takes no sound");
    }

    /** Whether {@link #frame} is a new one. */
    boolean next() throws IOException {
        av_frame_unref(frame);
        int result = av_buffersink_get_frame(out, frame);
        if (result == AVERROR_EAGAIN() || result == AVERROR_EOF) {
            return false;
        }
        Av.check(result, "the resampler fails");
        return true;
    }

    /** It stays this resampler's, and is good until the next call. */
    AVFrame frame() {
        return frame;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avfilter_graph_free(graph);
    }
}
