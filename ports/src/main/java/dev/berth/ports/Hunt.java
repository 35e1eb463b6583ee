package dev.berth.ports;

import dev.berth.ports.Berths.Berth;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The search for one arrangement in a pool. Belongs to the thread that searches. */
final class Hunt {
    /** From how many ports of strangers on it pays to read the kernel's table of sockets. */
    private static final int MANY = 64;

    private final Authority authority;
    private final Register register;
    private final Basin basin;
    private final Claim claim;
    private final Arrangement wanted;
    private final Openings tried = new Openings(new PortSet(), new PortSet());
    private boolean desperate;
    private OptionalInt habit;

    Hunt(Authority authority, Register register, Basin basin, Claim claim, Arrangement wanted) {
        this.authority = authority;
        this.register = register;
        this.basin = basin;
        this.claim = claim;
        this.wanted = wanted;
        this.habit = authority.lastPort(on(wanted.parts().getFirst(), claim.endpoint().port()));
    }

    private Claim on(Arrangement.Part part, int port) {
        return claim.on(basin.endpoint(part.transport(), port));
    }

    /**
     * The next places to bind: the ones of last time, then ports that nothing speaks against, or
     * that still cool; then, since only trying them proves that there are none, those of strangers.
     */
    List<Berth> next() {
        var places = desperate ? List.<Berth>of() : easy();
        if (!places.isEmpty()) {
            return places;
        }
        if (!desperate) {
            desperate = true;
            skipWhatIsSeen();
        }
        return register.draw(basin, wanted, true, (b, _) -> b.hope(wanted, tried));
    }

    private List<Berth> easy() {
        return register.draw(
                basin,
                wanted,
                false,
                (b, now) -> {
                    OptionalInt base = b.habit(wanted, habit, now);
                    habit = OptionalInt.empty();
                    return base.isPresent() ? base : b.draw(wanted, now);
                });
    }

    /** Thousands of binds that fail take a second; the kernel's table takes milliseconds. */
    private void skipWhatIsSeen() {
        for (Transport transport : Transport.values()) {
            PortSet squatted = register.with(basin, (b, _) -> b.squatted(transport));
            if (squatted.size() > MANY) {
                tried.of(transport)
                        .addAll(Lookout.occupied(basin.endpoint(transport, 1), squatted));
            }
        }
    }

    /** All of it or nothing; null when somebody else turned out to have a port of it. */
    Pool.@Nullable Reply bind(List<Berth> places) {
        var leases = new ArrayList<Lease>(places.size());
        try {
            for (Berth place : places) {
                Claim part = leases.isEmpty() ? claim : claim.unremembered();
                leases.add(authority.moored(part.on(place.endpoint), place, List.of()));
            }
        } catch (Unbindable failed) {
            return undo(places, leases, failed.fault);
        } catch (RuntimeException | Error unexpected) {
            leases.forEach(Lease::cast);
            places.forEach(register::leave);
            throw unexpected;
        }
        authority.grant(places, leases);
        int base = places.getFirst().endpoint.port() - wanted.parts().getFirst().offset();
        return new Pool.Reply.Granted(new Bundle(base, leases));
    }

    /** Gives back what was bound. The first place without a lease is the one that failed. */
    private Pool.@Nullable Reply undo(List<Berth> places, List<Lease> leases, Fault fault) {
        leases.forEach(Lease::cast);
        Endpoint failed = places.get(leases.size()).endpoint;
        Refusal why = Refusals.of(failed, fault);
        for (Berth place : places) {
            if (place.endpoint.equals(failed)) {
                authority.leave(place, why);
            } else {
                register.leave(place);
            }
        }
        tried.of(failed.transport()).add(failed.port());
        return Search.concernsAllPorts(why) ? new Pool.Reply.Refused(why) : null;
    }
}
