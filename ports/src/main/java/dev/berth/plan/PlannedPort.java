package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;

/**
 * One port of the plan, with whose and what for.
 *
 * @param owner whose
 * @param role what for
 * @param endpoint which
 */
public record PlannedPort(String owner, Role role, Endpoint endpoint) {

    /** {@code the listen port of Radio A}. */
    public String name(Language language) {
        return language.either(
                "the %s port of %s".formatted(role.name(), owner),
                "%s 的 %s 端口".formatted(owner, role.name()));
    }

    /** The rule that puts it there, with its figures; empty for a port that follows no other. */
    public String rule(Language language) {
        var rule = role.companion();
        if (rule == null) {
            return "";
        }
        int followed = endpoint.port() - rule.distance();
        return language.either(
                "%s port %d %+d: %s"
                        .formatted(rule.of(), followed, rule.distance(), rule.why().in(language)),
                "%s 端口 %d %+d：%s"
                        .formatted(rule.of(), followed, rule.distance(), rule.why().in(language)));
    }

    /** {@link #name} with {@link #rule}. */
    public String explain(Language language) {
        var rule = rule(language);
        return rule.isEmpty()
                ? name(language)
                : name(language) + language.either(" (" + rule + ")", "（" + rule + "）");
    }
}
