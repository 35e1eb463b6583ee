package dev.berth.api;

import dev.berth.plan.Booking;
import dev.berth.plan.Clash;
import dev.berth.plan.Finding;
import dev.berth.plan.Move;
import dev.berth.plan.Offer;
import dev.berth.plan.Outcome;
import dev.berth.plan.PlannedPort;
import dev.berth.plan.Role;
import dev.berth.plan.Room;
import dev.berth.plan.Shape;
import dev.berth.planning.PlanOfRecord;
import dev.berth.planning.Wish;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import io.avaje.jsonb.Json;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the API says of the plan, as JSON; see {@link Views} for how. */
public final class PlanViews {
    private PlanViews() {}

    /** The plan of record. {@code problem} says why nothing can be planned, if so. */
    @Json
    public record PlanView(String range, List<BookingView> bookings, @Nullable String problem) {
        public static PlanView of(PlanOfRecord plan, Language language) {
            return new PlanView(
                    plan.range().toString(),
                    plan.plan().bookings().stream()
                            .map(booking -> BookingView.of(booking, language))
                            .toList(),
                    plan.problem().orElse(null));
        }
    }

    /** What one owner has; {@code without} are the soft roles that it gave up. */
    @Json
    public record BookingView(
            String owner,
            String shape,
            int base,
            List<String> with,
            List<String> without,
            List<String> at,
            @Nullable String address,
            String notes,
            List<PlannedPortView> ports) {
        public static BookingView of(Booking booking, Language language) {
            var address = booking.address();
            return new BookingView(
                    booking.owner(),
                    booking.shape().name(),
                    booking.base(),
                    List.copyOf(new TreeSet<>(booking.features())),
                    List.copyOf(new TreeSet<>(booking.without())),
                    places(booking),
                    address == null ? null : address.getHostAddress(),
                    booking.notes(),
                    booking.ports().stream()
                            .map(port -> PlannedPortView.of(port, language))
                            .toList());
        }

        static List<String> places(Booking booking) {
            return new TreeMap<>(booking.places())
                    .entrySet().stream()
                            .map(place -> place.getKey() + "=" + place.getValue())
                            .toList();
        }
    }

    /** One planned port; {@code rule} says why it lies there, if it follows another. */
    @Json
    public record PlannedPortView(
            String endpoint, String role, String reach, String purpose, @Nullable String rule) {
        static PlannedPortView of(PlannedPort port, Language language) {
            var rule = port.rule(language);
            return new PlannedPortView(
                    port.endpoint().toString(),
                    port.role().name(),
                    Views.word(port.role().reach()),
                    port.role().purpose().in(language),
                    rule.isEmpty() ? null : rule);
        }
    }

    /** A change that is asked for; what is absent stays as it is. */
    @Json
    public record PlanChange(
            @Nullable String owner,
            @Nullable String name,
            @Nullable String shape,
            @Nullable Integer base,
            @Nullable List<String> with,
            @Nullable List<String> without,
            @Nullable List<String> at,
            @Nullable String address,
            @Nullable String notes,
            @Nullable Boolean degrade,
            @Nullable String force,
            @Nullable String by) {
        /**
         * The same as a wish of somebody.
         *
         * @throws IllegalArgumentException with a sentence, when a place is none
         */
        public Wish wish(String whose) {
            return new Wish(
                    whose,
                    name,
                    shape,
                    base,
                    words(with),
                    words(without),
                    places(),
                    address,
                    notes,
                    Boolean.TRUE.equals(degrade),
                    force);
        }

        /** JSON may have nulls where our types say there are none. */
        private static List<String> words(@Nullable List<String> words) {
            return words == null ? List.of() : words.stream().filter(Objects::nonNull).toList();
        }

        private @Nullable Map<String, Integer> places() {
            if (at == null) {
                return null;
            }
            var places = new HashMap<String, Integer>();
            words(at).forEach(place -> Wish.place(place, places));
            return places;
        }
    }

    /** A range that everybody is to be brought into. */
    @Json
    public record PlanRange(
            @Nullable String range, @Nullable Boolean preview, @Nullable String by) {}

    /** What a change does, or would do. {@code text} is all of it in words. */
    @Json
    public record PlanOutcome(
            boolean accepted,
            String text,
            List<String> warnings,
            List<MoveView> moves,
            List<ClashView> forced,
            List<ClashView> clashes,
            List<OfferView> offers,
            @Nullable BookingView booking) {
        /** {@code owner} is whose booking is shown. */
        public static PlanOutcome of(Outcome outcome, String owner, Language language) {
            var text = outcome.text(language);
            return switch (outcome) {
                case Outcome.Accepted accepted ->
                        new PlanOutcome(
                                true,
                                text,
                                accepted.warnings().stream()
                                        .map(warning -> warning.in(language))
                                        .toList(),
                                accepted.moves().stream()
                                        .map(move -> MoveView.of(move, language))
                                        .toList(),
                                clashes(accepted.forced(), language),
                                List.of(),
                                List.of(),
                                accepted.plan()
                                        .booking(owner)
                                        .map(booking -> BookingView.of(booking, language))
                                        .orElse(null));
                case Outcome.Refused refused ->
                        new PlanOutcome(
                                false,
                                text,
                                List.of(),
                                List.of(),
                                List.of(),
                                clashes(refused.clashes(), language),
                                refused.offers().stream()
                                        .map(offer -> OfferView.of(offer, language))
                                        .toList(),
                                null);
            };
        }

        private static List<ClashView> clashes(List<Clash> clashes, Language language) {
            return clashes.stream().map(clash -> ClashView.of(clash, language)).toList();
        }
    }

