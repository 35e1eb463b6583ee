package dev.berth.planning;

import dev.berth.config.BadConfig;
import dev.berth.config.Spelling;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Booking;
import dev.berth.plan.Clash;
import dev.berth.plan.Finding;
import dev.berth.plan.Firewall;
import dev.berth.plan.Ground;
import dev.berth.plan.Lint;
import dev.berth.plan.Opening;
import dev.berth.plan.Outcome;
import dev.berth.plan.Plan;
import dev.berth.plan.PlannedPort;
import dev.berth.plan.Planner;
import dev.berth.plan.Role;
import dev.berth.plan.Room;
import dev.berth.plan.Shape;
import dev.berth.plan.Shapes;
import dev.berth.ports.Authority;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.SystemPorts;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plan that counts: kept in the data directory, changed one change at a time, and given to the
 * port authority, which keeps everybody else off its ports.
 *
 * <p>{@code changing} is held by whoever makes a change, from the first look at the plan until the
 * file is written, so that no two changes pass each other; {@code plan} is written under it and
 * read by anybody.
 */
public final class PlanOfRecord {
    private final ReentrantLock changing = new ReentrantLock();
    private final PlanningConfig config;
    private final Shapes shapes;
    private final PlanFile file;
    private final Outlook outlook;
    private final Supplier<List<Reservation>> neighbours;
    private final Supplier<Optional<String>> doubt;
    private final Consumer<PlanNote> notes;
    private final @Nullable String damage;
    private volatile Plan plan;

    /**
     * Reads the plan of a data directory.
     *
     * @param neighbours what the configurations of other programs name
     * @param doubt why that is not known, in one sentence; empty when it is
     * @param notes is told what happens to it
     */
    public PlanOfRecord(
            PlanningConfig config,
            Path directory,
            Authority authority,
            Supplier<List<Reservation>> neighbours,
            Supplier<Optional<String>> doubt,
            Consumer<PlanNote> notes) {
        this.config = config;
        this.shapes = config.shapes();
        this.file = PlanFile.in(directory, shapes);
        this.outlook = new Outlook(authority);
        this.neighbours = neighbours;
        this.doubt = doubt;
        this.notes = notes;
        Plan read = Plan.EMPTY;
        String bad = null;
        try {
            read = file.read();
        } catch (BadConfig damaged) {
            bad =
                    "the plan cannot be read (%s), so nobody is kept off its ports and no change of it is accepted; mend the file, or move it away to begin anew"
                            .formatted(damaged.problems().getFirst());
            notes.accept(new PlanNote(PlanNote.Kind.DAMAGED, "plan", List.of(), bad));
        }
        this.plan = read;
        this.damage = bad;
        promise();
    }

    /** What is wrong with the file, in one sentence; empty when nothing is. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /**
     * Why nothing is planned or told from the plan, in one sentence: it is damaged, or it is not
     * known what was imported. Empty when neither is so.
     */
    public Optional<String> problem() {
        return damage().or(doubt);
    }

    /** Why it is not known what was imported, in one sentence; empty when it is. */
    public Optional<String> doubt() {
        return doubt.get();
    }

    public Plan plan() {
        return plan;
    }

    public PortRange range() {
        return config.range();
    }

    public Shapes shapes() {
        return shapes;
    }

    /** Gives the authority what is promised: by the plan, and by neighbours' configurations. */
    public void promise() {
        var all = new ArrayList<>(plan.reservations());
        all.addAll(neighbours.get());
        outlook.authority().reserve(all);
    }

    private Planner planner(PortRange range) {
        return new Planner(range, ground());
    }

    private Ground ground() {
        return outlook.ground(neighbours.get(), config.protections());
    }

    /** What a change would do. Nothing is written. */
    public Outcome preview(Wish wish) throws PlanDamaged {
        checkWhole();
        var now = plan;
        return planner(config.range()).set(now, wish.owner(), booking(now, wish), wish.terms());
    }

    /**
     * Makes a change, if it can be made.
     *
     * @param who asks for it, for the journal
     * @throws BadPlan when the wish makes no sense by itself
     * @throws IOException with a sentence, when the plan cannot be read or written; it is then what
     *     it was
     */
    public Outcome set(Wish wish, String who) throws IOException {
        changing.lock();
        try {
            var outcome = preview(wish);
            settle(outcome);
            note(wish.called(), outcome, wish.force(), who);
            return outcome;
        } finally {
            changing.unlock();
        }
    }

