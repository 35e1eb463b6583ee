package dev.berth.segments;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * One track's samples in a part, as a player reads them.
 *
 * @param time of the first, in ticks
 * @param durations of all, in ticks
 */
record Fragment(int track, long time, List<Integer> durations) {
    /** Ticks at the end of the last sample. */
    long end() {
        return time + durations.stream().mapToLong(Integer::longValue).sum();
    }

    /** The fragments of one track in the order of the parts. */
    static List<Fragment> of(List<Part> parts, int track) {
        return parts.stream()
                .flatMap(part -> read(part.bytes()).stream())
                .filter(fragment -> fragment.track == track)
                .toList();
    }

    private static List<Fragment> read(ByteBuf part) {
        var all = new ArrayList<Fragment>();
        var boxes = part.slice();
        int track = 0;
        long time = 0;
        while (boxes.isReadable()) {
            int length = boxes.readInt();
            var name = boxes.readCharSequence(4, US_ASCII).toString();
            switch (name) {
                case "moof", "traf" -> {} // what is in it comes next
                case "tfhd" -> track = boxes.skipBytes(4).readInt();
                case "tfdt" -> time = boxes.skipBytes(4).readLong();
                case "trun" ->
                        all.add(new Fragment(track, time, durations(boxes.readSlice(length - 8))));
                default -> boxes.skipBytes(length - 8);
            }
        }
        return all;
    }

    private static List<Integer> durations(ByteBuf run) {
        int fields = run.readInt() & 0xf00;
        int count = run.readInt();
        run.skipBytes(4);
        var durations = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            durations.add(run.readInt());
            run.skipBytes(4 * (Integer.bitCount(fields) - 1));
        }
        return durations;
    }
}
