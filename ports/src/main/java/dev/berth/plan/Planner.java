package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers what a change of the plan would do. Asks the {@link Ground} about the machine, and keeps
 * nothing.
 *
 * <p>Only what a change changes is judged: ports that an owner had before the change are its own
 * business, and an old clash on them is a warning.
 *
 * @param range where blocks are given out; what somebody asks for by number may lie outside of it
 */
public record Planner(PortRange range, Ground ground) {

    /**
     * Books {@code wanted} instead of what its owner has, if that is anything.
     *
     * <p>Judges the bookings without {@code without}: whoever gave up a role asks for it again.
     */
    public Outcome set(Plan plan, Booking wanted, Terms terms) {
        return set(plan, wanted.owner(), wanted, terms);
    }

    /** The same for {@code owner}, who is called as {@code wanted} says from then on. */
    public Outcome set(Plan plan, String owner, Booking wanted, Terms terms) {
        var trial = trial(plan, owner, wanted);
        if (trial.clashes.isEmpty()) {
            return accepted(trial, List.of());
        }
        var soft = softRoles(trial.clashes);
        if (terms.degrade() && soft.isPresent()) {
            var less = trial(plan, owner, wanted.givingUp(soft.get()));
            if (less.clashes.isEmpty()) {
                return accepted(less, List.of(degraded(wanted, soft.get(), trial.clashes)));
            }
        }
        return terms.force()
                ? new Outcome.Accepted(
                        trial.after, trial.warnings, moves(plan, trial.after), trial.clashes)
                : new Outcome.Refused(trial.clashes, offers(plan, owner, wanted, trial.clashes));
    }

    private static Outcome accepted(Trial trial, List<Phrase> more) {
        var warnings = new ArrayList<>(more);
        warnings.addAll(trial.warnings);
        return new Outcome.Accepted(
                trial.after, warnings, moves(trial.before, trial.after), List.of());
    }

    private static Phrase degraded(Booking wanted, Set<String> roles, List<Clash> clashes) {
        var names = String.join(", ", roles);
        var why = clashes.getFirst();
        return new Phrase(
                "%s does without its %s port, because %s"
                        .formatted(wanted.owner(), names, why.text(Language.ENGLISH)),
                "%s 不用 %s 端口，因为 %s".formatted(wanted.owner(), names, why.text(Language.CHINESE)));
    }

    /** Takes the owner's ports out of the plan; nothing stands against that. */
    public Outcome remove(Plan plan, String owner) {
        var after = plan.without(Set.of(owner));
        return new Outcome.Accepted(after, warnings(after, List.of()), List.of(), List.of());
    }

    /** The next free block for a booking, at or above its base, or else the first of all. */
    public Room next(Plan plan, Booking wanted) {
        return new Gaps(plan.without(Set.of(wanted.owner())), ground)
                .find(wanted, range, wanted.base());
    }

    /**
     * Brings the whole plan into {@link #range} and off all protected ports, and its owners off
     * each other, by moving as few of them as it can.
     */
    public Outcome replan(Plan plan) {
        var unfit = unfit(plan);
        var gaps = new Gaps(plan.without(unfit), ground);
        var after = plan;
        var clashes = new ArrayList<Clash>();
        for (var booking : plan.bookings()) {
            if (unfit.contains(booking.owner())) {
                switch (gaps.find(booking, range, range.first())) {
                    case Room.Free(int base) -> {
                        var moved = booking.at(base);
                        gaps.take(moved);
                        after = after.with(moved);
                    }
                    case Room.None none -> clashes.add(new Clash.NoRoom(booking.owner(), none));
                }
            }
        }
        return clashes.isEmpty()
                ? new Outcome.Accepted(
                        after, warnings(after, List.of()), moves(plan, after), List.of())
                : new Outcome.Refused(clashes, List.of());
    }

    /** Those that cannot stay: by themselves, or because another one can. */
    private Set<String> unfit(Plan plan) {
        var unfit = new LinkedHashSet<String>();
        plan.bookings().stream()
                .filter(booking -> !fits(booking))
                .forEach(booking -> unfit.add(booking.owner()));
        for (var busiest = busiest(plan.without(unfit));
                busiest.isPresent();
                busiest = busiest(plan.without(unfit))) {
            unfit.add(busiest.get());
        }
        return unfit;
    }

    private boolean fits(Booking booking) {
        return booking.within(range)
                && booking.ports().stream()
                        .noneMatch(port ->
                                Gaps.blocked(port)
                                        || ground.protection(port.endpoint().port()).isPresent());
    }

