package dev.berth.http;

import dev.berth.access.Pass;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Who watches a stream by HLS, as far as that can be known: players come with every request anew,
 * so one is whoever comes from the same address with the same token, and has been here lately. Any
 * thread may call. Once it is closed nobody has a place here for longer than a moment.
 */
final class HlsGuests {
    /**
     * One viewer, or several behind one address; a key, never to be shown.
     *
     * @param shown what of the query decides whether they may come in
     */
    record Guest(InetAddress address, Map<String, String> shown) {
        Guest {
            shown = Map.copyOf(shown);
        }
    }

    /** The place of one who was let in. */
    private static final class Seat {
        private final Pass pass;
        private volatile long seen;

        Seat(Pass pass, long now) {
            this.pass = pass;
            this.seen = now;
        }
    }

    private final ConcurrentHashMap<Guest, Seat> seats = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** Whether somebody is here already; if so, they are seen. */
    boolean welcome(Guest guest, long now) {
        var seat = seats.get(guest);
        if (seat == null) {
            return false;
        }
        seat.seen = now;
        return true;
    }

    /** Seats somebody who was let in. Takes the pass over. */
    void seat(Guest guest, Pass pass, long now) {
        if (seats.putIfAbsent(guest, new Seat(pass, now)) != null) {
            pass.close(); // Two requests of one player came at once, and both have asked.
        } else if (closed) {
            leave(_ -> true); // It closed meanwhile, and nobody looks again.
        }
    }

    /** Gives the places back of those who were not seen after {@code since}. */
    void leave(long since) {
        leave(seat -> seat.seen - since < 0);
    }

    /** Gives every place back, and those of whoever comes later at once. */
    void close() {
        closed = true;
        leave(_ -> true);
    }

    private void leave(Predicate<Seat> who) {
        var left = new ArrayList<Seat>();
        seats.forEach((guest, seat) -> {
            if (who.test(seat) && seats.remove(guest, seat)) {
                left.add(seat);
            }
        });
        left.forEach(seat -> seat.pass.close());
    }

    int count() {
        return seats.size();
    }
}
