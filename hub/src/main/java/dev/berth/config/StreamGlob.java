package dev.berth.config;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of streams that look like a pattern: {@code *} is any text within one part of a name,
 * {@code **} any text at all, everything else is itself. What stands behind a {@code #} is not for
 * patterns: those are streams that the hub makes for itself.
 */
public final class StreamGlob {
    /** No stream is called by a longer name, and matching one would take its time. */
    private static final int LONGEST_NAME = 512;

    private final String text;
    private final Pattern pattern;

    /** Reads a pattern; every text is one. */
    public StreamGlob(String text) {
        this.text = text;
        this.pattern = Pattern.compile(expression(text), Pattern.DOTALL);
    }

    /** Runs of stars become one wildcard each, so that no name takes long to match. */
    private static String expression(String glob) {
        return Pattern.compile("\\*+|[^*]+")
                .matcher(glob)
                .results()
                .map(part -> expressionOf(part.group()))
                .collect(Collectors.joining());
    }

    private static String expressionOf(String part) {
        return switch (part) {
            case "*" -> "[^/#]*";
            case String stars when stars.startsWith("*") -> "[^#]*";
            default -> Pattern.quote(part);
        };
    }

    /** Whether a stream of that name is meant. */
    public boolean matches(String stream) {
        return stream.length() <= LONGEST_NAME && pattern.matcher(stream).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamGlob glob && text.equals(glob.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
