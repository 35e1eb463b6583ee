package dev.berth.ports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks who is on the ports of leases, and whether he should be. Any thread may ask. */
final class Lookout {
    /** How many generations of children a tenant's processes are followed through. */
    private static final int GENERATIONS = 64;

    private static final Program SELF = Programs.own();

    private final Refusals refusals;

    Lookout(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * The numbers of the sockets that listen on each endpoint, in the order asked. Takes
     * microseconds for each; names nobody.
     */
    List<Set<Long>> listening(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of();
        }
        try {
            return SocketTable.ask(kernel -> listening(endpoints, new Table(kernel)));
        } catch (IOException notPermitted) {
            return endpoints.stream().map(endpoint -> seen(listeners(endpoint))).toList();
        }
    }

    private static List<Set<Long>> listening(List<Endpoint> endpoints, Table table)
            throws IOException {
        var found = new ArrayList<Set<Long>>();
        for (Endpoint endpoint : endpoints) {
            found.add(inodes(table.on(endpoint)));
        }
        return found;
    }

    /**
     * Who listens, as the kernel tells one asker. An exact question about every address misses who
     * listens on one, and a question about one port costs as much as one about all of them: so that
     * is asked once.
     */
    private static final class Table {
        private final SockDiag kernel;
        private @Nullable Map<Integer, List<KernelSocket>> ports;

        Table(SockDiag kernel) {
            this.kernel = kernel;
        }

        List<KernelSocket> on(Endpoint endpoint) throws IOException {
            var exact = kernel.exact(endpoint);
            return exact.isEmpty() && endpoint.wildcard() ? meeting(endpoint) : exact;
        }

        private List<KernelSocket> meeting(Endpoint endpoint) throws IOException {
            var known = ports;
            if (known == null) {
                known =
                        kernel.everything(Census.Scope.BOUND).stream()
                                .collect(Collectors.groupingBy(socket -> socket.local().port()));
                ports = known;
            }
            return known.getOrDefault(endpoint.port(), List.of()).stream()
                    .filter(socket -> socket.meets(endpoint))
                    .toList();
        }
    }

    private static Set<Long> inodes(List<KernelSocket> sockets) {
        var inodes = new TreeSet<Long>();
        for (KernelSocket socket : sockets) {
            if (socket.kind() == Holder.Kind.LISTENER) {
                inodes.add(socket.inode());
            }
        }
        return inodes;
    }

    private static Set<Long> seen(List<Holder> listeners) {
        var inodes = new TreeSet<Long>();
        listeners.forEach(holder -> inodes.add(holder.inode()));
        return inodes;
    }

    /** Who listens on an endpoint, a process each. */
    List<Holder> listeners(Endpoint endpoint) {
        return refusals.holders(endpoint).stream()
                .filter(holder -> holder.kind() == Holder.Kind.LISTENER)
                .toList();
    }

    /** A socket, not the lease's own, by which whoever it is for uses the port. */
    @Nullable Holder user(Lease lease) {
        for (Holder holder : refusals.holders(lease.endpoint())) {
            if (uses(holder) && isFor(lease, holder)) {
                return holder;
            }
        }
        return null;
    }

    private static boolean uses(Holder holder) {
        return switch (holder.kind()) {
            case LISTENER, OUTGOING, ACCEPTED, UNKNOWN -> true;
            case BOUND, TIME_WAIT, KERNEL -> false;
        };
    }

    /**
     * Whether a lease is for that process: this one, its tenant, a child of either, or one of the
     * tenant's service.
     */
    static boolean isFor(Lease lease, Holder holder) {
        Tenant tenant = lease.claim().conditions().tenant();
        Tenant survivor = lease.survivor();
        return holder.program() == null
                ? unseen(holder)
                : ours(holder)
                        || (tenant != null && isFor(tenant, holder))
                        || (survivor != null && isFor(survivor, holder));
    }

    /** Whether it is this process, one that it started, or one of theirs. */
    static boolean ours(Holder holder) {
        return descends(holder.pid(), SELF.pid());
    }

    /** Whether a process belongs to a tenant. */
    static boolean isFor(Tenant tenant, Holder holder) {
        Program program = holder.program();
        return program != null
                && (descends(program.pid(), tenant.pid()) || sameService(program, tenant.pid()));
    }

    /** Who is of another user is a stranger; who cannot be seen at all has the benefit of it. */
    private static boolean unseen(Holder holder) {
        return holder.kind() == Holder.Kind.UNKNOWN || holder.user().equals(SELF.user());
    }

    private static boolean descends(long pid, long ancestor) {
        var process = ProcessHandle.of(pid);
        for (int i = 0; i < GENERATIONS && process.isPresent(); i++) {
            if (process.get().pid() == ancestor) {
                return true;
            }
            process = process.get().parent();
        }
        return pid == ancestor;
    }

    /** A control group that this program is in too tells nothing. */
    private static boolean sameService(Program program, long pid) {
        String group = program.cgroup();
        return group != null
                && !group.equals("/")
                && !group.equals(SELF.cgroup())
                && Objects.equals(group, Procfs.cgroup(pid));
    }

    /**
     * Those of {@code ports} that the kernel shows a socket on which would be in the way. Empty
     * where it cannot be asked; a port that is not among them need not be free.
     */
    static PortSet occupied(Endpoint like, PortSet ports) {
        var occupied = new PortSet();
        try {
            for (KernelSocket socket : SocketTable.all(Census.Scope.BOUND)) {
                int port = socket.local().port();
                if (port > 0
                        && ports.contains(port)
                        && stands(socket)
                        && socket.meets(like.withPort(port))) {
                    occupied.add(port);
                }
            }
        } catch (IOException notPermitted) {
            // Then they are tried, one after the other.
        }
        return occupied;
    }

    private static boolean stands(KernelSocket socket) {
        return switch (socket.kind()) {
            case LISTENER, BOUND -> true;
            default -> false;
        };
    }
}
