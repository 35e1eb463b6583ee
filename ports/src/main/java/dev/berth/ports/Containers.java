package dev.berth.ports;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells from a process's control group, or from its arguments, which container it serves. */
final class Containers {
    /** How many digits of an identity people and container programs show. */
    private static final int SHOWN = 12;

    private static final Pattern IDENTITY =
            Pattern.compile(
                    "(docker|libpod|cri-containerd|crio|containerd|buildkit)[-/:]([0-9a-f]{12,64})");
    private static final Pattern POD = Pattern.compile("kubepods.*?/(?:[a-z-]+-)?([0-9a-f]{64})");
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?:(lxc)(?:\\.payload)?[./]|machine\\.slice/systemd-(nspawn)@|machine\\.slice/machine-)([A-Za-z0-9_.-]+?)(?:\\.service|\\.scope)?(?:/|$)");
    private static final Pattern FORWARDED =
            Pattern.compile("-container-ip ([0-9a-fA-F.:]{2,45}).* -container-port ([0-9]{1,5})");

    private Containers() {}

    /** {@code docker 3f2a9c01b7de}, {@code nspawn web}, or null for a process of no container. */
    static @Nullable String of(String cgroup, String commandLine) {
        var proxied = FORWARDED.matcher(commandLine);
        if (commandLine.contains("docker-proxy") && proxied.find()) {
            return "docker " + proxied.group(1) + ":" + proxied.group(2);
        }
        return inside(cgroup);
    }

    private static @Nullable String inside(String cgroup) {
        var identity = IDENTITY.matcher(cgroup);
        if (identity.find()) {
            String engine = identity.group(1).equals("libpod") ? "podman" : identity.group(1);
            return engine + " " + identity.group(2).substring(0, SHOWN);
        }
        var pod = POD.matcher(cgroup);
        if (pod.find()) {
            return "kubernetes " + pod.group(1).substring(0, SHOWN);
        }
        var named = NAMED.matcher(cgroup);
        return named.find() ? engine(named.group(1), named.group(2)) + named.group(3) : null;
    }

    private static String engine(@Nullable String lxc, @Nullable String nspawn) {
        if (lxc != null) {
            return "lxc ";
        }
        return nspawn != null ? "nspawn " : "machine ";
    }
}
