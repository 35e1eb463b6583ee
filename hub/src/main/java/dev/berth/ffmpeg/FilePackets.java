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
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VP9;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_get_time_base_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The packets of a file as they are, once or again and again. */
final class FilePackets implements Packets {
    /** What the FLV muxer has a form for, and {@link dev.berth.media.Codec} a name. */
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

    private static final AVRational MICROSECOND = av_get_time_base_q();

    private final FileClip clip;
    private final Input input;
    private final AVPacket packet = Av.some(av_packet_alloc());
    private final List<DecodingTimes> times = new ArrayList<>();
    private final Loop loop;
    private int again;

    private FilePackets(FileClip clip, Input input) {
        this.clip = clip;
        this.input = input;
        input.tracks()
                .forEach(track -> times.add(new DecodingTimes(track.codecpar().video_delay())));
        loop = new Loop(input.tracks().size());
        again = clip.again();
    }

    /** Opens the file; throws IOException when it is none, or holds nothing we carry. */
    static FilePackets open(FileClip clip) throws IOException {
        return new FilePackets(clip, Input.open(clip));
    }

    @Override
    public void announce(FlvOutput out) throws IOException {
        for (var stream : input.tracks()) {
            demandCarried(stream.codecpar());
            out.track(stream.codecpar());
        }
    }

    private void demandCarried(AVCodecParameters codec) throws IOException {
        if (!CARRIED.contains(codec.codec_id())) {
            boolean picture = codec.codec_type() == AVMEDIA_TYPE_VIDEO;
            throw new IOException(
                    clip.canonical()
                            + " has its "
                            + (picture ? "picture" : "sound")
                            + " coded as "
                            + avcodec_get_name(codec.codec_id()).getString()
                            + ", which streams here do not carry; recode it: "
                            + "ffmpeg -i "
                            + clip.path().getFileName()
                            + (picture ? " -c:v libx264 -c:a copy" : " -c:v copy -c:a aac")
                            + " new.mp4");
        }
    }

    @Override
    public boolean feed(FlvOutput out) throws IOException {
        if (!input.read(packet)) {
            return rewound();
        }
        int track = track();
        if (track < 0) {
            av_packet_unref(packet);
            return true;
        }
        var unit = input.tracks().get(track).time_base();
        times.get(track).complete(packet);
        move(track, unit);
        out.write(packet, track, unit);
        return true;
    }

    /**
     * The track's place in the list, which is its number in the output too; -1 for one that is not
     * played.
     */
    private int track() {
        var tracks = input.tracks();
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).index() == packet.stream_index()) {
                return i;
            }
        }
        return -1;
    }

    private void move(int track, AVRational unit) {
        long shift = av_rescale_q(loop.shift(), MICROSECOND, unit);
        if (packet.dts() != AV_NOPTS_VALUE) {
            loop.see(track, micros(packet.dts(), unit), micros(packet.duration(), unit));
            packet.dts(packet.dts() + shift);
        }
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(packet.pts() + shift);
        }
    }

    private static long micros(long time, AVRational unit) {
        return av_rescale_q(time, unit, MICROSECOND);
    }

    private boolean rewound() throws IOException {
        if (again == 0 || !loop.again()) {
            return false;
        }
        if (again != FileClip.FOREVER) {
            again--;
        }
        input.rewind();
        times.forEach(DecodingTimes::reset);
        return true;
    }

    @Override
    public void close() {
        av_packet_free(packet);
        input.close();
    }
}
