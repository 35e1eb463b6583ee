package dev.berth.codec.hls;

import org.jspecify.annotations.Nullable;

/**
 * The first playlist that a player asks for: what there is, of which it takes its choice. Ours has
 * one variant, since streams are never coded anew: 4.4.6.2.
 *
 * @param uri where its media playlist is, percent-encoded
 * @param bandwidth bits a second of the segment that has the most
 * @param averageBandwidth bits a second of all segments
 * @param codecs as RFC 6381 writes them
 * @param resolution of its pictures; null when there are none
 */
public record MultivariantPlaylist(
        String uri,
        long bandwidth,
        long averageBandwidth,
        String codecs,
        @Nullable Resolution resolution) {
    private static final int VERSION = 9;

    /** Pixels. */
    public record Resolution(int width, int height) {}

    public String text() {
        var out = new StringBuilder(300);
        out.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION);
        out.append("\n#EXT-X-STREAM-INF:BANDWIDTH=").append(bandwidth);
        out.append(",AVERAGE-BANDWIDTH=").append(averageBandwidth);
        out.append(",CODECS=").append(Tags.quoted(codecs));
        if (resolution != null) {
            out.append(",RESOLUTION=").append(resolution.width);
            out.append('x').append(resolution.height);
        }
        return out.append('\n').append(uri).append('\n').toString();
    }
}
