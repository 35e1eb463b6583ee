/** The door for MPEG transport streams in datagrams. */
package dev.berth.mpegts;
