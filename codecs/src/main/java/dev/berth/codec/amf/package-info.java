/** Action Message Format: the values RTMP commands and FLV script tags are made of. */
package dev.berth.codec.amf;
