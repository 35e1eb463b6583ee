/** Streams written down, as files that play up to the last second whatever happens. */
package dev.berth.recording;
