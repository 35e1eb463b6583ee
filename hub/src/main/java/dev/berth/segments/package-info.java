/**
 * A stream cut into segments and parts of fragmented MP4, for whoever serves or keeps them as
 * files. Begin at {@link dev.berth.segments.Segmenter}.
 */
package dev.berth.segments;
