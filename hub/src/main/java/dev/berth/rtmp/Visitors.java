package dev.berth.rtmp;

import dev.berth.access.Access;
import dev.berth.media.Publication;
import java.io.IOException;

/**
 * What a listening port lets those do who come to it. Refusals are exceptions, whose sentence the
 * visitor is told.
 */
interface Visitors {
    /** Who decides whether they may. */
    Access access();

    /** The publication of a stream for {@code who}. */
    Publication publish(String stream, String who) throws IOException;

    /** The hub's stream that a player gets who asks for {@code stream}. */
    String play(String stream) throws IOException;

    /** Somebody begins to play. */
    void joined(Feed feed);

    /** Somebody ceases to. */
    void left(Feed feed);
}
