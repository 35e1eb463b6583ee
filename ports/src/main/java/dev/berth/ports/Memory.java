package dev.berth.ports;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which port each owner had for each purpose, across restarts. {@code lock} of {@code names} guards
 * it, for memory work only; the file is written by a thread of its own.
 */
final class Memory {
    /** How long ports stay for those whom the intact part of a damaged file names. */
    static final Duration GRACE = Duration.ofMinutes(1);

    /** How many names are remembered; the one that was used least recently is forgotten first. */
    private static final int MOST_NAMES = 10_000;

    static final Memory NONE = new Memory(null, Map.of(), null, null, Clock.systemUTC());

    private final @Nullable StateFile file;
    private final Clock clock;
    private final LinkedHashMap<Name, Entry> names = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Endpoint, Name> graced;
    private final Instant graceEnds;
    private final @Nullable Phrase damage;

    private Memory(
            @Nullable StateFile file,
            Map<Endpoint, Name> graced,
            @Nullable Instant graceEnds,
            @Nullable Phrase damage,
            Clock clock) {
        this.file = file;
        this.graced = graced;
        this.graceEnds = graceEnds == null ? Instant.MIN : graceEnds;
        this.damage = damage;
        this.clock = clock;
    }

    /** Under what a port is remembered. */
    record Name(Transport transport, String owner, String purpose) {
        static Name of(Claim claim) {
            return new Name(claim.endpoint().transport(), claim.owner(), claim.purpose());
        }
    }

    /**
     * What is remembered.
     *
     * @param endpoint what was granted
     * @param wanted the port that was preferred
     * @param grade how it was to be kept
     * @param user the process that used it
     * @param since when it was granted
     * @param live whether the lease had not ended
     * @param token of the lease, null for one of an earlier authority
     */
    record Entry(
            Name name,
            Endpoint endpoint,
            int wanted,
            Grade grade,
            Tenant user,
            Instant since,
            boolean live,
            @Nullable Token token) {
        /** The claim as the next authority makes it for whoever is still there. */
        Claim claim() {
            return Claim.strict(name.owner(), name.purpose(), endpoint).guarded().tenant(user);
        }

        private Entry ended() {
            return new Entry(name, endpoint, wanted, grade, user, since, false, token);
        }

        private Entry usedBy(Tenant other) {
            return new Entry(name, endpoint, wanted, grade, other, since, live, token);
        }

        private String line() {
            return String.join(
                    " ",
                    live ? "live" : "ended",
                    endpoint.toString(),
                    Integer.toString(wanted),
                    grade.name(),
                    Long.toString(user.pid()),
                    Long.toString(user.since().toEpochMilli()),
                    Long.toString(since.toEpochMilli()),
                    encoded(name.owner()),
                    encoded(name.purpose()));
        }

        /** Reads a line; empty when it is of a sort that a later version wrote. */
        private static Optional<Entry> read(String line) {
            String[] words = line.split(" ", -1);
            try {
                var endpoint = Endpoint.parse(words[1]);
                return Optional.of(
                        new Entry(
                                new Name(
                                        endpoint.transport(), decoded(words[7]), decoded(words[8])),
                                endpoint,
                                Integer.parseInt(words[2]),
                                Grade.valueOf(words[3]),
                                new Tenant(
                                        Long.parseLong(words[4]),
                                        Instant.ofEpochMilli(Long.parseLong(words[5]))),
                                Instant.ofEpochMilli(Long.parseLong(words[6])),
                                words[0].equals("live"),
                                null));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException foreign) {
                return Optional.empty();
            }
        }
    }

    /**
     * What was found in a file.
     *
     * @param tenancies the leases that had not ended
     * @param names how many names have a port
     * @param trouble what is wrong with it, or null
     */
    record Found(Memory memory, List<Entry> tenancies, int names, @Nullable Phrase trouble) {}

    /** Takes a file, reads it and goes on writing it. */
    static Found open(Path path, Clock clock, Consumer<Change> listener) throws IOException {
        var names = new LinkedHashMap<Name, Entry>();
        var late = new ArrayList<Memory>(1);
        var file =
                StateFile.take(
                        path,
                        () -> late.getFirst().lines(),
                        trouble -> listener.accept(new Change.Forgetful(trouble)));
        StateFile.Contents contents;
        try {
            contents = file.read();
        } catch (IOException unreadable) {
            file.close();
            throw new IOException(
                    "the leases remembered in %s cannot be read (%s); make it readable, or give another file"
                            .formatted(path, unreadable),
                    unreadable);
        }
        contents.lines().stream()
                .map(Entry::read)
                .flatMap(Optional::stream)
                .forEach(entry -> names.put(entry.name(), entry));
        boolean damaged = contents.damaged() > 0;
        Phrase damage = damaged ? damage(path, file.aside()) : null;
        var memory =
                new Memory(
                        file,
                        damaged ? endpoints(names) : Map.of(),
                        damaged ? clock.instant().plus(GRACE) : null,
                        damage,
                        clock);
        memory.names.putAll(names);
        late.add(memory);
        var live = names.values().stream().filter(Entry::live).toList();
        file.begin();
        return new Found(memory, live, names.size(), damage);
    }

