package dev.berth.media;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Opens what a URI names. A door registers the schemes it speaks; a feature asks media and never
 * learns which door.
 */
public interface Scheme {
    /**
     * Opens a source, connected and ready.
     *
     * @throws IOException with a sentence that names the URI, what was found and the way out
     */
    Source open(URI from) throws IOException, InterruptedException;

    /**
     * Opens a sink for one stream, connected, or listening. Nobody sees anything of the stream
     * before {@link Sink#begin}.
     *
     * @param stream the stream it will be sent
     * @throws IOException with a sentence that names the URI, what was found and the way out
     */
    Sink dial(URI to, String stream) throws IOException, InterruptedException;

    /**
     * Finds out whether a sink could be opened, and opens none: connects, and hangs up before
     * anything could be seen of it.
     */
    default Inspection inspect(URI to) throws InterruptedException {
        return Inspection.failed(
                Shown.of(to.toString())
                        + " cannot be tried without sending to it; start it and see");
    }

    /**
     * Looks at a URI without opening anything.
     *
     * @param sink whether it is meant as a sink, or else as a source
     * @throws IllegalArgumentException with a sentence that says what is wrong with it
     */
    Address look(URI uri, boolean sink);

    /**
     * What a URI comes to.
     *
     * @param place equal for URIs that mean the same stream of the same server
     * @param server equal for URIs that mean the same server
     * @param listens whether we listen there, rather than connect
     * @param stream the stream of this very hub that the URI means, if it means one
     * @param shown the URI as anybody may see it: without key, token and password
     */
    record Address(
            String place, String server, boolean listens, Optional<String> stream, String shown) {
        /** The place has the key in it. */
        @Override
        public String toString() {
            return shown;
        }
    }
}
