package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_close_dyn_buf;
import static org.bytedeco.ffmpeg.global.avformat.avio_open_dyn_buf;
import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_free;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.codec.flv.FlvTag;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg's FLV muxer, writing into memory. It makes the configuration tags, brings H.264 and AAC
 * into the form that FLV has, puts the tracks in order of time, and has time begin at zero. Of one
 * thread at a time; closed exactly once.
 */
final class FlvOutput implements AutoCloseable {
    /** What the 24 bits of a tag's length can say. */
    private static final int LARGEST_TAG = 0xff_ffff;

    /** How far a live track may get ahead of one that says nothing, in microseconds. */
    private static final long SHORT_WAIT = 1_000_000;

    private final String uri;
    private final FlvReader reader = new FlvReader(LARGEST_TAG);
    private final AVFormatContext context = new AVFormatContext(null);

    /** Errors will name {@code uri}. */
    FlvOutput(String uri) {
        this.uri = uri;
        avformat_alloc_output_context2(context, null, "flv", null);
        Av.some(context);
        context.pb(memory());
    }

    private static AVIOContext memory() {
        var memory = new AVIOContext(null);
        avio_open_dyn_buf(memory);
        return Av.some(memory);
    }

    /** Adds a track, and says which number it has. Copies {@code codec}. */
    int track(AVCodecParameters codec) throws IOException {
        var stream = Av.some(avformat_new_stream(context, null));
        Av.check(avcodec_parameters_copy(stream.codecpar(), codec), uri + " cannot be described");
        stream.codecpar().codec_tag(0); // that of another container
        nameChannels(stream.codecpar().ch_layout());
        return stream.index();
    }

    /**
     * Says of one channel that it is mono, of two that they are stereo. Where nobody does, the
     * muxer describes them one by one, by a code that G.711 has not got, and then ends the process.
     */
    private static void nameChannels(AVChannelLayout channels) {
        if (channels.order() == AV_CHANNEL_ORDER_UNSPEC) {
            av_channel_layout_default(channels, channels.nb_channels());
        }
    }

    /** Has one track wait for the other no longer than a viewer would. Called before the first. */
    void hurry() {
        context.max_interleave_delta(SHORT_WAIT);
    }

    /** Writes the configuration tags. Called once, after all tracks are there. */
    void begin() throws IOException {
        var options = new AVDictionary(null);
        try {
            av_dict_set(options, "flvflags", "no_duration_filesize+no_sequence_end", 0);
            av_dict_set(options, "avoid_negative_ts", "make_zero", 0);
            Av.check(avformat_write_header(context, options), uri + " does not fit into FLV");
        } finally {
            av_dict_free(options);
        }
    }

    /**
     * Writes a packet, and leaves it blank. It may be kept back until the other track has got as
     * far.
     *
     * @param unit of the packet's time stamps
     */
    void write(AVPacket packet, int track, AVRational unit) throws IOException {
        packet.stream_index(track);
        packet.pos(-1);
        av_packet_rescale_ts(packet, unit, context.streams(track).time_base());
        Av.check(av_interleaved_write_frame(context, packet), uri + " cannot be carried on");
    }

    /** Lets go of all packets kept back. */
    void flush() throws IOException {
        Av.check(av_interleaved_write_frame(context, null), uri + " cannot be carried on");
    }

    /** The tags written since the last call, in order of time. The caller closes them. */
    List<FlvTag> take() throws IOException {
        var bytes = written();
        try {
            return tags(bytes);
        } catch (Malformed e) {
            throw new IOException(
                    uri + " came out of FFmpeg's FLV muxer broken: " + e.getMessage(), e);
        } finally {
            bytes.release();
        }
    }

    private ByteBuf written() {
        var full = context.pb();
        context.pb(memory());
        var bytes = new BytePointer((Pointer) null);
        int size = avio_close_dyn_buf(full, bytes);
        try {
            // JavaCPP takes a capacity of zero for an unknown one.
            return size == 0
                    ? Unpooled.EMPTY_BUFFER
                    : ByteBufAllocator.DEFAULT
                            .buffer(size)
                            .writeBytes(bytes.capacity(size).asByteBuffer());
        } finally {
            av_free(bytes);
        }
    }

    private List<FlvTag> tags(ByteBuf bytes) throws Malformed {
        var tags = new ArrayList<FlvTag>();
        try {
            for (var tag = reader.next(bytes); tag != null; tag = reader.next(bytes)) {
                tags.add(tag);
            }
            demandNothingLeft(bytes);
            return tags;
        } catch (Malformed e) {
            tags.forEach(FlvTag::close);
            throw e;
        }
    }

    private static void demandNothingLeft(ByteBuf bytes) throws Malformed {
        if (bytes.isReadable()) {
            throw new Malformed(bytes.readableBytes() + " bytes are left over after the last tag");
        }
    }

    @Override
    public void close() {
        var bytes = new BytePointer((Pointer) null);
        avio_close_dyn_buf(context.pb(), bytes);
        av_free(bytes);
        // No trailer: it says nothing to a stream that goes on elsewhere.
        avformat_free_context(context);
    }
}
