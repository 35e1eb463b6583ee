package dev.berth.codec.rtmp;

import dev.berth.codec.amf.AmfLimits;

/**
 * What a peer may make us keep. All of its unfinished messages together may hold no more than two
 * messages of the largest size.
 *
 * @param chunkSize the largest Set Chunk Size accepted
 * @param messageSize the largest message accepted, in bytes
 * @param chunkStreams how many chunk streams there may be
 * @param amf what the values of one command may cost
 */
public record RtmpLimits(int chunkSize, int messageSize, int chunkStreams, AmfLimits amf) {
    /** Any chunk size, messages of 8 MiB, 64 chunk streams. */
    public static final RtmpLimits DEFAULT =
            new RtmpLimits(RtmpWriter.LARGEST_MESSAGE, 8 << 20, 64, AmfLimits.DEFAULT);
}