    /** Whoever clashes with most others; of several that are equal, the last to be planned. */
    private static Optional<String> busiest(Plan plan) {
        var counts =
                plan.clashes().stream()
                        .flatMap(clash ->
                                Stream.of(clash.port().owner(), clash.other().owner()).distinct())
                        .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()));
        return plan.bookings().stream()
                .map(Booking::owner)
                .filter(counts::containsKey)
                .reduce((one, later) -> weight(counts, later) >= weight(counts, one) ? later : one);
    }

    private static long weight(Map<String, Long> counts, String owner) {
        return counts.getOrDefault(owner, 0L);
    }

    private static List<Move> moves(Plan before, Plan after) {
        var moves = new ArrayList<Move>();
        for (var booking : after.bookings()) {
            before.booking(booking.owner())
                    .filter(old -> old.base() != booking.base())
                    .ifPresent(old ->
                            moves.add(new Move(booking.owner(), old.base(), booking.base())));
        }
        return moves;
    }

    /**
     * A plan with a change tried on it.
     *
     * @param clashes what the change brings about
     * @param warnings what it does not, or what is no reason to refuse
     */
    private record Trial(Plan before, Plan after, List<Clash> clashes, List<Phrase> warnings) {}

    private Trial trial(Plan plan, String owner, Booking wanted) {
        var after = plan.with(owner, wanted);
        var fresh = fresh(plan, owner, wanted);
        var clashes = new ArrayList<Clash>();
        var neighbours = new ArrayList<Clash>();
        for (var clash : after.clashes()) {
            if (fresh.contains(clash.other())) {
                clashes.add(clash.turned());
            } else if (fresh.contains(clash.port())) {
                clashes.add(clash);
            }
        }
        for (var port : wanted.ports()) {
            if (fresh.contains(port)) {
                stands(port).ifPresent(clashes::add);
                ground.declaration(port.endpoint(), port.owner())
                        .ifPresent(by -> neighbours.add(new Clash.Declared(port, by)));
            }
        }
        var brought = Set.copyOf(clashes);
        var old =
                after.clashes().stream()
                        .filter(clash ->
                                !brought.contains(clash) && !brought.contains(clash.turned()))
                        .toList();
        return new Trial(plan, after, clashes, warnings(old, neighbours));
    }

    /** The ports that its owner does not have in the plan yet. */
    private static Set<PlannedPort> fresh(Plan plan, String owner, Booking wanted) {
        var had =
                plan.booking(owner).map(Booking::ports).orElse(List.of()).stream()
                        .map(PlannedPort::endpoint)
                        .collect(Collectors.toSet());
        return wanted.ports().stream()
                .filter(port -> !had.contains(port.endpoint()))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What stands against a port beside the plan itself. */
    private Optional<Clash> stands(PlannedPort port) {
        var endpoint = port.endpoint();
        if (Gaps.blocked(port)) {
            return Optional.of(new Clash.Blocked(port));
        }
        return ground.protection(endpoint.port())
                .<Clash>map(by -> new Clash.Protected(port, by))
                .or(() ->
                        ground.look()
                                .at(endpoint, port.owner())
                                .map(holder -> new Clash.Held(port, holder)));
    }

    private static List<Phrase> warnings(Plan plan, List<? extends Clash> neighbours) {
        return warnings(plan.clashes(), neighbours);
    }

    private static List<Phrase> warnings(List<Clash.Booked> old, List<? extends Clash> neighbours) {
        return Stream.concat(
                        old.stream().map(clash -> said("an old clash: ", "旧冲突：", clash)),
                        neighbours.stream().map(clash -> said("a neighbour: ", "邻居：", clash)))
                .toList();
    }

    private static Phrase said(String english, String chinese, Clash clash) {
        return new Phrase(
                english + clash.text(Language.ENGLISH), chinese + clash.text(Language.CHINESE));
    }

    /** The soft roles whose ports clash; nothing when others clash too. */
    private static Optional<Set<String>> softRoles(List<Clash> clashes) {
        var roles = new TreeSet<String>();
        for (var clash : clashes) {
            if (!(clash instanceof Clash.OfPort of) || !of.port().role().soft()) {
                return Optional.empty();
            }
            roles.add(of.port().role().name());
        }
        return Optional.of(roles);
    }

    private List<Offer> offers(Plan plan, String owner, Booking wanted, List<Clash> clashes) {
        var offers = new ArrayList<Offer>();
        if (next(plan.without(Set.of(owner)), wanted) instanceof Room.Free(int base)) {
            offers.add(new Offer.Elsewhere(wanted.at(base)));
        }
        // The feature that costs the fewest ports first.
        wanted.features().stream()
                .filter(feature -> trial(plan, owner, wanted.off(feature)).clashes.isEmpty())
                .sorted(
                        Comparator.comparingInt(
                                        (String feature) -> -wanted.off(feature).ports().size())
                                .thenComparing(feature -> feature))
                .forEach(feature -> offers.add(new Offer.Without(wanted.off(feature), feature)));
        softRoles(clashes)
                .ifPresent(roles -> offers.add(new Offer.Degrade(wanted.givingUp(roles), roles)));
        return offers;
    }
}
