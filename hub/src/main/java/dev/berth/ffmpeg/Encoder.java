package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_INFO;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_WARNING;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_parse_string;
import static org.bytedeco.ffmpeg.presets.avutil.AVERROR_EAGAIN;

import java.io.IOException;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * One of FFmpeg's encoders, on the caller's thread. Of one thread at a time; closed exactly once.
 */
final class Encoder implements AutoCloseable {
    private final String name;
    private final AVCodecContext context;
    private final AVPacket packet = Av.some(av_packet_alloc());

    private Encoder(String name, String options, Consumer<AVCodecContext> setting)
            throws IOException {
        this.name = name;
        var codec = avcodec_find_encoder_by_name(name);
        context = Av.some(avcodec_alloc_context3(codec));
        context.flags(AV_CODEC_FLAG_GLOBAL_HEADER).thread_count(1);
        // They warn every time: that a bit rate is only a wish, and that frames are left in them.
        context.log_level_offset(AV_LOG_INFO - AV_LOG_WARNING);
        setting.accept(context);
        var dictionary = new AVDictionary(null);
        try {
            av_dict_parse_string(dictionary, options, "=", ":", 0);
            Av.check(
                    avcodec_open2(context, codec, dictionary),
                    "the encoder " + name + " does not start");
        } catch (IOException e) {
            close();
            throw e;
        } finally {
            av_dict_free(dictionary);
        }
    }

    /** H.264 of the constrained baseline profile: no B pictures. Time stamps count pictures. */
    static Encoder h264(TestSignal signal) throws IOException {
        // No loop filter takes an eighth less time, and a test picture need not be pretty.
        var options = "profile=constrained_baseline:rc_mode=bitrate:loopfilter=0";
        return new Encoder(
                "libopenh264",
                options,
                context -> {
                    context.width(signal.size().width())
                            .height(signal.size().height())
                            .pix_fmt(AV_PIX_FMT_YUV420P);
                    context.time_base().num(1).den(signal.rate());
                    context.framerate().num(signal.rate()).den(1);
                    context.bit_rate(signal.bitrate()).gop_size(signal.gopPictures());
                });
    }

    /** AAC-LC in stereo, 128 kbit/s, of whatever there is to hear. Time stamps count samples. */
    static Encoder sound(int sampleRate) throws IOException {
        return aac(sampleRate, "");
    }

    /** The same, of a tone: it has no noise, no attack and no second channel to gain from. */
    static Encoder tone(int sampleRate) throws IOException {
        // Half the time.
        return aac(sampleRate, "aac_coder=fast:aac_tns=0:aac_pns=0:aac_is=0:aac_ms=0");
    }

    private static Encoder aac(int sampleRate, String options) throws IOException {
        return new Encoder(
                "aac",
                options,
                context -> {
                    context.sample_fmt(AV_SAMPLE_FMT_FLTP)
                            .sample_rate(sampleRate)
                            .bit_rate(128_000);
                    context.time_base().num(1).den(sampleRate);
                    av_channel_layout_default(context.ch_layout(), 2);
                });
    }

    /** What a decoder of its packets must be told first. */
    byte[] configuration() {
        var bytes = new byte[context.extradata_size()];
        context.extradata().get(bytes);
        return bytes;
    }

    /** Adds its track to the output, and says which number it has. */
    int announce(FlvOutput out) throws IOException {
        var parameters = Av.some(avcodec_parameters_alloc());
        try {
            Av.check(
                    avcodec_parameters_from_context(parameters, context),
                    "the encoder " + name + " has no parameters");
            return out.track(parameters);
        } finally {
            avcodec_parameters_free(parameters);
        }
    }

    /** Encodes a frame, and writes what packets are ready. Borrows the frame. */
    void encode(AVFrame frame, FlvOutput out, int track) throws IOException {
        encode(frame, ready -> out.write(ready, track, context.time_base()));
    }

    /** Encodes a frame, and hands on what packets are ready. Borrows the frame, and lends them. */
    void encode(AVFrame frame, Taker to) throws IOException {
        Av.check(avcodec_send_frame(context, frame), "the encoder " + name + " takes no frame");
        while (packetReady()) {
            to.take(packet);
        }
    }

    /** Is lent packets. */
    interface Taker {
        void take(AVPacket packet) throws IOException;
    }

    private boolean packetReady() throws IOException {
        int result = avcodec_receive_packet(context, packet);
        if (result == AVERROR_EAGAIN()) {
            return false;
        }
        Av.check(result, "the encoder " + name + " fails");
        return true;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        avcodec_free_context(context);
    }
}
