package dev.berth.neighbours;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Variables in compose files: {@code $A}, {@code ${A}}, {@code ${A:-default}}, {@code $$}. */
final class Variables {
    private static final Pattern VARIABLE =
            Pattern.compile(
                    "\\$(?:(\\$)|([A-Za-z_]\\w*)|\\{([A-Za-z_]\\w*)(?:(:?[-?+])([^{}]*))?\\})");

    /** Defaults may have variables in them, so deep. */
    private static final int DEEPEST = 4;

    private Variables() {}

    static String filled(String text, UnaryOperator<@Nullable String> environment) {
        var filled = text;
        for (int i = 0; i < DEEPEST && filled.contains("$"); i++) {
            filled = VARIABLE.matcher(filled).replaceAll(match -> value(match, environment));
        }
        return filled;
    }

    private static String value(MatchResult match, UnaryOperator<@Nullable String> environment) {
        if (match.group(1) != null) {
            return Matcher.quoteReplacement("$");
        }
        var name = match.group(2) == null ? match.group(3) : match.group(2);
        var value = environment.apply(name);
        boolean otherwise = ":-".equals(match.group(4)) || "-".equals(match.group(4));
        var text = value != null && !value.isEmpty() ? value : otherwise ? match.group(5) : "";
        return Matcher.quoteReplacement(text);
    }
}
