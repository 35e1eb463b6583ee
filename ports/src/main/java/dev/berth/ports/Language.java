package dev.berth.ports;

import java.util.Locale;
import java.util.Map;

/** The languages that findings are put into words in. The finding is the same in each. */
public enum Language {
    ENGLISH,
    CHINESE;

    /**
     * The language that the environment of a process asks for: the first of {@code LC_ALL}, {@code
     * LC_MESSAGES} and {@code LANG} that is set decides (locale(7)). Read from the environment
     * because Java's default locale falls back to English where a locale is not installed.
     */
    public static Language ofEnvironment(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return ofTag(value);
            }
        }
        return ENGLISH;
    }

    /** Chinese for {@code zh}, {@code zh_CN.UTF-8}, {@code zh-Hans}; English for all others. */
    public static Language ofTag(String tag) {
        String primary = tag.strip().toLowerCase(Locale.ROOT).split("[-_.@,;]", 2)[0];
        return primary.equals("zh") ? CHINESE : ENGLISH;
    }

    /** One of two texts that say the same. */
    public String either(String english, String chinese) {
        return this == CHINESE ? chinese : english;
    }
}
