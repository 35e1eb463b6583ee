/**
 * FLV: files of tags, and the audio and video headers RTMP shares with them, enhanced ones
 * included.
 */
package dev.berth.codec.flv;
