package dev.berth.ports;

/** What the system tells of processes: /proc on Linux, the JDK's handles elsewhere. */
final class Programs {
    private Programs() {}

    /** This very process. */
    static Program own() {
        var self = ProcessHandle.current();
        return Platform.LINUX ? of(self.pid(), -1) : plain(self);
    }

    /** The process {@code pid}; {@code uid} names its user where the process itself is gone. */
    static Program of(long pid, long uid) {
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
}
