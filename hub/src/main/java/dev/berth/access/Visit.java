package dev.berth.access;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * What somebody who came to a door wants.
 *
 * @param deed what to do
 * @param stream with which stream
 * @param door by which protocol, such as {@code rtmp} or {@code http-flv}
 * @param from where they come from
 * @param query what their address said behind a question mark, decoded; {@code token} is looked for
 *     there
 */
public record Visit(
        Deed deed, String stream, String door, InetSocketAddress from, Map<String, String> query) {
    /** What visitors do. */
    public enum Deed {
        PUBLISH,
        PLAY
    }

    public Visit {
        query = Map.copyOf(query);
    }
}
