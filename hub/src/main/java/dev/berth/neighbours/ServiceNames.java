package dev.berth.neighbours;

import dev.berth.ports.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ports are called (services(5)). Names only: that a port has one does not mean it is used.
 */
public final class ServiceNames {
    private static final Pattern LINE = Pattern.compile("(\\S{1,64})\\s+(\\d{1,5})/(tcp|udp)\\b.*");
    private static final int MOST = 20_000;

    private final Map<String, String> names;

    private ServiceNames(Map<String, String> names) {
        this.names = names;
    }

    /** Those of this machine; none when it has no such file. */
    public static ServiceNames ofThisMachine() {
        return read(Path.of("/etc/services"));
    }

    static ServiceNames read(Path file) {
        var names = new HashMap<String, String>();
        try (var lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.limit(MOST)
                    .map(LINE::matcher)
                    .filter(line -> line.matches())
                    .forEach(line ->
                            names.putIfAbsent(line.group(3) + "/" + line.group(2), line.group(1)));
        } catch (IOException | UncheckedIOException none) {
            return new ServiceNames(Map.of());
        }
        return new ServiceNames(names);
    }

    public Optional<String> name(Transport transport, int port) {
        return Optional.ofNullable(names.get(transport + "/" + port));
    }
}
