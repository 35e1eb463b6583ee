package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AV1;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_EAC3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MP3;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_ALAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_PCM_MULAW;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP9;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * The tracks of an input, numbered as in the output, and with the decoding times that they lack. Of
 * the input's thread.
 */
final class Tracks {
    /**
     * Whatever the FLV muxer has a form for, and {@link dev.berth.media.Codec} a name. Nothing else
     * is tried on it: what that of FFmpeg 8 does not expect may end the process.
     */
    private static final Set<Integer> CARRIED =
            Set.of(
                    AV_CODEC_ID_H264,
                    AV_CODEC_ID_HEVC,
                    AV_CODEC_ID_AV1,
                    AV_CODEC_ID_VP9,
                    AV_CODEC_ID_AAC,
                    AV_CODEC_ID_MP3,
                    AV_CODEC_ID_OPUS,
                    AV_CODEC_ID_FLAC,
                    AV_CODEC_ID_AC3,
                    AV_CODEC_ID_EAC3);

    /** G.711, which FLV has at one rate only and in at most two channels: FLV 10.1, E.4.2.1. */
    private static final Set<Integer> TELEPHONE =
            Set.of(AV_CODEC_ID_PCM_ALAW, AV_CODEC_ID_PCM_MULAW);

    private static final int TELEPHONE_RATE = 8_000;

    private final String shown;
    private final List<AVStream> streams;
    private final List<DecodingTimes> times = new ArrayList<>();

    /** {@code shown} is the input's name, for messages. */
    Tracks(String shown, List<AVStream> streams) {
        this.shown = shown;
        this.streams = streams;
        for (var stream : streams) {
            times.add(new DecodingTimes(stream.codecpar().video_delay(), usual(stream)));
        }
    }

    /** How long a packet of the track lasts, in its unit, where all of them last equally long. */
    private static long usual(AVStream stream) {
        var codec = stream.codecpar();
        var unit = stream.time_base();
        return codec.sample_rate() > 0 && codec.frame_size() > 0
                ? av_rescale(
                        codec.frame_size(), unit.den(), (long) codec.sample_rate() * unit.num())
                : 0;
    }

    int count() {
        return streams.size();
    }

    AVStream stream(int number) {
        return streams.get(number);
    }

    /** Adds them to an output which has none yet; throws IOException for what is not carried. */
    void announce(FlvOutput out) throws IOException {
        for (var stream : streams) {
            demandCarried(stream.codecpar());
            out.track(stream.codecpar());
        }
    }

    private void demandCarried(AVCodecParameters codec) throws IOException {
        if (!isCarried(codec)) {
            boolean picture = codec.codec_type() == AVMEDIA_TYPE_VIDEO;
            throw new IOException(
                    shown
                            + " has its "
                            + (picture ? "picture" : "sound")
                            + " coded as "
                            + coding(codec)
                            + ", which streams here do not carry; recode it: "
                            + "ffmpeg -i "
                            + shown.replaceFirst(".*/", "")
                            + (picture ? " -c:v libx264 -c:a copy" : " -c:v copy -c:a aac")
                            + " new.mp4");
        }
    }

    private static boolean isCarried(AVCodecParameters codec) {
        return CARRIED.contains(codec.codec_id())
                || (isTelephone(codec)
                        && codec.sample_rate() == TELEPHONE_RATE
                        && codec.ch_layout().nb_channels() <= 2);
    }

    private static boolean isTelephone(AVCodecParameters codec) {
        return TELEPHONE.contains(codec.codec_id());
    }

    private static String coding(AVCodecParameters codec) {
        var name = avcodec_get_name(codec.codec_id()).getString();
        return isTelephone(codec)
                ? "%s at %d Hz (channels: %d)"
                        .formatted(name, codec.sample_rate(), codec.ch_layout().nb_channels())
                : name;
    }

    /** The number of the packet's track; -1 for one that is not played. Completes its times. */
    int place(AVPacket packet) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).index() == packet.stream_index()) {
                times.get(i).complete(packet);
                return i;
            }
        }
        return -1;
    }

    /** The input begins again. */
    void reset() {
        times.forEach(DecodingTimes::reset);
    }
}
