package dev.berth.plan;

import dev.berth.ports.BrowserPorts;
import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.Transport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds whole free blocks beside a plan. Used by one thread, for one search. */
final class Gaps {
    private final Map<Integer, List<Endpoint>> planned = new HashMap<>();
    private final Ground ground;

    /** Beside everything in {@code others}. */
    Gaps(Plan others, Ground ground) {
        this.ground = ground;
        others.ports().forEach(port -> take(port.endpoint()));
    }

    private void take(Endpoint endpoint) {
        planned.computeIfAbsent(endpoint.port(), port -> new ArrayList<>()).add(endpoint);
    }

    /** Nobody else is given the ports of {@code booking} from now on. */
    void take(Booking booking) {
        booking.ports().forEach(port -> take(port.endpoint()));
    }

    /**
     * The first free block at or above the one that {@code near} lies in, or else the first of all.
     */
    Room find(Booking wanted, PortRange range, int near) {
        var slots = wanted.shape().slots(range);
        var causes = new EnumMap<Room.Cause, Integer>(Room.Cause.class);
        int begin = slots.near(near);
        for (int i = 0; i < slots.count(); i++) {
            int block = (begin + i) % slots.count();
            var cause = against(wanted, slots.start(block), slots.base(block));
            if (cause.isEmpty()) {
                return new Room.Free(slots.base(block));
            }
            causes.merge(cause.get(), 1, Integer::sum);
        }
        return new Room.None(slots, causes, freePorts(wanted, range));
    }

    private Optional<Room.Cause> against(Booking wanted, int start, int base) {
        var shape = wanted.shape();
        for (int port = start; port < start + shape.block(); port++) {
            var cause = written(wanted, port);
            if (cause != null) {
                return Optional.of(cause);
            }
        }
        if (wanted.at(base).ports().stream().anyMatch(Gaps::blocked)) {
            return Optional.of(Room.Cause.BLOCKED);
        }
        // Last, because it asks the machine.
        return held(wanted, start) ? Optional.of(Room.Cause.HELD) : Optional.empty();
    }

    static boolean blocked(PlannedPort port) {
        return port.role().reach() == Reach.BROWSER && BrowserPorts.blocked(port.endpoint().port());
    }

    /** What stands against a port on paper. */
    private Room.@Nullable Cause written(Booking wanted, int port) {
        if (ground.protection(port).isPresent()) {
            return Room.Cause.PROTECTED;
        }
        var endpoints = endpoints(wanted, port);
        if (endpoints.stream().anyMatch(this::meetsPlanned)) {
            return Room.Cause.PLANNED;
        }
        return endpoints.stream()
                        .anyMatch(one -> ground.declaration(one, wanted.owner()).isPresent())
                ? Room.Cause.DECLARED
                : null;
    }

    private boolean meetsPlanned(Endpoint endpoint) {
        return planned.getOrDefault(endpoint.port(), List.of()).stream().anyMatch(endpoint::meets);
    }

    private boolean held(Booking wanted, int start) {
        for (int port = start; port < start + wanted.shape().block(); port++) {
            for (var endpoint : endpoints(wanted, port)) {
                if (ground.look().at(endpoint, wanted.owner()).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Endpoint> endpoints(Booking wanted, int port) {
        return transports(wanted.shape()).stream()
                .map(transport -> new Endpoint(transport, wanted.address(), port))
                .toList();
    }

    private static Set<Transport> transports(Shape shape) {
        var all = new HashSet<Transport>();
        shape.roles().forEach(role -> all.addAll(role.transports()));
        return all;
    }

    private int freePorts(Booking wanted, PortRange range) {
        int free = 0;
        for (int port = range.first(); port <= range.last(); port++) {
            free += written(wanted, port) == null ? 1 : 0;
        }
        return free;
    }
}
