package dev.berth.restream;

import dev.berth.media.Scheme;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways of one output: the one it goes, and the one it goes while that is blocked.
 *
 * @param backup null when there is none
 */
record Ways(Route first, @Nullable Route backup) {
    /**
     * Reads the ways of a target and holds them against those there are.
     *
     * @throws IllegalArgumentException with a sentence: a bad address, an output that is there
     *     already, a loop, or a wish that cannot be
     */
    static Ways parse(String from, Target target, Scheme schemes, Collection<Route> others) {
        target.check();
        var first = Route.parse(from, target.to(), schemes, others);
        var address = target.backup();
        if (first.address().listens() && (address != null || target.standby())) {
            throw new IllegalArgumentException(
                    first.text()
                            + " waits for players, and has no use for a backup or standby; leave that out, or connect to a server");
        }
        if (first.address().listens() && target.memory() > 0) {
            throw new IllegalArgumentException(
                    first.text()
                            + " listens on a port that the hub holds, which a process of its own cannot; leave out process: true, or connect to a server");
        }
        if (address == null) {
            return new Ways(first, null);
        }
        var all = new ArrayList<>(others);
        all.add(first);
        var backup = Route.parse(from, address, schemes, all);
        if (backup.address().listens()) {
            throw new IllegalArgumentException(
                    backup.text() + " listens, which no backup can; name another server");
        }
        return new Ways(first, backup);
    }

    List<Route> all() {
        return backup == null ? List.of(first) : List.of(first, backup);
    }

    Origin from() {
        return first.from();
    }
}
