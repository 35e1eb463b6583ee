package dev.berth.segments;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a segment when its first frame comes.
 *
 * @param number 1 for a stream's first, and one more for each next
 * @param discontinuity whether something else begins here: another initialization, or a publisher
 *     that came back
 * @param independent whether it begins with a key frame
 * @param programDateTime when its first frame came in
 * @param start where it begins on the time line of all segments; the sum of all durations before
 *     it, unless there was a pause
 */
public record Opening(
        long number,
        Initialization initialization,
        boolean discontinuity,
        boolean independent,
        Instant programDateTime,
        Duration start) {}
