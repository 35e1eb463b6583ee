package dev.berth.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The configuration file: YAML 1.2, one mapping. */
public final class ConfigFile {
    private static final int LARGEST = 1 << 20;

    private ConfigFile() {}

    /**
     * Reads the file's outermost mapping.
     *
     * @throws BadConfig when there is no such file, or it is no YAML
     */
    public static Section read(Path file, Problems problems) throws BadConfig {
        return parse(file.toString(), text(file), problems);
    }

    /** An empty configuration: everything has its default. */
    public static Section none(Problems problems) {
        return new Section("defaults", "", null, problems);
    }

    static Section parse(String name, String text, Problems problems) throws BadConfig {
        var settings =
                LoadSettings.builder()
                        .setLabel(name)
                        .setAllowDuplicateKeys(true) // found, and named with the rest, by Section
                        .setMaxAliasesForCollections(10)
                        .setCodePointLimit(LARGEST)
                        .build();
        try {
            var root = new Compose(settings).composeString(text);
            return new Section(name, "", root.orElse(null), problems);
        } catch (MarkedYamlEngineException bad) {
            var line = bad.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
            throw new BadConfig(
                    List.of(name + line + ": " + bad.getProblem() + "; mend the YAML there"));
        } catch (YamlEngineException bad) {
            throw new BadConfig(List.of(name + ": " + bad.getMessage() + "; mend the YAML"));
        } catch (StackOverflowError deep) {
            throw new BadConfig(
                    List.of(name + " is nested too deep; that is no configuration of Berth's"));
        }
    }

    private static String text(Path file) throws BadConfig {
        try {
            var found = Files.readAttributes(file, BasicFileAttributes.class);
            if (!found.isRegularFile()) {
                throw new BadConfig(List.of(file + " is no regular file; name one"));
            }
            if (found.size() > LARGEST) {
                throw new BadConfig(
                        List.of(
                                file
                                        + " has more than "
                                        + LARGEST
                                        + " bytes; that is no configuration of Berth's"));
            }
            return Files.readString(file);
        } catch (NoSuchFileException absent) {
            throw new BadConfig(List.of(file + " is not there; name a file that is, or none"));
        } catch (MalformedInputException binary) {
            throw new BadConfig(List.of(file + " is not UTF-8 text; save it as UTF-8"));
        } catch (IOException unreadable) {
            throw new BadConfig(
                    List.of(file + " cannot be read (" + unreadable + "); check its rights"));
        }
    }
}
