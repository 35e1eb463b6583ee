package dev.berth.codec.mp4;

import static dev.berth.codec.mp4.Box.box;
import static dev.berth.codec.mp4.Box.full;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes fragmented MP4: an initialization segment, and fragments behind it. What is behind the
 * initialization can be cut off after any fragment, and what is left plays.
 */
public final class Mp4Writer {
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int DATA_OFFSET = 0x01;
    private static final int DURATIONS = 0x100;
    private static final int SIZES = 0x200;
    private static final int FLAGS = 0x400;
    private static final int OFFSETS = 0x800;
    private static final int BOX_HEADER = 8;
    private static final long MOST_BYTES = Integer.MAX_VALUE / 2;

    private Mp4Writer() {}

    /** Writes what a player must have before any fragment: 14496-12, 8.16.2. */
    public static void initialization(List<Mp4Track> tracks, ByteBuf out) {
        box(
                out,
                "ftyp",
                () -> {
                    out.writeBytes(ascii("iso6")).writeInt(0);
                    out.writeBytes(ascii("iso6mp41"));
                });
        Mp4Movie.write(tracks, out);
    }

    /**
     * Writes one fragment: {@code moof} and {@code mdat}, 14496-12, 8.8.
     *
     * @param sequence 1 for a file's first, and one more for each next
     * @param runs one a track, at least one
     * @throws IllegalArgumentException when there are more than 1 GiB
     */
    public static void fragment(long sequence, List<Mp4Run> runs, ByteBuf out) {
        long bytes = runs.stream().mapToLong(Mp4Run::bytes).sum();
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a fragment has %d bytes; %d are allowed".formatted(bytes, MOST_BYTES));
        }
        int start = out.writerIndex();
        var offsets = new ArrayList<Integer>(runs.size());
        box(
                out,
                "moof",
                () -> {
                    full(out, "mfhd", 0, 0, () -> out.writeInt((int) sequence));
                    runs.forEach(run -> offsets.add(track(run, out)));
                });
        int data = out.writerIndex() - start + BOX_HEADER;
        for (int i = 0; i < runs.size(); i++) {
            out.setInt(offsets.get(i), data);
            data += (int) runs.get(i).bytes();
        }
        data(runs, out);
    }

    private static void data(List<Mp4Run> runs, ByteBuf out) {
        box(
                out,
                "mdat",
                () ->
                        runs.forEach(run ->
                                run.samples().forEach(sample -> Box.append(out, sample.data()))));
    }

    /** One {@code traf}; where the place of its data is to be written. */
    private static int track(Mp4Run run, ByteBuf out) {
        var place = new int[1];
        box(
                out,
                "traf",
                () -> {
                    full(out, "tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> out.writeInt(run.track()));
                    full(out, "tfdt", 1, 0, () -> out.writeLong(run.time()));
                    place[0] = samples(run, out);
                });
        return place[0];
    }

    /** 14496-12, 8.8.8. What is the same for all samples is in the track's defaults. */
    private static int samples(Mp4Run run, ByteBuf out) {
        boolean flags = run.samples().stream().anyMatch(s -> s.need() != Mp4Sample.Need.NOTHING);
        boolean offsets = run.samples().stream().anyMatch(sample -> sample.offset() != 0);
        int fields =
                DATA_OFFSET | DURATIONS | SIZES | (flags ? FLAGS : 0) | (offsets ? OFFSETS : 0);
        var place = new int[1];
        full(
                out,
                "trun",
                1,
                fields,
                () -> {
                    out.writeInt(run.samples().size());
                    place[0] = out.writerIndex();
                    out.writeInt(0);
                    for (var sample : run.samples()) {
                        out.writeInt(sample.duration()).writeInt(sample.size());
                        if (flags) {
                            out.writeInt(sample.need().flags);
                        }
                        if (offsets) {
                            out.writeInt(sample.offset());
                        }
                    }
                });
        return place[0];
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
