package dev.berth.codec.mp4;

import static dev.berth.codec.mp4.Box.box;
import static dev.berth.codec.mp4.Box.emptyTable;
import static dev.berth.codec.mp4.Box.full;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.berth.codec.mp4.Mp4Track.Picture;
import dev.berth.codec.mp4.Mp4Track.Sound;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** The {@code moov} of a file whose samples are all in fragments: 14496-12, 8.2 to 8.8. */
final class Mp4Movie {
    private static final int TIMESCALE = 1_000;
    private static final int ONE = 0x1_0000;

    /** The unit matrix: 16.16 fixed point, and 2.30 in its last column. */
    private static final int[] UPRIGHT = {ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000};

    /** A track that is enabled and belongs to the presentation. */
    private static final int ENABLED = 3;

    private static final int FULL_VOLUME = 0x100;

    /** {@code und}: three letters of five bits each. */
    private static final int UNDETERMINED = 0x55c4;

    /** The data are in this file. */
    private static final int SELF_CONTAINED = 1;

    private Mp4Movie() {}

    static void write(List<Mp4Track> tracks, ByteBuf out) {
        box(
                out,
                "moov",
                () -> {
                    header(out, tracks.stream().mapToInt(Mp4Track::id).max().orElse(0) + 1);
                    tracks.forEach(track -> track(track, out));
                    box(out, "mvex", () -> tracks.forEach(track -> defaults(track, out)));
                });
    }

    private static void header(ByteBuf out, int nextTrack) {
        full(
                out,
                "mvhd",
                0,
                0,
                () -> {
                    out.writeLong(0).writeInt(TIMESCALE).writeInt(0);
                    out.writeInt(ONE).writeShort(FULL_VOLUME).writeZero(10);
                    matrix(out);
                    out.writeZero(24).writeInt(nextTrack);
                });
    }

    private static void matrix(ByteBuf out) {
        for (int number : UPRIGHT) {
            out.writeInt(number);
        }
    }

    private static void track(Mp4Track track, ByteBuf out) {
        box(
                out,
                "trak",
                () -> {
                    trackHeader(track, out);
                    box(out, "mdia", () -> media(track, out));
                });
    }

    private static void trackHeader(Mp4Track track, ByteBuf out) {
        full(
                out,
                "tkhd",
                0,
                ENABLED,
                () -> {
                    out.writeLong(0).writeInt(track.id()).writeInt(0).writeInt(0);
                    out.writeLong(0).writeShort(0).writeShort(0);
                    boolean sound = track.form() instanceof Sound;
                    out.writeShort(sound ? FULL_VOLUME : 0).writeShort(0);
                    matrix(out);
                    switch (track.form()) {
                        case Picture(int width, int height) ->
                                out.writeInt(width << 16).writeInt(height << 16);
                        case Sound _ -> out.writeLong(0);
                    }
                });
    }

    private static void media(Mp4Track track, ByteBuf out) {
        boolean sound = track.form() instanceof Sound;
        full(
                out,
                "mdhd",
                0,
                0,
                () -> {
                    out.writeLong(0).writeInt(track.timescale()).writeInt(0);
                    out.writeShort(UNDETERMINED).writeShort(0);
                });
        full(
                out,
                "hdlr",
                0,
                0,
                () -> {
                    out.writeInt(0).writeCharSequence(sound ? "soun" : "vide", US_ASCII);
                    out.writeZero(12).writeByte(0); // no name
                });
        box(out, "minf", () -> information(track, out));
    }

    private static void information(Mp4Track track, ByteBuf out) {
        switch (track.form()) {
            case Picture _ -> full(out, "vmhd", 0, 1, () -> out.writeZero(8));
            case Sound _ -> full(out, "smhd", 0, 0, () -> out.writeZero(4));
        }
        box(
                out,
                "dinf",
                () ->
                        full(
                                out,
                                "dref",
                                0,
                                0,
                                () -> {
                                    out.writeInt(1);
                                    full(out, "url ", 0, SELF_CONTAINED, () -> {});
                                }));
        box(
                out,
                "stbl",
                () -> {
                    full(
                            out,
                            "stsd",
                            0,
                            0,
                            () -> {
                                out.writeInt(1);
                                Box.append(out, track.entry());
                            });
                    emptyTable(out, "stts");
                    emptyTable(out, "stsc");
                    full(out, "stsz", 0, 0, () -> out.writeLong(0));
                    emptyTable(out, "stco");
                });
    }

    /** 14496-12, 8.8.3: samples that say nothing else need nothing else. */
    private static void defaults(Mp4Track track, ByteBuf out) {
        full(
                out,
                "trex",
                0,
                0,
                () -> {
                    out.writeInt(track.id()).writeInt(1).writeLong(0);
                    out.writeInt(Mp4Sample.Need.NOTHING.flags);
                });
    }
}
