package dev.berth.restream;

import dev.berth.media.Scheme;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * One way from a source to a target, found to be possible before anything starts.
 *
 * @param text the target as anybody may see it
 */
record Route(Origin from, String text, URI to, Scheme.Address address) {
    /**
     * Reads a way and holds it against those there are.
     *
     * @throws IllegalArgumentException with a sentence: a bad address, an output that is there
     *     already, or a loop
     */
    static Route parse(String from, String to, Scheme schemes, Collection<Route> others) {
        var origin = Origin.parse(from, schemes);
        var uri = Origin.uri(to);
        var address = schemes.look(uri, true);
        var route = new Route(origin, address.shown(), uri, address);
        others.forEach(route::checkAgainst);
        route.checkLoop(others);
        return route;
    }

    /** The URI has the key in it. */
    @Override
    public String toString() {
        return from.text() + " to " + text;
    }

    private void checkAgainst(Route other) {
        if (address.listens() != other.address.listens()) {
            if (address.server().equals(other.address.server())) {
                throw new IllegalArgumentException(
                        text
                                + " and "
                                + other.text
                                + " are the same port, once to listen on and once to connect to; give one another port");
            }
        } else if (same(other)) {
            throw new IllegalArgumentException(
                    text
                            + " is an output already, of "
                            + other.from.text()
                            + "; remove that one, or give this one another "
                            + (address.listens() ? "port" : "address"));
        }
    }

    private boolean same(Route other) {
        return address.listens()
                ? address.server().equals(other.address.server())
                : address.place().equals(other.address.place());
    }

    private void checkLoop(Collection<Route> others) {
        if (from.place().filter(address.place()::equals).isPresent() || leadsBack(others)) {
            throw new IllegalArgumentException(
                    text + " feeds its own source " + from.text() + "; send it under another name");
        }
    }

    /** Whether what we send comes back to where it is from, by this hub's own streams. */
    private boolean leadsBack(Collection<Route> others) {
        var all = new ArrayList<>(others);
        all.add(this);
        var reached = new HashSet<String>();
        var next = new ArrayDeque<>(reaches(all));
        while (!next.isEmpty()) {
            var stream = next.remove();
            if (stream.equals(from.stream())) {
                return true;
            }
            if (reached.add(stream)) {
                all.stream()
                        .filter(other -> other.from.stream().equals(stream))
                        .forEach(other -> next.addAll(other.reaches(all)));
            }
        }
        return false;
    }

    /**
     * The hub's streams that this way leads into: by pushing to ourselves, or by our pulling from
     * where it listens.
     */
    private Collection<String> reaches(Collection<Route> all) {
        var streams = new HashSet<String>();
        address.stream().ifPresent(streams::add);
        if (address.listens()) {
            all.forEach(other -> pulledBy(other.from, streams));
        }
        return streams;
    }

    private void pulledBy(Origin origin, Set<String> streams) {
        if (origin.server().filter(address.server()::equals).isPresent()) {
            streams.add(origin.stream());
        }
    }
}
