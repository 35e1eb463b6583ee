/**
 * Fragmented MP4: ISO/IEC 14496-12 with the bindings of 14496-15 (NAL units), 14496-14 (AAC, MP3),
 * AV1, Opus, FLAC and AC-3. Writes only; what is read are the configurations of the codecs.
 */
package dev.berth.codec.mp4;
