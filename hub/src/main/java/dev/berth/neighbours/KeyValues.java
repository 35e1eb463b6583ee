package dev.berth.neighbours;

import java.util.ArrayList;
import java.util.List;

/** Files of lines such as {@code port=8200}, some below headings such as {@code [http]}. */
final class KeyValues {
    private KeyValues() {}

    /**
     * One setting.
     *
     * @param heading what it stands below; empty for nothing
     * @param value without quotes
     */
    record Setting(String heading, String key, String value, int line) {}

    /** Reads all settings; whatever is none is passed over. */
    static List<Setting> read(String text) {
        var settings = new ArrayList<Setting>();
        var heading = "";
        int line = 0;
        for (var raw : text.lines().toList()) {
            line++;
            var written = raw.strip();
            if (written.startsWith("#") || written.startsWith(";")) {
                continue;
            }
            if (written.startsWith("[") && written.endsWith("]")) {
                heading = written.substring(1, written.length() - 1).strip();
                continue;
            }
            int equals = written.indexOf('=');
            if (equals > 0) {
                settings.add(
                        new Setting(
                                heading,
                                written.substring(0, equals).strip(),
                                unquoted(written.substring(equals + 1).strip()),
                                line));
            }
        }
        return settings;
    }

    private static String unquoted(String value) {
        return within(value, '"') || within(value, '\'')
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static boolean within(String value, char quote) {
        return value.length() > 1
                && value.charAt(0) == quote
                && value.charAt(value.length() - 1) == quote;
    }
}
