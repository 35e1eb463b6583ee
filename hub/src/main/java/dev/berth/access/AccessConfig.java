package dev.berth.access;

import dev.berth.config.Section;
import dev.berth.config.StreamGlob;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may come in: the lists {@code access} and {@code limits}. Without {@code access} everybody
 * may; with it only what an entry covers may be published and played, on the terms of the first
 * that does.
 */
public final class AccessConfig {
    /** Everybody, as far as there is room. */
    public static final AccessConfig DEFAULT = new AccessConfig(List.of(), 10_000, 100_000);

    private static final int MOST = 1_000_000;
    private static final Rule EVERYBODY = new Rule(new StreamGlob("**"), Terms.FREE, Terms.FREE);

    private final List<Rule> rules;
    private final int publishers;
    private final int players;

    private AccessConfig(List<Rule> rules, int publishers, int players) {
        this.rules = List.copyOf(rules);
        this.publishers = publishers;
        this.players = players;
    }

    /** Reads {@code access} and {@code limits}, and the files that are named there. */
    public static AccessConfig read(Section root) {
        var rules = root.sections("access").stream().map(AccessConfig::rule).toList();
        var limits = root.section("limits");
        var config =
                new AccessConfig(
                        rules,
                        limits.number("publishers", DEFAULT.publishers, 1, MOST),
                        limits.number("players", DEFAULT.players, 1, MOST));
        limits.end();
        return config;
    }

    private static Rule rule(Section section) {
        var streams = section.text("streams", "");
        if (streams.isEmpty()) {
            section.problem(
                    "streams",
                    "an access entry says not which streams it is about; add streams, such as \"live/*\" or \"**\"");
        }
        var rule =
                new Rule(
                        new StreamGlob(streams),
                        terms(section.section("publish"), true),
                        terms(section.section("play"), false));
        section.end();
        return rule;
    }

    /** An empty list lets nobody in, or everybody: whoever wrote one is asked what was meant. */
    private static Terms terms(Section section, boolean publish) {
        for (var key : List.of("tokens", "allow")) {
            if (section.says(key) && section.texts(key).isEmpty()) {
                section.problem(key, key + " is there and empty; fill it, or leave it out");
            }
        }
        var terms =
                new Terms(
                        Tokens.of(written(section), secret(section)),
                        blocks(section),
                        webhook(section),
                        section.number("most", 0, 1, MOST),
                        publish ? rate(section) : 0);
        section.end();
        return terms;
    }

    private static long rate(Section section) {
        return section.value("bitrate", 0L, "a rate such as 8Mbit or 800kbit", BitRate::parse);
    }

    /** Messages name the place of a token, and never the token. */
    private static List<String> written(Section section) {
        var tokens = new ArrayList<String>();
        for (var token : section.texts("tokens")) {
            tokens.add(token.value());
        }
        var file = section.path("token-file", null);
        if (file != null) {
            tokens.addAll(inFile(section, file));
        }
        if (!tokens.stream().allMatch(AccessConfig::usable)) {
            section.problem(
                    "tokens",
                    "a token here is empty, or has a blank or another character that no address carries; use letters, digits and -._~ only");
        }
        return tokens;
    }

    private static boolean usable(String token) {
        return !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static List<String> inFile(Section section, Path file) {
        try {
            var tokens = TokenFile.tokens(file);
            if (tokens.isEmpty()) {
                section.problem("token-file", file + " holds no token; write one a line into it");
            }
            return tokens;
        } catch (IOException unreadable) {
            section.problem("token-file", sentence(file, unreadable));
            return List.of();
        }
    }

    private static @Nullable Secret secret(Section section) {
        var file = section.path("secret-file", null);
        try {
            return file == null ? null : Secret.read(file);
        } catch (IOException unreadable) {
            section.problem("secret-file", sentence(file, unreadable));
            return null;
        }
    }

    private static String sentence(Path file, IOException unreadable) {
        return Objects.requireNonNullElse(
                unreadable.getMessage(), file + " cannot be read; name another file");
    }

    private static List<AddressBlock> blocks(Section section) {
        var blocks = new ArrayList<AddressBlock>();
        for (var text : section.texts("allow")) {
            try {
                blocks.add(AddressBlock.parse(text.value()));
            } catch (IllegalArgumentException bad) {
                section.problem("allow", "'" + text.value() + "' " + bad.getMessage());
            }
        }
        return blocks;
    }

    private static @Nullable Webhook webhook(Section section) {
        var url =
                section.value(
                                "webhook",
                                Optional.<URI>empty(),
                                "an address such as http://127.0.0.1:9000/auth",
                                text -> Optional.of(Webhook.address(text)))
                        .orElse(null);
        var open = section.choice("webhook-fails", List.of(Fails.CLOSED, Fails.OPEN)) == Fails.OPEN;
        return url == null ? null : new Webhook(url, open);
    }

    /** What an unanswered webhook means. */
    private enum Fails {
        CLOSED,
        OPEN
    }

    /** Whether nobody has said who may come in. */
    public boolean unsaid() {
        return rules.isEmpty();
    }

    /** The rule for a stream; nothing when there are rules, and none of them is about it. */
    Optional<Rule> rule(String stream) {
        return unsaid()
                ? Optional.of(EVERYBODY)
                : rules.stream().filter(rule -> rule.streams().matches(stream)).findFirst();
    }

    /** How many may do so in all. */
    int most(Visit.Deed deed) {
        return switch (deed) {
            case PUBLISH -> publishers;
            case PLAY -> players;
        };
    }

    /** What a token is to be signed with that lets somebody do this; nothing where none would. */
    public Optional<Secret> secret(Visit.Deed deed, String stream) {
        return rule(stream).map(rule -> rule.terms(deed).tokens().secret());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessConfig config
                && rules.equals(config.rules)
                && publishers == config.publishers
                && players == config.players;
    }

    @Override
    public int hashCode() {
        return Objects.hash(rules, publishers, players);
    }
}
