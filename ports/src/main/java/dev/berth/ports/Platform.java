package dev.berth.ports;

import java.util.Locale;

/** What kind of system this program runs on. */
final class Platform {
    static final boolean LINUX = name().startsWith("linux");
    static final boolean WINDOWS = name().startsWith("windows");

    private Platform() {}

    private static String name() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    }
}
