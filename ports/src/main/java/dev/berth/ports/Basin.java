package dev.berth.ports;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one pool, as its authority's {@link Register} knows them; the lock of that guards
 * all of it. The register tells it of every port that is taken or left, whoever asked for it.
 */
final class Basin {
    /** How many ports at the head of a line are looked at before any port that fits will do. */
    private static final int PATIENCE = 256;

    private final PoolSpec spec;
    private final Track tcp;
    private final Track udp;
    private PortRange range;
    private Promises promises = Promises.NONE;
    private int most;
    private long refusals;
    private int unsettled;

    Basin(PoolSpec spec) {
        this.spec = spec;
        long quarantine = spec.quarantine().toNanos();
        tcp = new Track(quarantine);
        udp = spec.together() ? tcp : new Track(quarantine);
        range = spec.range();
        extend(range);
    }

    PortRange range() {
        return range;
    }

    Track track(Transport transport) {
        return transport == Transport.TCP ? tcp : udp;
    }

    Endpoint endpoint(Transport transport, int port) {
        return new Endpoint(transport, spec.address(), port);
    }

    /** Whether a socket there is in the way of the pool's own. */
    boolean concerns(Endpoint endpoint) {
        return spec.address() == null
                || endpoint.meets(endpoint(endpoint.transport(), endpoint.port()));
    }

    /** Whether it is one of the pool's own ports, on the pool's own address. */
    boolean owns(Endpoint endpoint) {
        return range.contains(endpoint.port())
                && Objects.equals(spec.address(), endpoint.address());
    }

    /** Changes which ports there are. */
    void extend(PortRange now) {
        range = now;
        tcp.extend(now);
        if (udp != tcp) {
            udp.extend(now);
        }
    }

    /** The place is being bound, and counts as unsettled until {@link #settled} says otherwise. */
    void occupied(Endpoint endpoint) {
        unsettled++;
        track(endpoint.transport()).occupy(endpoint.port());
    }

    /** A place is leased now, and settled. */
    void granted() {
        unsettled--;
        most = Math.max(most, countLeased() - unsettled);
    }

    /** That many more places are being bound or given back. */
    void settled(int more) {
        unsettled += more;
    }

    /** Whether a place is being bound or given back: it may be free in a moment. */
    boolean unsettled() {
        return unsettled > 0;
    }

    private int countLeased() {
        return tcp.countLeased() + (udp == tcp ? 0 : udp.countLeased());
    }

    /** The port, if it is the pool's and not leased, is to rest from now on. */
    void cool(Endpoint endpoint, long now) {
        if (concerns(endpoint)) {
            track(endpoint.transport()).cool(endpoint.port(), now);
        }
    }

    void vacated(Endpoint endpoint, boolean used, long now) {
        track(endpoint.transport()).vacate(endpoint.port(), used, now);
    }

    /** A socket of somebody else is on the port. */
    void squatted(Endpoint endpoint, Refusal why) {
        track(endpoint.transport()).squat(endpoint.port(), why);
    }

    /** What was on the port is gone. */
    void cleared(Endpoint endpoint) {
        track(endpoint.transport()).forgive(endpoint.port());
    }

    void promised(Promises all) {
        promises = all;
        tcp.promise(promised(Transport.TCP));
        if (udp != tcp) {
            udp.promise(promised(Transport.UDP));
        }
    }

    private PortSet promised(Transport transport) {
        var ports = new PortSet();
        for (Reservation one : promises.all()) {
            boolean concerns = spec.together() || one.transport() == transport;
            if (concerns && !one.owner().equals(spec.name()) && meets(one)) {
                ports.addAll(one.ports());
            }
        }
        return ports;
    }

    private boolean meets(Reservation promise) {
        return concerns(
                new Endpoint(promise.transport(), promise.address(), promise.ports().first()));
    }

    /** Counts a claim that got nothing. */
    long refused() {
        return ++refusals;
    }

    /** A base for {@code wanted} that nothing speaks against, or else one that is still cooling. */
    OptionalInt draw(Arrangement wanted, long now) {
        tcp.thaw(now);
        udp.thaw(now);
        var free = new Openings(tcp.free(), udp.free());
        OptionalInt base =
                spec.order() == PoolSpec.Order.OLDEST_FIRST
                        ? eldest(wanted, free, firstTrack(wanted).rested())
                        : any(wanted, free);
        return base.isPresent() ? base : early(wanted);
    }

    private OptionalInt early(Arrangement wanted) {
        PortLine warm = firstTrack(wanted).warm();
        return warm.isEmpty() ? OptionalInt.empty() : eldest(wanted, early(), warm);
    }

    private Openings early() {
        PortSet early = tcp.early();
        return new Openings(early, udp == tcp ? early : udp.early());
    }

    /** The ports on which sockets of others were found. */
    PortSet squatted(Transport transport) {
        return track(transport).squatted();
    }

