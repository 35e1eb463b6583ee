package dev.berth.restream;

import org.jspecify.annotations.Nullable;

/**
 * How a pull is doing.
 *
 * @param stream what it becomes here
 * @param from where it comes from
 * @param onDemand whether it is pulled only while somebody reads it
 * @param readers of its stream
 * @param problem what keeps it from coming, in one sentence; null when nothing does
 */
public record PullStatus(
        String stream,
        String from,
        boolean onDemand,
        PullState state,
        int readers,
        @Nullable String problem) {}
