package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_get_time_base_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** The packets of a file as they are, once or again and again. */
final class FilePackets implements Packets {
    private static final AVRational MICROSECOND = av_get_time_base_q();

    private final Input input;
    private final AVPacket packet = Av.some(av_packet_alloc());
    private final Tracks tracks;
    private final Loop loop;
    private int again;

    private FilePackets(FileClip clip, Input input) {
        this.input = input;
        tracks = new Tracks(clip.canonical(), input.tracks());
        loop = new Loop(tracks.count());
        again = clip.again();
    }

    /** Opens the file; throws IOException when it is none, or holds nothing we carry. */
    static FilePackets open(FileClip clip) throws IOException {
        clip.check();
        return new FilePackets(clip, Input.open(clip.reach()));
    }

    @Override
    public void announce(FlvOutput out) throws IOException {
        tracks.announce(out);
    }

    @Override
    public boolean feed(FlvOutput out) throws IOException {
        if (!input.read(packet)) {
            return rewound();
        }
        int track = tracks.place(packet);
        if (track < 0) {
            av_packet_unref(packet);
            return true;
        }
        var unit = tracks.stream(track).time_base();
        move(track, unit);
        out.write(packet, track, unit);
        return true;
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
        tracks.reset();
        return true;
    }

    @Override
    public void stop() {
        input.stop();
    }

    @Override
    public void close() {
        av_packet_free(packet);
        input.close();
    }
}
