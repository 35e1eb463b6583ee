/**
 * The playlists of HTTP Live Streaming, and what clients may ask of them: RFC 8216 and its second
 * edition, draft-pantos-hls-rfc8216bis, which the sections in comments are of.
 */
package dev.berth.codec.hls;
