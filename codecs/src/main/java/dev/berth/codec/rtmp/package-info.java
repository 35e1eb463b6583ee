/** RTMP 1.0 with the enhanced connect fields: handshake, chunks and messages, for either side. */
package dev.berth.codec.rtmp;
