package dev.berth.ports;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Linux's files about processes: proc(5). A process may be gone, or private, at any moment. */
final class Procfs {
    private static final String ROOT = "/proc/";
    private static final Pattern EFFECTIVE = Pattern.compile("CapEff:\\s*([0-9a-fA-F]{1,16})\\s");
    private static final Pattern USERS = Pattern.compile("Uid:\\s*[0-9]+\\s+([0-9]+)\\s");
    private static final int LONGEST = 4096;

    /** Names that need no quoting in a shell: a control group may be called anything at all. */
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9:_.@-]+\\.service");

    private Procfs() {}

    /** The short name of a process's program, at most 15 characters. */
    static String command(long pid) {
        return shown(TextFile.readIfAny(ROOT + pid + "/comm"));
    }

    /** Its whole command line with blanks between the arguments, cut after 4,096 characters. */
    static String commandLine(long pid) {
        return shown(TextFile.readIfAny(ROOT + pid + "/cmdline"));
    }

    /** Its control group as a path from the root of all groups; empty when it may not be seen. */
    static String cgroup(long pid) {
        String text = shown(TextFile.readIfAny(ROOT + pid + "/cgroup"));
        return text.startsWith("0::") ? text.substring(3) : text;
    }

    /**
     * The systemd service that {@code systemctl stop} would stop, or null. Services of a user's own
     * systemd are left out: the system's knows nothing of them.
     */
    static @Nullable String unit(String cgroup) {
        String unit = cgroup.substring(cgroup.lastIndexOf('/') + 1);
        return UNIT.matcher(unit).matches() && !cgroup.contains("/user@") ? unit : null;
    }

    /** A process chooses its own name: what could steer a terminal is taken out. */
    private static String shown(String text) {
        String whole = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole;
    }

    /**
     * Whether this process has the capability CAP_NET_BIND_SERVICE, number 10 of capabilities(7);
     * true where there are no capabilities.
     */
    static boolean mayBindAnyPort() {
        return has(10);
    }

    private static boolean has(int capability) {
        var effective = EFFECTIVE.matcher(TextFile.readIfAny(ROOT + "self/status"));
        return !effective.find()
                || (Long.parseUnsignedLong(effective.group(1), 16) >> capability & 1) != 0;
    }

    /**
     * Whether no process of the machine hides from this one: it is in the first process namespace
     * and has CAP_SYS_PTRACE, number 19 of capabilities(7). Asked once; neither comes later.
     */
    static boolean seesAll() {
        return All.SEEN;
    }

    private static final class All {
        /** PROC_PID_INIT_INO of include/uapi/linux/nsfs.h. */
        private static final String FIRST_NAMESPACE = "pid:[4026531836]";

        static final boolean SEEN = has(19) && namespace().equals(FIRST_NAMESPACE);

        private static String namespace() {
            try {
                return Files.readSymbolicLink(Path.of(ROOT + "self/ns/pid")).toString();
            } catch (IOException noSuchNamespace) {
                return "";
            }
        }
    }

    /** The user that this process acts as, -1 when that cannot be read. */
    static long uid() {
        var users = USERS.matcher(TextFile.readIfAny(ROOT + "self/status"));
        return users.find() ? Long.parseLong(users.group(1)) : -1;
    }

    /** The processes that this user sees. */
    static List<Long> processes() {
        return names(Path.of(ROOT)).stream().filter(Procfs::isNumber).map(Long::parseLong).toList();
    }

    /** The descriptors of a process, as paths of links; none when this user may not see them. */
    static List<Path> descriptors(long pid) {
        var folder = Path.of(ROOT + pid + "/fd");
        return names(folder).stream().map(folder::resolve).toList();
    }

    /** The inode of the socket that a descriptor is, or -1 when it is something else or gone. */
    static long socket(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[")
                    ? Long.parseLong(target, 8, target.length() - 1, 10)
                    : -1;
        } catch (IOException goneOrPrivate) {
            return -1;
        }
    }

    private static boolean isNumber(String name) {
        return name.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static List<String> names(Path folder) {
        var names = new ArrayList<String>();
        try (var entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        } catch (IOException | DirectoryIteratorException goneOrPrivate) {
            // What was read up to here still counts.
        }
        return names;
    }
}
