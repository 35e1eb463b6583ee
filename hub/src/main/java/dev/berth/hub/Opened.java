package dev.berth.hub;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;

/**
 * What a hub has opened so far. Belongs to the thread that starts the hub, and then to the one that
 * ends it.
 */
final class Opened implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Opened.class.getName());

    private final ArrayDeque<AutoCloseable> things = new ArrayDeque<>();

    /** Takes a thing over, and gives it back for use. */
    <T extends AutoCloseable> T add(T thing) {
        things.push(thing);
        return thing;
    }

    /** Closes all of it, the last thing first, whatever fails. Closing twice does nothing. */
    @Override
    public void close() {
        for (var thing = things.poll(); thing != null; thing = things.poll()) {
            close(thing);
        }
    }

    private static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception failed) {
            LOG.log(Level.WARNING, thing + " did not close well; the rest is closed", failed);
        }
    }
}
