package dev.berth.codec.mp4;

import java.util.List;

/**
 * The samples of one track in one fragment.
 *
 * @param track the track's id
 * @param time decoding time of the first, in ticks of the track
 * @param samples at least one
 */
public record Mp4Run(int track, long time, List<Mp4Sample> samples) {
    public Mp4Run {
        samples = List.copyOf(samples);
    }

    long bytes() {
        return samples.stream().mapToLong(Mp4Sample::size).sum();
    }
}
