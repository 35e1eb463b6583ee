package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A plan in the making, for tests: stations, the machine they stand on, and what came of it. */
final class Stations {
    static final Shape AZURACAST = shape("azuracast");
    static final Shape RTP = shape("rtp");

    private final Map<Endpoint, Phrase> held = new HashMap<>();
    private List<Protection> protections = List.of();
    private PortRange range = new PortRange(8000, 8499);
    Plan plan = Plan.EMPTY;

    static Shape shape(String name) {
        return Shapes.BUILT_IN.named(name).orElseThrow();
    }

    Stations in(int first, int last) {
        range = new PortRange(first, last);
        return this;
    }

    Stations protecting(Protection... ports) {
        protections = List.of(ports);
        return this;
    }

    Stations held(Endpoint endpoint, String by) {
        held.put(endpoint, Phrase.same(by));
        return this;
    }

    Planner planner() {
        return new Planner(
                range,
                new Ground(
                        (endpoint, owner) -> Optional.ofNullable(held.get(endpoint)),
                        List.of(),
                        protections));
    }

    Outcome ask(Booking wanted) {
        return planner().set(plan, wanted, Terms.STRICT);
    }

    Outcome.Refused refused(Booking wanted) {
        return (Outcome.Refused) ask(wanted);
    }

    /** Makes a change that must be possible. */
    Outcome.Accepted set(Booking wanted) {
        var accepted = (Outcome.Accepted) ask(wanted);
        plan = accepted.plan();
        return accepted;
    }

    /** Makes a change whatever stands against it, as plans of old were made. */
    void force(Booking wanted) {
        var forced = planner().set(plan, wanted, new Terms(false, true));
        plan = ((Outcome.Accepted) forced).plan();
    }
}
