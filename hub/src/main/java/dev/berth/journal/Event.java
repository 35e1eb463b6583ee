package dev.berth.journal;

import java.time.Instant;

/**
 * Something that happened.
 *
 * @param id counts up from 1 in one run of the hub
 * @param kind a stable word with a dot, such as {@code lease.granted} or {@code output.live}
 * @param subject what it happened to: an endpoint, a stream, an output
 * @param text one sentence for people
 */
public record Event(long id, Instant at, String kind, String subject, String text) {}
