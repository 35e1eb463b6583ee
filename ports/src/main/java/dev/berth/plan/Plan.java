package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who has which ports, whether they run or not. A value: a change is another plan.
 *
 * @param bookings in the order in which they were made, one an owner, at most 1,000
 */
public record Plan(List<Booking> bookings) {
    public static final Plan EMPTY = new Plan(List.of());

    private static final int MOST = 1_000;

    public Plan {
        bookings = List.copyOf(bookings);
        if (bookings.size() > MOST) {
            throw new BadPlan(
                    "the plan has %d owners; %d is the most".formatted(bookings.size(), MOST),
                    "规划中有 %d 个所有者；最多 %d 个".formatted(bookings.size(), MOST));
        }
        var owners = new HashSet<String>();
        for (var booking : bookings) {
            if (!owners.add(booking.owner())) {
                throw new BadPlan(
                        "%s is in the plan twice; keep one".formatted(booking.owner()),
                        "%s 在规划中出现两次；请保留一个".formatted(booking.owner()));
            }
        }
    }

    public Optional<Booking> booking(String owner) {
        return bookings.stream().filter(booking -> booking.owner().equals(owner)).findFirst();
    }

    /** With another booking: instead of the owner's, or after all others. */
    Plan with(Booking fresh) {
        return with(fresh.owner(), fresh);
    }

    /**
     * With another booking instead of the one of {@code owner}, who may be called otherwise now.
     */
    Plan with(String owner, Booking fresh) {
        var others = new ArrayList<>(bookings);
        others.replaceAll(booking -> booking.owner().equals(owner) ? fresh : booking);
        if (booking(owner).isEmpty()) {
            others.add(fresh);
        }
        return new Plan(others);
    }

    Plan without(Set<String> owners) {
        return new Plan(
                bookings.stream().filter(booking -> !owners.contains(booking.owner())).toList());
    }

    /** Every port that is claimed, by owner and role. */
    public List<PlannedPort> ports() {
        return bookings.stream().flatMap(booking -> booking.ports().stream()).toList();
    }

    /** Every two ports of it that cannot both be had, the earlier one first. None is proof. */
    public List<Clash.Booked> clashes() {
        var earlier = new HashMap<Place, List<PlannedPort>>();
        var clashes = new ArrayList<Clash.Booked>();
        for (var port : ports()) {
            var same =
                    earlier.computeIfAbsent(new Place(port.endpoint()), place -> new ArrayList<>());
            same.stream()
                    .filter(first -> first.endpoint().meets(port.endpoint()))
                    .forEach(first -> clashes.add(new Clash.Booked(first, port)));
            same.add(port);
        }
        return clashes;
    }

    private record Place(Transport transport, int port) {
        Place(Endpoint endpoint) {
            this(endpoint.transport(), endpoint.port());
        }
    }

    /** What keeps everybody else off its ports. */
    public List<Reservation> reservations() {
        return ports().stream().map(Plan::reservation).toList();
    }

    private static Reservation reservation(PlannedPort port) {
        var endpoint = port.endpoint();
        return new Reservation(
                endpoint.transport(),
                endpoint.address(),
                PortRange.of(endpoint.port()),
                port.owner(),
                port.role().name(),
                Reservation.Strength.PLANNED,
                "the plan");
    }
}