    /** Takes an owner out of the plan; empty when there is none of the name. */
    public Optional<Outcome> remove(String owner, String who) throws IOException {
        changing.lock();
        try {
            checkWhole();
            if (plan.booking(owner).isEmpty()) {
                return Optional.empty();
            }
            var outcome = planner(config.range()).remove(plan, owner);
            settle(outcome);
            var text = owner + " is out of the plan, at the wish of " + who;
            notes.accept(new PlanNote(PlanNote.Kind.CHANGED, owner, List.of(), text));
            return Optional.of(outcome);
        } finally {
            changing.unlock();
        }
    }

    /** What moving everybody into a range would do. */
    public Outcome previewReplan(PortRange range) throws PlanDamaged {
        checkWhole();
        return planner(range).replan(plan);
    }

    /** Moves everybody into a range, or nobody. */
    public Outcome replan(PortRange range, String who) throws IOException {
        changing.lock();
        try {
            var outcome = previewReplan(range);
            settle(outcome);
            note("plan", outcome, null, who);
            return outcome;
        } finally {
            changing.unlock();
        }
    }

    /** The next free block for a shape. */
    public Room next(String name, List<String> features) throws PlanDamaged {
        checkWhole();
        var shape = shape(name);
        var wanted =
                Booking.of("somebody new", shape, lowest(shape), features.toArray(String[]::new));
        return planner(config.range()).next(plan, wanted);
    }

    /** What will go wrong with the plan one day, and with the range it is made in. */
    public List<Finding> lint() throws PlanDamaged {
        checkWhole();
        var lint = new Lint(SystemPorts.ofThisMachine(), ground());
        var findings = new ArrayList<>(lint.of(plan));
        findings.addAll(lint.of("ports.range", config.range(), Set.of(Transport.TCP)));
        return findings;
    }

    /** The rules of a firewall; empty where they would open nothing. */
    public Optional<String> firewall(Firewall format) throws PlanDamaged {
        checkWhole();
        var openings = openings();
        return format.opens(openings) ? Optional.of(format.text(openings)) : Optional.empty();
    }

    /** What a firewall lets through: the plan, and what the hub has that is no call of its own. */
    private List<Opening> openings() {
        var chosen = SystemPorts.ofThisMachine().ephemeral();
        var openings = new ArrayList<>(Opening.of(plan));
        outlook.authority().leases().stream()
                .filter(lease -> !lease.endpoint().loopback())
                .filter(lease -> !chosen.contains(lease.endpoint().port()))
                .map(PlanOfRecord::opening)
                .forEach(openings::add);
        return openings;
    }

    private static Opening opening(Lease lease) {
        var claim = lease.claim();
        return Opening.of(lease.endpoint(), claim.owner() + ": " + claim.purpose());
    }

    private void checkWhole() throws PlanDamaged {
        var problem = problem();
        if (problem.isPresent()) {
            throw new PlanDamaged(problem.get());
        }
    }

    private void settle(Outcome outcome) throws IOException {
        if (outcome instanceof Outcome.Accepted accepted) {
            try {
                file.write(accepted.plan());
            } catch (IOException full) {
                throw new IOException(
                        "the plan cannot be written (%s), so it stays as it was; make room, or mend the rights of %s"
                                .formatted(full, file.path()),
                        full);
            }
            plan = accepted.plan();
            promise();
        }
    }

    private void note(String owner, Outcome outcome, @Nullable String reason, String who) {
        var text = outcome.text(Language.ENGLISH);
        switch (outcome) {
            case Outcome.Refused refused ->
                    note(PlanNote.Kind.REFUSED, owner, endpoints(refused.clashes()), text);
            case Outcome.Accepted accepted when !accepted.forced().isEmpty() ->
                    note(
                            PlanNote.Kind.FORCED,
                            owner,
                            endpoints(accepted.forced()),
                            "%s; by %s, because: %s".formatted(text, who, reason));
            case Outcome.Accepted accepted -> {
                var ports = ports(accepted.plan(), owner);
                note(
                        PlanNote.Kind.CHANGED,
                        owner,
                        ports,
                        "%s is planned on %s, at the wish of %s".formatted(owner, ports, who));
                accepted.moves()
                        .forEach(move ->
                                note(
                                        PlanNote.Kind.MOVED,
                                        move.owner(),
                                        ports(accepted.plan(), move.owner()),
                                        move.text(Language.ENGLISH)));
            }
        }
    }

