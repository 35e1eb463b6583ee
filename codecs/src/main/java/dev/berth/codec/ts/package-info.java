/**
 * MPEG-2 transport streams, ISO/IEC 13818-1: packets, tables and PES, and how each codec lies in
 * them. What goes in and out are access units in the form of FLV and MP4: length-prefixed NAL
 * units, raw AAC.
 */
package dev.berth.codec.ts;
