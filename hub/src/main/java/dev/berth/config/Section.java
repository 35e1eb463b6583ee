package dev.berth.config;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of the configuration file, read key by key. A bad value becomes a problem and its
 * default is used, so that one pass finds everything. {@link #end()} reports the keys that nobody
 * asked for.
 */
public final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(B|KiB|MiB|GiB|kB|MB|GB)?");

    private final String file;
    private final String name;
    private final @Nullable Node whole;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();

    Section(String file, String name, @Nullable Node node, Problems problems) {
        this.file = file;
        this.name = name;
        this.whole = node;
        this.problems = problems;
        switch (node) {
            case null -> {}
            case MappingNode mapping -> fill(mapping);
            case ScalarNode empty when empty.getValue().isEmpty() -> {}
            default ->
                    problems.add(
                            "%s: %s holds %s; use indented keys below it"
                                    .formatted(where(node), title(), kind(node)));
        }
    }

    private void fill(MappingNode mapping) {
        for (var pair : mapping.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                problems.add(
                        "%s: a key of %s is %s; use a word"
                                .formatted(
                                        where(pair.getKeyNode()),
                                        title(),
                                        kind(pair.getKeyNode())));
            } else if (values.put(key.getValue(), pair.getValueNode()) != null) {
                problems.add(
                        "%s: %s is there twice; keep one"
                                .formatted(where(key), path(key.getValue())));
            }
        }
    }

    private String title() {
        return name.isEmpty() ? "the file" : name;
    }

    private String path(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    private String where(Node node) {
        return file + node.getStartMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
    }

    private static String kind(Node node) {
        return switch (node) {
            case SequenceNode list -> "a list of " + list.getValue().size();
            case MappingNode mapping -> "a mapping of " + mapping.getValue().size();
            // An address in a wrong place may have a key in it, which is nobody's business.
            case ScalarNode scalar when scalar.getValue().contains("://") -> "an address";
            case ScalarNode scalar -> "'" + scalar.getValue() + "'";
            default -> "something else";
        };
    }

    /** Whether the key is there, with or without a value. */
    public boolean says(String key) {
        return values.containsKey(key);
    }

    private @Nullable Node ask(String key) {
        asked.add(key);
        return values.get(key);
    }

    /** An IP address, or null where none is given. Names are never looked up. */
    public @Nullable InetAddress address(String key) {
        return value(
                        key,
                        Optional.<InetAddress>empty(),
                        "an IP address",
                        text -> Optional.ofNullable(Endpoint.tcp(text, 1).address()))
                .orElse(null);
    }

    /**
     * A value that {@code read} makes of the text, and refuses by an IllegalArgumentException that
     * says why.
     */
    public <T> T value(String key, T otherwise, String form, Function<String, T> read) {
        var node = ask(key);
        if (node == null) {
            return otherwise;
        }
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(
                    "%s: %s is %s; use %s".formatted(where(node), path(key), kind(node), form));
            return otherwise;
        }
        try {
            return read.apply(scalar.getValue().strip());
        } catch (IllegalArgumentException bad) {
            var why = bad.getMessage();
            problems.add(
                    "%s: %s is '%s'; use %s%s"
                            .formatted(
                                    where(node),
                                    path(key),
                                    scalar.getValue(),
                                    form,
                                    why == null
                                                    || why.isEmpty()
                                                    || bad instanceof NumberFormatException
                                            ? ""
                                            : " (" + why + ")"));
            return otherwise;
        }
    }

    public String text(String key, String otherwise) {
        return value(key, otherwise, "text", text -> text);
    }

    public @Nullable Path path(String key, @Nullable Path otherwise) {
        var path = value(key, Optional.<Path>empty(), "a path", text -> Optional.of(Path.of(text)));
        return path.filter(named -> !named.toString().isEmpty()).orElse(otherwise);
    }

    public boolean flag(String key, boolean otherwise) {
        return value(
                key,
                otherwise,
                "true or false",
                text ->
                        switch (text) {
                            case "true", "yes", "on" -> true;
                            case "false", "no", "off" -> false;
                            default -> throw new IllegalArgumentException("");
                        });
    }

    /** A whole number from {@code least} to {@code most}. */
    public int number(String key, int otherwise, int least, int most) {
        return value(
                key,
                otherwise,
                "a number from " + least + " to " + most,
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < least || number > most) {
                        throw new NumberFormatException();
                    }
                    return number;
                });
    }

    /** A time from {@code least} to {@code most}, such as {@code 50ms}, {@code 10s}, {@code 2m}. */
    public Duration duration(String key, Duration otherwise, Duration least, Duration most) {
        return value(
                key,
                otherwise,
                "a time from "
                        + words(least)
                        + " to "
                        + words(most)
                        + ", such as "
                        + words(otherwise),
                text -> {
                    var time = duration(text);
                    if (time.compareTo(least) < 0 || time.compareTo(most) > 0) {
                        throw new NumberFormatException();
                    }
                    return time;
                });
    }

    /** Reads {@code 50ms}, {@code 10s}, {@code 2m}, {@code 1h}, {@code 1d} or a plain 0. */
    public static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        var match = DURATION.matcher(text);
        if (!match.matches()) {
            throw new NumberFormatException(text);
        }
        long count = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** {@code 50ms}, {@code 10s}. */
    public static String words(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** A size in bytes from {@code least} to {@code most}, such as {@code 8MiB}. */
    public int size(String key, int otherwise, int least, int most) {
        return (int) bytes(key, otherwise, least, most);
    }

    /** The same for what may be larger than 2 GiB. */
    public long bytes(String key, long otherwise, long least, long most) {
        return value(
                key,
                otherwise,
                "a size from " + least + " to " + most + " bytes, such as 8MiB",
                text -> {
                    long size = bytes(text);
                    if (size < least || size > most) {
                        throw new NumberFormatException();
                    }
                    return size;
                });
    }

    private static long bytes(String text) {
        var match = SIZE.matcher(text);
        if (!match.matches()) {
            throw new NumberFormatException(text);
        }
        var unit = match.group(2) == null ? "B" : match.group(2);
        long base = unit.endsWith("iB") ? 1_024 : 1_000;
        long size = Long.parseLong(match.group(1));
        for (int power = "BKMG".indexOf(unit.substring(0, 1).toUpperCase(Locale.ROOT));
                power > 0;
                power--) {
            size *= base;
        }
        return size;
    }

    /** One of {@code choices}, in any case; the first of them when the key is absent. */
    public <E extends Enum<E>> E choice(String key, List<E> choices) {
        return value(
                key,
                choices.getFirst(),
                "one of " + choices.toString().toLowerCase(Locale.ROOT),
                text ->
                        choices.stream()
                                .filter(word -> word.name().equalsIgnoreCase(text))
                                .findFirst()
                                .orElseThrow(NumberFormatException::new));
    }

    /** A TCP endpoint, such as {@code tcp/127.0.0.1:1935}. */
    public Endpoint tcp(String key, Endpoint otherwise) {
        return value(
                key,
                otherwise,
                "a TCP endpoint such as " + otherwise,
                text -> {
                    var endpoint = Endpoint.parse(text);
                    if (endpoint.transport() != Transport.TCP) {
                        throw new IllegalArgumentException("this one is spoken over TCP");
                    }
                    return endpoint;
                });
    }

    /** The mapping below a key; an empty one when the key is absent. */
    public Section section(String key) {
        return new Section(file, path(key), ask(key), problems);
    }

    /** The mappings of a list. */
    public List<Section> sections(String key) {
        var parts = new ArrayList<Section>();
        int place = 1;
        for (var node : list(key)) {
            parts.add(new Section(file, path(key) + "[" + place++ + "]", node, problems));
        }
        return parts;
    }

    /**
     * The mappings of a list, or of one alone; a text in it counts as a mapping with nothing but
     * {@code single}.
     */
    public List<Section> sections(String key, String single) {
        var node = ask(key);
        var nodes = node instanceof SequenceNode || node == null ? list(key) : List.of(node);
        var parts = new ArrayList<Section>();
        for (var part : nodes) {
            var place = path(key) + "[" + (parts.size() + 1) + "]";
            parts.add(
                    part instanceof ScalarNode scalar
                            ? alone(place, single, scalar)
                            : new Section(file, place, part, problems));
        }
        return parts;
    }

    private Section alone(String place, String single, ScalarNode scalar) {
        var section = new Section(file, place, null, problems);
        section.values.put(single, scalar);
        return section;
    }

    /** Whether there is anything below a key. */
    public boolean has(String key) {
        return switch (ask(key)) {
            case null -> false;
            case ScalarNode scalar -> !scalar.getValue().isBlank();
            case SequenceNode list -> !list.getValue().isEmpty();
            default -> true;
        };
    }

    /** File and line of a key's value, for messages about it; of the section when it is absent. */
    public String where(String key) {
        var node = values.getOrDefault(key, whole);
        return node == null ? file : where(node);
    }

    /**
     * A text of the file.
     *
     * @param where file and line, for messages about it
     */
    public record Text(String value, String where) {}

    /** A list of texts; a single text counts as a list of one. */
    public List<Text> texts(String key) {
        if (ask(key) instanceof ScalarNode single) {
            return single.getValue().isBlank() ? List.of() : List.of(text(single));
        }
        var texts = new ArrayList<Text>();
        for (var node : list(key)) {
            if (node instanceof ScalarNode scalar) {
                texts.add(text(scalar));
            } else {
                problems.add(
                        "%s: %s holds %s; use texts".formatted(where(node), path(key), kind(node)));
            }
        }
        return texts;
    }

    private Text text(ScalarNode node) {
        return new Text(node.getValue().strip(), where(node));
    }

    private List<Node> list(String key) {
        var node = ask(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problems.add(
                "%s: %s is %s; use a list, a line with a dash for each"
                        .formatted(where(node), path(key), kind(node)));
        return List.of();
    }

    /** Adds a problem about this section. */
    public void problem(String key, String sentence) {
        problems.add("%s: %s".formatted(where(key), sentence));
    }

    /** Reports the keys that nobody asked for. Called once the section has been read. */
    public void end() {
        values.forEach((key, node) -> {
            if (!asked.contains(key)) {
                problems.add(
                        "%s: %s is unknown; %s"
                                .formatted(where(node), path(key), Spelling.hint(key, asked)));
            }
        });
    }
}
