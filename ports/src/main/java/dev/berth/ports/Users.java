package dev.berth.ports;

import java.util.HashMap;
import java.util.Map;

/** The names of users, from /etc/passwd. Any thread may ask; {@code known} is replaced whole. */
final class Users {
    private static volatile Known known = new Known(Map.of(), 0);

    private Users() {}

    /** The name, or the number where it has none. */
    static String name(long uid) {
        long changed = TextFile.changed("/etc/passwd");
        if (changed != known.changed) {
            known = new Known(read(), changed);
        }
        return known.names.getOrDefault(uid, Long.toString(uid));
    }

    private static Map<Long, String> read() {
        var names = new HashMap<Long, String>();
        for (String line : TextFile.readIfAny("/etc/passwd").lines().toList()) {
            String[] fields = line.split(":", 4);
            if (fields.length > 3 && fields[2].matches("[0-9]{1,10}")) {
                names.putIfAbsent(Long.valueOf(fields[2]), fields[0]);
            }
        }
        return Map.copyOf(names);
    }

    /** What the file said when it was last changed. */
    private record Known(Map<Long, String> names, long changed) {}
}