    private void note(PlanNote.Kind kind, String owner, List<Endpoint> endpoints, String text) {
        notes.accept(new PlanNote(kind, owner, endpoints, text.replace('\n', ';')));
    }

    private static List<Endpoint> endpoints(List<Clash> clashes) {
        return clashes.stream()
                .filter(clash -> clash instanceof Clash.OfPort)
                .map(clash -> ((Clash.OfPort) clash).port().endpoint())
                .distinct()
                .toList();
    }

    private static List<Endpoint> ports(Plan plan, String owner) {
        return plan.booking(owner).map(Booking::ports).orElse(List.of()).stream()
                .map(PlannedPort::endpoint)
                .toList();
    }

    /** The whole booking that a wish comes to, as things are. */
    private Booking booking(Plan now, Wish wish) {
        var old = now.booking(wish.owner());
        var named = wish.shape();
        var shape =
                named != null
                        ? shape(named)
                        : old.map(Booking::shape).orElseGet(() -> shape(Wish.USUAL_SHAPE));
        var features = new HashSet<>(old.map(Booking::features).orElse(Set.of()));
        features.retainAll(shape.features());
        features.addAll(wish.with());
        wish.without().forEach(features::remove);
        checkFeatures(shape, wish);
        var at = wish.at();
        checkRoles(shape, at == null ? Set.of() : at.keySet());
        var places = at != null ? at : old.map(Booking::places).orElse(Map.of());
        var notes = wish.notes();
        var wanted =
                new Booking(
                        wish.called(),
                        shape,
                        old.map(Booking::base)
                                .filter(base -> base % shape.alignment() == 0)
                                .orElse(lowest(shape)),
                        features,
                        keep(places, shape),
                        Set.of(),
                        address(wish, old),
                        notes != null ? notes : old.map(Booking::notes).orElse(""));
        return placed(now, wish, old.isPresent(), wanted);
    }

    /** Who moves to another base takes along only those places that are wished for. */
    private Booking placed(Plan now, Wish wish, boolean known, Booking wanted) {
        int base = base(now, wish, known, wanted);
        boolean along = wish.at() != null || base == wanted.base();
        return new Booking(
                wanted.owner(),
                wanted.shape(),
                base,
                wanted.features(),
                along ? wanted.places() : Map.of(),
                Set.of(),
                wanted.address(),
                wanted.notes());
    }

    private int base(Plan now, Wish wish, boolean known, Booking wanted) {
        var wished = wish.base();
        if (wished != null) {
            return wished;
        }
        return !known && planner(config.range()).next(now, wanted) instanceof Room.Free(int free)
                ? free
                : wanted.base();
    }

    /** Roles that another shape does not have are placed nowhere. */
    private static Map<String, Integer> keep(Map<String, Integer> places, Shape shape) {
        return places.entrySet().stream()
                .filter(place -> shape.role(place.getKey()).isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static @Nullable InetAddress address(Wish wish, Optional<Booking> old) {
        var text = wish.address();
        if (text == null) {
            return old.map(Booking::address).orElse(null);
        }
        return text.isBlank() ? null : Endpoint.tcp(text, 1).address();
    }

    private static void checkRoles(Shape shape, Set<String> roles) {
        for (var role : roles) {
            if (shape.role(role).isEmpty()) {
                var known = shape.roles().stream().map(Role::name).toList();
                throw new IllegalArgumentException(
                        "%s is no role of the shape %s; %s"
                                .formatted(role, shape.name(), Spelling.hint(role, known)));
            }
        }
    }

    private static void checkFeatures(Shape shape, Wish wish) {
        for (var feature : wish.without()) {
            if (wish.with().contains(feature)) {
                throw new IllegalArgumentException(
                        "%s is to be switched on and off at once; say one of the two"
                                .formatted(feature));
            }
            if (!shape.features().contains(feature)) {
                throw new IllegalArgumentException(
                        "%s is no feature of the shape %s; %s"
                                .formatted(
                                        feature,
                                        shape.name(),
                                        Spelling.hint(feature, shape.features())));
            }
        }
    }

    private Shape shape(String name) {
        return shapes.named(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no shape %s; %s"
                                        .formatted(name, Spelling.hint(name, shapes.names()))));
    }

    /** The lowest base in the range that the shape could have. */
    private int lowest(Shape shape) {
        return shape.slots(config.range()).lowestBase();
    }
}