    /** Where {@code wanted} would fit, had nobody else a port that is not {@code tried}. */
    OptionalInt hope(Arrangement wanted, Openings tried) {
        PortSet tcpOnes = tcp.untaken().removeAll(tried.tcp());
        PortSet udpOnes =
                udp == tcp ? tcpOnes.removeAll(tried.udp()) : udp.untaken().removeAll(tried.udp());
        return new Openings(tcpOnes, udpOnes).fit(wanted, range, range.first());
    }

    private Track firstTrack(Arrangement wanted) {
        return track(wanted.parts().getFirst().transport());
    }

    /** The base that has stood longest in line; behind the first few, any. */
    private OptionalInt eldest(Arrangement wanted, Openings open, PortLine line) {
        int port = line.first();
        int offset = wanted.parts().getFirst().offset();
        for (int i = 0; i < PATIENCE && !PortLine.isEnd(port); i++) {
            if (port > offset && open.fits(wanted, port - offset)) {
                return OptionalInt.of(port - offset);
            }
            port = line.after(port);
        }
        return any(wanted, open);
    }

    private OptionalInt any(Arrangement wanted, Openings open) {
        int start = ThreadLocalRandom.current().nextInt(range.first(), range.last() + 1);
        return open.fit(wanted, range, start);
    }

    /** What it knows of each transport; once where they are kept together. */
    List<Track> tracks() {
        return tcp == udp ? List.of(tcp) : List.of(tcp, udp);
    }

    /** How long a port still rests, in nanoseconds. */
    long rest(Endpoint endpoint, long now) {
        return track(endpoint.transport()).left(endpoint.port(), now);
    }

    PortSet cooling(Transport transport) {
        return track(transport).cooling();
    }

    /** The base at which the first part has that port, if the pool has it all to give. */
    OptionalInt habit(Arrangement wanted, OptionalInt port, long now) {
        if (port.isEmpty()) {
            return port;
        }
        tcp.thaw(now);
        udp.thaw(now);
        int base = port.getAsInt() - wanted.parts().getFirst().offset();
        return base > 0 && early().fits(wanted, base) ? OptionalInt.of(base) : OptionalInt.empty();
    }

    /** What was found on ports of others. */
    List<Refusal> squats(Transport transport) {
        return track(transport).squats();
    }

    /** How many of {@code wanted} the range has room for when nobody has any of it. */
    int room(Arrangement wanted) {
        PortSet all = PortSet.of(range);
        return new Openings(all, all).count(wanted, range);
    }

    /** Why {@code wanted} is not to be had. */
    Refusal verdict(Arrangement wanted, Lessees lessees, long now) {
        Transport transport = wanted.parts().getFirst().transport();
        Track track = track(transport);
        Endpoint endpoint = endpoint(transport, range.first());
        int free = early().of(transport).size();
        if (free >= wanted.numbers() && wanted.parts().size() > 1) {
            return new Refusal.Fragmented(endpoint, range, wanted.name(), free, causes(track));
        }
        return new Refusal.Exhausted(endpoint, range, causes(track), last(track, lessees, now));
    }

    /** Who has which endpoint. */
    @FunctionalInterface
    interface Lessees {
        @Nullable Lease on(Endpoint endpoint);
    }

    private Refusal last(Track track, Lessees lessees, long now) {
        Endpoint last = endpoint(track == tcp ? Transport.TCP : Transport.UDP, range.last());
        Refusal squat = track.squat(last.port());
        if (squat != null) {
            return squat;
        }
        for (Transport transport : Transport.values()) {
            Lease lease = lessees.on(endpoint(transport, last.port()));
            if (lease != null) {
                return Verdict.Reserved.leased(lease.endpoint(), lease.claim());
            }
        }
        Reservation promise = promises.to(last);
        return promise == null
                ? new Verdict.Cooling(last, Rule.QUARANTINE, left(track, last, now), List.of())
                : Verdict.Reserved.promised(last, promise);
    }

    private static Duration left(Track track, Endpoint endpoint, long now) {
        return Duration.ofNanos(track.left(endpoint.port(), now));
    }

    private static Map<String, Integer> causes(Track track) {
        var causes = new TreeMap<String, Integer>();
        causes.put(Rule.LEASED.code(), track.countLeased());
        causes.put("held", track.countSquatted());
        causes.put("cooling", track.countCooling());
        causes.put("reserved", track.countReserved());
        causes.values().removeIf(count -> count == 0);
        return causes;
    }

    /** As what the pool was made. Never changes. */
    PoolSpec spec() {
        return spec;
    }

    PoolStats stats(Transport transport, long now) {
        Track track = track(transport);
        track.thaw(now);
        return new PoolStats(
                spec.name(),
                range,
                track.size(),
                track.countLeased(),
                track.countCooling(),
                track.countSquatted(),
                track.countReserved(),
                track.free().size(),
                most,
                refusals);
    }
}