    private static Map<Endpoint, Name> endpoints(Map<Name, Entry> names) {
        var endpoints = new LinkedHashMap<Endpoint, Name>();
        names.values().forEach(entry -> endpoints.put(entry.endpoint(), entry.name()));
        return endpoints;
    }

    private static Phrase damage(Path path, Path aside) {
        return new Phrase(
                "%s is damaged; what is intact of it holds, the ports it names stay with their owners for %d s, and the file as it was is %s"
                        .formatted(path, GRACE.toSeconds(), aside),
                "%s 已损坏；其中完好的部分仍然有效，其所列端口为原所有者保留 %d 秒，原文件保存为 %s"
                        .formatted(path, GRACE.toSeconds(), aside));
    }

    /** The port that this owner had for this purpose, if it would do again. */
    OptionalInt lastPort(Claim claim) {
        if (file == null || !claim.isRemembered() || claim.policy() == Policy.STRICT) {
            return OptionalInt.empty();
        }
        Entry entry;
        synchronized (names) {
            entry = names.get(Name.of(claim));
        }
        return entry != null && suits(entry, claim)
                ? OptionalInt.of(entry.endpoint().port())
                : OptionalInt.empty();
    }

    /** Whoever prefers another port now has changed his mind. */
    private static boolean suits(Entry entry, Claim claim) {
        boolean same = claim.policy() == Policy.POOL || entry.wanted() == claim.endpoint().port();
        return same && claim.range().contains(entry.endpoint().port());
    }

    /** What keeps a claim off a port that a damaged file names for somebody else, or null. */
    @Nullable Refusal bar(Claim claim, Endpoint endpoint) {
        if (graced.isEmpty()) {
            return null;
        }
        Name owner = graced.get(endpoint);
        Duration left = Duration.between(clock.instant(), graceEnds);
        return owner == null || owner.equals(Name.of(claim)) || !left.isPositive()
                ? null
                : new Verdict.Cooling(endpoint, Rule.QUARANTINE, left, List.of());
    }

    /** The ports that a damaged file names, as long as they are kept for their owners. */
    List<Endpoint> inGrace() {
        return graced.isEmpty() || clock.instant().isAfter(graceEnds)
                ? List.of()
                : List.copyOf(graced.keySet());
    }

    /** What ails the file now, or null. */
    @Nullable Phrase trouble() {
        if (file == null) {
            return null;
        }
        Phrase failing = file.failing();
        return failing == null && clock.instant().isBefore(graceEnds) ? damage : failing;
    }

    /** Writes down what concerns a port that is to be remembered. */
    void note(Change change) {
        if (file == null) {
            return;
        }
        switch (change) {
            case Change.Granted(Lease lease) -> granted(lease);
            case Change.Adopted(Lease lease) -> granted(lease);
            case Change.Bound(Lease lease, Holder by) -> used(lease, by);
            case Change.Released(Lease lease) -> ended(lease);
            case Change.Expired(Lease lease) -> ended(lease);
            default -> {}
        }
    }

    private void granted(Lease lease) {
        Claim claim = lease.claim();
        if (claim.isRemembered()) {
            Tenant tenant = claim.conditions().tenant();
            put(
                    new Entry(
                            Name.of(claim),
                            lease.endpoint(),
                            claim.endpoint().port(),
                            lease.grade(),
                            tenant == null ? Self.TENANT : tenant,
                            lease.since(),
                            true,
                            lease.token()));
        }
    }

    /** Whoever listens is whom to look for after a restart. */
    private void used(Lease lease, Holder by) {
        Entry entry = entry(lease);
        if (entry != null && by.program() != null && by.program().since() != null) {
            put(entry.usedBy(new Tenant(by.program().pid(), by.program().since())));
        }
    }

    private void ended(Lease lease) {
        Entry entry = entry(lease);
        if (entry != null) {
            put(entry.ended());
        }
    }

    /** The next lease on a port may be told of before the end of the last one is. */
    private @Nullable Entry entry(Lease lease) {
        synchronized (names) {
            Entry entry = names.get(Name.of(lease.claim()));
            return entry != null && lease.token().equals(entry.token()) ? entry : null;
        }
    }

    /** The lines of one name are in the order of what happened, since both are under the lock. */
    private void put(Entry entry) {
        synchronized (names) {
            names.put(entry.name(), entry);
            if (names.size() > MOST_NAMES) {
                names.remove(names.firstEntry().getKey());
            }
            if (file != null) {
                file.append(entry.line());
            }
        }
    }

    private List<String> lines() {
        synchronized (names) {
            return names.values().stream().map(Entry::line).toList();
        }
    }

    void close() {
        if (file != null) {
            file.close();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Asked for once: a process does not change when it started. */
    private static final class Self {
        static final Tenant TENANT = Tenant.self();
    }
}
