package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_EAC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_INPUT_BUFFER_PADDING_SIZE;
import static org.bytedeco.ffmpeg.global.avcodec.av_new_packet;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_mallocz;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

/** One of FFmpeg's decoders of sound. Of one thread at a time; closed exactly once. */
final class Decoder implements AutoCloseable {
    private static final Map<Codec, Integer> IDS =
            Map.ofEntries(
                    Map.entry(Codec.AAC, AV_CODEC_ID_AAC),
                    Map.entry(Codec.MP3, AV_CODEC_ID_MP3),
                    Map.entry(Codec.OPUS, AV_CODEC_ID_OPUS),
                    Map.entry(Codec.FLAC, AV_CODEC_ID_FLAC),
                    Map.entry(Codec.AC3, AV_CODEC_ID_AC3),
                    Map.entry(Codec.EAC3, AV_CODEC_ID_EAC3),
                    Map.entry(Codec.PCMA, AV_CODEC_ID_PCM_ALAW),
                    Map.entry(Codec.PCMU, AV_CODEC_ID_PCM_MULAW),
                    // As FLV numbered them before they had names.
                    Map.entry(new Codec(Kind.AUDIO, "flv:2"), AV_CODEC_ID_MP3),
                    Map.entry(new Codec(Kind.AUDIO, "flv:7"), AV_CODEC_ID_PCM_ALAW),
                    Map.entry(new Codec(Kind.AUDIO, "flv:8"), AV_CODEC_ID_PCM_MULAW));

    /** G.711 has no other rate, and says nothing of itself. */
    private static final int TELEPHONE = 8_000;

    private final Codec codec;
    private final AVCodecContext context;
    private final AVPacket packet;
    private final AVFrame frame;

    /**
     * Starts it.
     *
     * @param first a frame of what it will decode
     * @param configuration what the codec must be told first; null where there is nothing
     * @throws IOException when there is none for that codec, or the configuration is broken
     */
    Decoder(Frame first, @Nullable ByteBuf configuration) throws IOException {
        codec = first.codec();
        var id = IDS.get(codec);
        if (id == null) {
            throw new IOException("there is no decoder here for sound coded as " + codec);
        }
        packet = Av.some(av_packet_alloc());
        frame = Av.some(av_frame_alloc());
        var decoder = avcodec_find_decoder(id);
        context = Av.some(avcodec_alloc_context3(decoder));
        context.thread_count(1);
        context.pkt_timebase().num(1).den(1_000);
        context.sample_rate(TELEPHONE); // the others find out by themselves
        av_channel_layout_default(context.ch_layout(), 1 + (first.layout() & 1));
        if (configuration != null && configuration.isReadable()) {
            tell(configuration);
        }
        try {
            Av.check(
                    avcodec_open2(context, decoder, (AVDictionary) null),
                    "the decoder of " + codec + " does not start");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The context owns the copy from now on. */
    private void tell(ByteBuf configuration) {
        var bytes = ByteBufUtil.getBytes(configuration);
        var copy =
                new BytePointer(Av.some(av_mallocz(bytes.length + AV_INPUT_BUFFER_PADDING_SIZE)));
        copy.put(bytes, 0, bytes.length);
        context.extradata(copy).extradata_size(bytes.length);
    }

    /** Takes in what one frame holds. */
    void put(ByteBuf data) throws IOException {
        var bytes = ByteBufUtil.getBytes(data);
        Av.check(av_new_packet(packet, bytes.length), "there is no memory for sound");
        packet.data().put(bytes, 0, bytes.length);
        int result = avcodec_send_packet(context, packet);
        av_packet_unref(packet);
        Av.check(result, "sound coded as " + codec + " cannot be decoded");
    }

    /** Whether {@link #frame} is a new one. */
    boolean next() throws IOException {
        int result = avcodec_receive_frame(context, frame);
        if (result == AVERROR_EAGAIN()) {
            return false;
        }
        Av.check(result, "sound coded as " + codec + " cannot be decoded");
        return true;
    }

    /** It stays this decoder's, and is good until the next call. */
    AVFrame frame() {
        return frame;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        av_frame_free(frame);
        avcodec_free_context(context);
    }
}
