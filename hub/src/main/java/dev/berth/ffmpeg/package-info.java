/**
 * Opens media files and the test signal through FFmpeg's libraries, in this process. Packets become
 * FLV tags in memory, and tags become frames: FFmpeg's own FLV muxer makes the decoder
 * configurations, and converts what needs it.
 *
 * <p>Whoever allocates a native object is a small {@link AutoCloseable} here, closed exactly once
 * and used by one thread at a time.
 */
@org.jspecify.annotations.NullMarked
package dev.berth.ffmpeg;
