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

/** The packets that a server sends, on one line of time whatever the server does to its clock. */
final class RemotePackets implements Packets {
    private static final AVRational MICROSECOND = av_get_time_base_q();

    private final Remote remote;
    private final Input input;
    private final AVPacket packet = Av.some(av_packet_alloc());
    private final Tracks tracks;
    private final Splice splice;

    private RemotePackets(Remote remote, Input input) {
        this.remote = remote;
        this.input = input;
        tracks = new Tracks(remote.shown(), input.tracks());
        splice = new Splice(tracks.count());
    }

    /** Connects; throws IOException when nobody is there, or sends nothing we carry. */
    static RemotePackets open(Remote remote) throws IOException {
        return new RemotePackets(remote, Input.open(remote.reach()));
    }

    /**
     * Whether somebody must slow it down: a film lies ready as a whole, and HLS comes in pieces of
     * some seconds each. A live stream has the pace of its sender.
     */
    @Override
    public boolean paced() {
        return !remote.keepsPace() && (!input.live() || input.inPieces());
    }

    @Override
    public void announce(FlvOutput out) throws IOException {
        tracks.announce(out);
    }

    @Override
    public boolean feed(FlvOutput out) throws IOException {
        if (!input.read(packet)) {
            return false;
        }
        int track = tracks.place(packet);
        if (track < 0 || packet.dts() == AV_NOPTS_VALUE) {
            av_packet_unref(packet);
            return true;
        }
        var unit = tracks.stream(track).time_base();
        move(track, unit);
        out.write(packet, track, unit);
        return true;
    }

    private void move(int track, AVRational unit) {
        long dts = av_rescale_q(packet.dts(), unit, MICROSECOND);
        long moved = av_rescale_q(splice.map(track, dts) - dts, MICROSECOND, unit);
        packet.dts(packet.dts() + moved);
        if (packet.pts() != AV_NOPTS_VALUE) {
            packet.pts(Math.max(packet.dts(), packet.pts() + moved));
        }
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
