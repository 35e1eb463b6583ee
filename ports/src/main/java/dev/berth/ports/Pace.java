package dev.berth.ports;

import java.time.Duration;

/**
 * How fast an authority answers.
 *
 * @param answers how many claims it has granted or refused
 * @param took the time of all of them together, the kernel's included
 */
public record Pace(long answers, Duration took) {}
