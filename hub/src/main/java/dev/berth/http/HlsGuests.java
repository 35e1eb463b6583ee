package dev.berth.http;

import dev.berth.access.Pass;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who watches a stream by HLS, as far as that can be known: players come with every request anew,
 * so one is whoever comes from the same address with the same token, and has been here lately. Any
 * thread may call.
 */
final class HlsGuests {
    /** One viewer, or several behind one address; a key, never to be shown. */
    record Guest(InetAddress address, String query) {
        static Guest of(Request request) {
            return new Guest(request.from().getAddress(), HlsQuery.whole(request).text());
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
        }
    }

    /** Gives the places back of those who were not seen after {@code since}. */
    void leave(long since) {
        var left = new ArrayList<Seat>();
        seats.forEach((guest, seat) -> {
            if (seat.seen - since < 0 && seats.remove(guest, seat)) {
                left.add(seat);
            }
        });
        left.forEach(seat -> seat.pass.close());
    }

    int count() {
        return seats.size();
    }
}
