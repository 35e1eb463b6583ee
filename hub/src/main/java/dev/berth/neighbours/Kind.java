package dev.berth.neighbours;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose configuration is read. */
public enum Kind {
    /** A docker-compose file: what its services publish. */
    COMPOSE,
    /** A systemd unit: the sockets it listens on. */
    SYSTEMD,
    /** The environment file of an AzuraCast in Docker. */
    AZURACAST,
    /** ZLMediaKit's {@code config.ini}. */
    ZLMEDIAKIT,
    /** Icecast's {@code icecast.xml}. */
    ICECAST,
    /** A Plex server as it is installed; no file. */
    PLEX,
    /** {@code minidlna.conf}, or what it has without one. */
    MINIDLNA,
    /** AirConnect as it is installed; no file. */
    AIRCONNECT;

    /** {@code compose}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Kind> named(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equalsIgnoreCase(word)).findFirst();
    }

    public static List<String> words() {
        return Stream.of(values()).map(Kind::word).toList();
    }

    /** Whether it is known without a file. */
    public boolean knownByHeart() {
        return this == PLEX || this == MINIDLNA || this == AIRCONNECT;
    }

    /** What a file is, by its name. */
    public static Optional<Kind> of(Path file) {
        var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".socket") || name.endsWith(".service")) {
            return Optional.of(SYSTEMD);
        }
        if (name.endsWith(".yml") || name.endsWith(".yaml")) {
            return Optional.of(COMPOSE);
        }
        if (name.endsWith(".xml")) {
            return Optional.of(ICECAST);
        }
        if (name.endsWith(".env")) {
            return Optional.of(AZURACAST);
        }
        if (name.startsWith("minidlna")) {
            return Optional.of(MINIDLNA);
        }
        return name.endsWith(".ini") ? Optional.of(ZLMEDIAKIT) : Optional.empty();
    }
}
