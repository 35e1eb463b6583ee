package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.av_buffersink_get_frame;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_alloc;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_config;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_free;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_get_filter;
import static org.bytedeco.ffmpeg.global.avfilter.avfilter_graph_parse_ptr;
import static org.bytedeco.ffmpeg.global.avutil.AV_PICTURE_TYPE_NONE;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import java.io.IOException;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A chain of FFmpeg's filters that makes frames out of nothing. Of one thread at a time; closed
 * exactly once.
 */
final class Graph implements AutoCloseable {
    private static final String END = "end";

    private final AVFilterGraph graph = Av.some(avfilter_graph_alloc());
    private final AVFrame frame = Av.some(av_frame_alloc());
    private final AVFilterContext end;

    /**
     * Builds the chain {@code filters} describes, from source to sink; {@code sink} is the kind of
     * sink it needs.
     */
    private Graph(String filters, String sink) throws IOException {
        graph.nb_threads(1);
        var name = sink + "@" + END;
        try {
            var nothing = (AVFilterInOut) null;
            Av.check(
                    avfilter_graph_parse_ptr(graph, filters + "," + name, nothing, nothing, null),
                    filters);
            Av.check(avfilter_graph_config(graph, null), filters);
        } catch (IOException e) {
            close();
            throw e;
        }
        end = avfilter_graph_get_filter(graph, name);
    }

    /** A chain that makes pictures. */
    static Graph picture(String filters) throws IOException {
        return new Graph(filters, "buffersink");
    }

    /** A chain that makes sound. */
    static Graph sound(String filters) throws IOException {
        return new Graph(filters, "abuffersink");
    }

    /** Makes the next frame. It stays this graph's, and is good until the next call. */
    AVFrame next() throws IOException {
        av_frame_unref(frame);
        Av.check(av_buffersink_get_frame(end, frame), "the test signal makes no more frames");
        // Every picture of a generator is marked as a key frame, and the encoder would obey.
        frame.pict_type(AV_PICTURE_TYPE_NONE);
        return frame;
    }

    @Override
    public void close() {
        av_frame_free(frame);
        avfilter_graph_free(graph);
    }
}
