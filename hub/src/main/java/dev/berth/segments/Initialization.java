package dev.berth.segments;

import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Track.Picture;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a player must have before the segments that name it.
 *
 * @param number 1 for a stream's first
 * @param bytes {@code ftyp} and {@code moov}; on the heap and read-only, needs no release; take a
 *     duplicate before moving its indices
 */
public record Initialization(int number, List<Mp4Track> tracks, ByteBuf bytes) {
    public Initialization {
        tracks = List.copyOf(tracks);
    }

    /** The codecs as RFC 6381 writes them: {@code avc1.64001f,mp4a.40.2}. */
    public String codecs() {
        return tracks.stream().map(Mp4Track::codec).collect(Collectors.joining(","));
    }

    /** How large the first track of pictures is; empty when there is only sound. */
    public Optional<Picture> picture() {
        return tracks.stream()
                .map(Mp4Track::form)
                .filter(Picture.class::isInstance)
                .map(Picture.class::cast)
                .findFirst();
    }
}