    /** RFC 9457, with what the change came to. */
    @Json
    public record PlanProblem(String title, int status, String detail, PlanOutcome outcome) {}

    /** An owner whose ports lie elsewhere after a change. */
    @Json
    public record MoveView(String owner, int from, int to, String text) {
        static MoveView of(Move move, Language language) {
            return new MoveView(move.owner(), move.from(), move.to(), move.text(language));
        }
    }

    /** What stands against a change; {@code rule} is one of the rules of verdicts. */
    @Json
    public record ClashView(
            String owner,
            String rule,
            @Nullable String endpoint,
            @Nullable String role,
            String text) {
        static ClashView of(Clash clash, Language language) {
            var port = clash instanceof Clash.OfPort one ? one.port() : null;
            return new ClashView(
                    clash.owner(),
                    clash.rule().code(),
                    port == null ? null : port.endpoint().toString(),
                    port == null ? null : port.role().name(),
                    clash.text(language));
        }
    }

    /** A way out that was tried and leads out, with the command for it. */
    @Json
    public record OfferView(String text, String command) {
        static OfferView of(Offer offer, Language language) {
            return new OfferView(offer.text(language), command(offer));
        }

        /** All of it, because what was refused is not in the plan. */
        private static String command(Offer offer) {
            var booking = offer.booking();
            var line = new StringBuilder("berth ports plan set ").append(quoted(booking.owner()));
            line.append(" --shape ").append(booking.shape().name());
            line.append(" --base ").append(booking.base());
            list(line, " --with ", new TreeSet<>(booking.features()));
            list(line, " --at ", BookingView.places(booking));
            return switch (offer) {
                case Offer.Elsewhere elsewhere -> line.toString();
                case Offer.Without(var with, var feature) -> line + " --without " + feature;
                case Offer.Degrade degrade -> line + " --degrade";
            };
        }

        private static void list(StringBuilder line, String option, Collection<String> words) {
            if (!words.isEmpty()) {
                line.append(option).append(String.join(",", words));
            }
        }

        private static String quoted(String owner) {
            return "'" + owner.replace("'", "'\\''") + "'";
        }
    }

    /** Something that a plan will run into one day, with the lines that cure it. */
    @Json
    public record PlanFinding(
            String severity, String hazard, String subject, String text, List<CureView> cures) {
        public static PlanFinding of(Finding finding, Language language) {
            return new PlanFinding(
                    Views.word(finding.severity()),
                    finding.hazard().code(),
                    finding.subject(),
                    finding.text(language),
                    finding.cures().stream().map(cure -> CureView.of(cure, language)).toList());
        }
    }

    /** One cure: what it does, and the line to run or write. */
    @Json
    public record CureView(String text, String line) {
        public static CureView of(Finding.Cure cure, Language language) {
            return new CureView(cure.what().in(language), cure.line());
        }
    }

    /** The next free base, or why there is none. */
    @Json
    public record NextBlock(@Nullable Integer base, String text) {
        public static NextBlock of(Room room, Language language) {
            return switch (room) {
                case Room.Free(int base) -> new NextBlock(base, Integer.toString(base));
                case Room.None none -> new NextBlock(null, none.text(language));
            };
        }
    }

    /** A shape that can be planned with. */
    @Json
    public record ShapeView(
            String name, String about, int alignment, int block, List<RoleView> roles) {
        public static ShapeView of(Shape shape, Language language) {
            return new ShapeView(
                    shape.name(),
                    shape.about().in(language),
                    shape.alignment(),
                    shape.block(),
                    shape.roles().stream().map(role -> RoleView.of(role, language)).toList());
        }
    }

    /** A role of a shape. */
    @Json
    public record RoleView(
            String name,
            int offset,
            int count,
            List<String> transports,
            List<String> needs,
            boolean soft,
            String reach,
            String purpose) {
        static RoleView of(Role role, Language language) {
            return new RoleView(
                    role.name(),
                    role.offset(),
                    role.count(),
                    new TreeSet<>(role.transports()).stream().map(Transport::toString).toList(),
                    List.copyOf(new TreeSet<>(role.needs())),
                    role.soft(),
                    Views.word(role.reach()),
                    role.purpose().in(language));
        }
    }

    /** Ports that a neighbour's configuration names. */
    @Json
    public record DeclaredPorts(
            String transport,
            String ports,
            @Nullable String address,
            String owner,
            String purpose,
            String source) {
        public static DeclaredPorts of(Reservation one) {
            var address = one.address();
            return new DeclaredPorts(
                    one.transport().toString(),
                    one.ports().toString(),
                    address == null ? null : address.getHostAddress(),
                    one.owner(),
                    one.purpose(),
                    one.source());
        }

        /**
         * The same as the authority has it.
         *
         * @throws IllegalArgumentException with a sentence, when it is none
         */
        public Reservation reservation() {
            if (Stream.of(transport, ports, owner, purpose, source).anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException(
                        "a declared port lacks its transport, ports, owner, purpose or source; give all of them");
            }
            return new Reservation(
                    Transport.valueOf(transport.toUpperCase(Locale.ROOT)),
                    inetAddress(),
                    PortRange.parse(ports),
                    owner,
                    purpose,
                    Reservation.Strength.DECLARED,
                    source);
        }

        private @Nullable InetAddress inetAddress() {
            return address == null ? null : Endpoint.tcp(address, 1).address();
        }
    }

    /** The whole of what one import brings. */
    @Json
    public record Import(@Nullable List<DeclaredPorts> declared) {}
}
