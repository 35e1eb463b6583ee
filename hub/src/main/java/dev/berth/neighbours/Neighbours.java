package dev.berth.neighbours;

import dev.berth.ports.Reservation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the ports that other programs' configurations name, running or not. */
public final class Neighbours {
    private static final int LARGEST = 1 << 20;

    private Neighbours() {}

    /**
     * The ports that a file names, each with its place in the file.
     *
     * @param kind whose file it is, or null to tell by its name
     * @throws BadNeighbour with a sentence, when it cannot be read or understood
     */
    public static List<Reservation> read(@Nullable Kind kind, Path file) throws BadNeighbour {
        var sure = kind == null ? guess(file) : kind;
        var name = file.toString();
        var text = text(file);
        return switch (sure) {
            case COMPOSE -> new ComposeFile(name).read(text);
            case SYSTEMD -> new UnitFile(name).read(text);
            case AZURACAST -> new AzuraCastEnv(name).read(text);
            case ZLMEDIAKIT -> new ZlmIni(name).read(text);
            case ICECAST -> new IcecastXml(name).read(text);
            case MINIDLNA -> new MiniDlna(name).read(text);
            case PLEX, AIRCONNECT ->
                    throw new BadNeighbour(
                            "%s keeps its ports in no file; import it without one"
                                    .formatted(sure.word()));
        };
    }

    /** The ports that a program has as it is installed. */
    public static List<Reservation> known(Kind kind) throws BadNeighbour {
        return switch (kind) {
            case PLEX -> Installed.plex();
            case MINIDLNA -> Installed.minidlna();
            case AIRCONNECT -> Installed.airconnect();
            default ->
                    throw new BadNeighbour(
                            "%s keeps its ports in a file; name it".formatted(kind.word()));
        };
    }

    private static Kind guess(Path file) throws BadNeighbour {
        return Kind.of(file)
                .orElseThrow(() ->
                        new BadNeighbour(
                                "%s does not say by its name what it is; give its kind: %s"
                                        .formatted(file, String.join(", ", Kind.words()))));
    }

    private static String text(Path file) throws BadNeighbour {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BadNeighbour(file + " is no regular file; name one");
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new BadNeighbour(
                        "%s has more than %d bytes; that is no configuration that Berth imports"
                                .formatted(file, LARGEST));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException absent) {
            throw new BadNeighbour(file + " is not there; name a file that is");
        } catch (IOException unreadable) {
            throw new BadNeighbour(
                    "%s cannot be read (%s); check its rights".formatted(file, unreadable));
        }
    }
}
