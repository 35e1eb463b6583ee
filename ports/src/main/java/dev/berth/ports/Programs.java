package dev.berth.ports;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What the system tells of processes: /proc on Linux, the JDK's handles elsewhere. What was read is
 * believed for a second, in which a process may change its name, or become another by exec(2).
 *
 * <p>Any thread may ask; {@code known} is emptied when it is full.
 */
final class Programs {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 4096;

    private final Map<Long, Known> known = new ConcurrentHashMap<>();

    /**
     * The process {@code pid}, which has a socket open that was made by {@code uid}: its user's
     * number where the process does not tell its own.
     */
    Program of(long pid, long uid) {
        Known last = known.get(pid);
        if (last != null && System.nanoTime() - last.at() < PATIENCE) {
            return last.program();
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        Program now = read(pid, uid);
        known.put(pid, new Known(now, System.nanoTime()));
        return now;
    }

    /** This very process. */
    static Program own() {
        var self = ProcessHandle.current();
        return Platform.LINUX ? read(self.pid(), -1) : plain(self);
    }

    private static Program read(long pid, long uid) {
        var process = ProcessHandle.of(pid).map(ProcessHandle::info);
        String cgroup = Procfs.cgroup(pid);
        String commandLine = Procfs.commandLine(pid);
        return new Program(
                pid,
                Procfs.command(pid),
                commandLine,
                process.flatMap(ProcessHandle.Info::user)
                        .orElseGet(() -> uid < 0 ? "" : Users.name(uid)),
                Procfs.unit(cgroup),
                cgroup.isEmpty() ? null : cgroup,
                Containers.of(cgroup, commandLine),
                process.flatMap(ProcessHandle.Info::startInstant).orElse(null));
    }

    private static Program plain(ProcessHandle handle) {
        var info = handle.info();
        String path = info.command().orElse("");
        return new Program(
                handle.pid(),
                path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
                info.commandLine().orElse(path),
                info.user().orElse(""),
                null,
                null,
                null,
                info.startInstant().orElse(null));
    }

    /** A program as it was read at a time of {@link System#nanoTime}. */
    private record Known(Program program, long at) {}
}
