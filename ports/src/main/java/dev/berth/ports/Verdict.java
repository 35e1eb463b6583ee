package dev.berth.ports;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint is at this moment. Nothing is taken by looking; a moment later it may be
 * something else.
 */
public sealed interface Verdict extends Explained {
    /** Why somebody who wants it alone does not get it, or null when he does. */
    default @Nullable Refusal refusal() {
        return switch (this) {
            case Free _ -> null;
            case Shareable shared -> new Held(endpoint(), Rule.ASKER_EXCLUSIVE, shared.holders());
            case Held held -> held;
            case Cooling cooling -> cooling;
            case Reserved reserved -> reserved;
            case Forbidden forbidden -> forbidden;
            case Shadowed shadowed -> shadowed;
            case Unknown unknown -> unknown;
        };
    }

    /** Whether a claim on it would have been granted. */
    default boolean free() {
        return this instanceof Free;
    }

    /** It can be bound by anybody. */
    record Free(Endpoint endpoint, List<Note> notes) implements Verdict {
        public Free {
            notes = List.copyOf(notes);
        }

        @Override
        public Rule rule() {
            return Rule.NOTHING_IN_THE_WAY;
        }

        @Override
        public String explain(Language language) {
            return endpoint + language.either(" is free", " 空闲") + told(notes, language);
        }
    }

    /**
     * Others have it, and it can be bound beside them by a socket that sets the same option.
     *
     * @param rule {@link Rule#BOTH_REUSE_ADDRESS} or {@link Rule#BOTH_REUSE_PORT}
     */
    record Shareable(Endpoint endpoint, Rule rule, List<Holder> holders, List<Note> notes)
            implements Verdict {
        public Shareable {
            holders = List.copyOf(holders);
            notes = List.copyOf(notes);
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(Remedy.share(rule), Remedy.ANOTHER_PORT);
        }

        @Override
        public String explain(Language language) {
            String by = Words.by(holders, language);
            return language.either(
                            "%s can be shared with %s".formatted(endpoint, by),
                            "%s 可以与%s共用".formatted(endpoint, Words.spaced(by)))
                    + told(notes, language)
                    + Words.ways(remedies(), language);
        }
    }

    /**
     * A socket outside this authority has it.
     *
     * @param holders whose; empty when the kernel says so and no table shows by whom
     * @param notes such as for whom it is planned
     */
    record Held(Endpoint endpoint, Rule rule, List<Holder> holders, List<Note> notes)
            implements Verdict, Refusal {
        public Held {
            holders = List.copyOf(holders);
            notes = List.copyOf(notes);
        }

        public Held(Endpoint endpoint, Rule rule, List<Holder> holders) {
            this(endpoint, rule, holders, List.of());
        }

        @Override
        public List<Remedy> remedies() {
            return Remedy.against(endpoint, rule, holders);
        }

        @Override
        public String explain(Language language) {
            String by = Words.by(holders, language);
            return language.either(
                            "%s is in use by %s".formatted(endpoint, by),
                            "%s 已被%s占用".formatted(endpoint, Words.spaced(by)))
                    + Words.because(rule, language)
                    + told(notes, language)
                    + Words.ways(remedies(), language);
        }
    }

    /**
     * Nobody has it any more, and it is not to be had yet.
     *
     * @param rule {@link Rule#TIME_WAIT} or {@link Rule#QUARANTINE}
     * @param left how long still; null when the system does not say
     * @param holders the connections that ended
     */
    record Cooling(Endpoint endpoint, Rule rule, @Nullable Duration left, List<Holder> holders)
            implements Verdict, Refusal {
        public Cooling {
            holders = List.copyOf(holders);
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(Remedy.await(left), Remedy.ANOTHER_PORT);
        }

        @Override
        public String explain(Language language) {
            return endpoint
                    + language.either(" is cooling down", " 正在冷却")
                    + Words.because(rule, language)
                    + Words.ways(remedies(), language);
        }
    }

    /**
     * It is promised to somebody.
     *
     * @param rule {@link Rule#LEASED}, {@link Rule#PLANNED} or {@link Rule#DECLARED}
     * @param owner to whom
     * @param purpose what for
     * @param source where the promise is written, or null for a lease
     */
    record Reserved(
            Endpoint endpoint, Rule rule, String owner, String purpose, @Nullable String source)
            implements Verdict, Refusal {
        static Reserved leased(Endpoint endpoint, Claim by) {
            return new Reserved(endpoint, Rule.LEASED, by.owner(), by.purpose(), null);
        }

        static Reserved promised(Endpoint endpoint, Reservation by) {
            Rule rule =
                    switch (by.strength()) {
                        case PLANNED -> Rule.PLANNED;
                        case DECLARED -> Rule.DECLARED;
                    };
            return new Reserved(endpoint, rule, by.owner(), by.purpose(), by.source());
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    switch (rule) {
                        case LEASED -> Remedy.stop(owner);
                        case PLANNED -> Remedy.change(owner, null);
                        default -> Remedy.change(owner, source);
                    },
                    Remedy.ANOTHER_PORT);
        }

        @Override
        public String explain(Language language) {
            return switch (rule) {
                        case LEASED ->
                                language.either(
                                        "%s is leased to %s for %s"
                                                .formatted(endpoint, owner, purpose),
                                        "%s 已租给 %s（%s）".formatted(endpoint, owner, purpose));
                        case PLANNED ->
                                language.either(
                                        "%s is planned for %s, %s"
                                                .formatted(endpoint, owner, purpose),
                                        "%s 已规划给 %s（%s）".formatted(endpoint, owner, purpose));
                        default ->
                                language.either(
                                        "%s is declared by %s for %s in %s"
                                                .formatted(endpoint, owner, purpose, source),
                                        "%s 已由 %s 声明用于 %s（见 %s）"
                                                .formatted(endpoint, owner, purpose, source));
                    }
                    + Words.ways(remedies(), language);
        }
    }

    /**
     * A rule of the system, not a socket, keeps it from this user, from this machine, or from those
     * who are to reach it.
     *
     * @param why the rule as a clause, with its figures
     */
    record Forbidden(Endpoint endpoint, Rule rule, Phrase why, List<Remedy> remedies)
            implements Verdict, Refusal {
        public Forbidden {
            remedies = List.copyOf(remedies);
        }

        @Override
        public String explain(Language language) {
            return language.either(
                            "%s is forbidden because %s".formatted(endpoint, why.english()),
                            "%s 不可用：%s".formatted(endpoint, why.chinese()))
                    + Words.ways(remedies, language);
        }
    }

    /**
     * It can be bound, and yet what arrives there goes elsewhere: a packet filter forwards it.
     *
     * @param to where to, as the filter writes it
     * @param filter the rule of the packet filter, as it writes it
     */
    record Shadowed(Endpoint endpoint, String to, String filter) implements Verdict, Refusal {
        @Override
        public Rule rule() {
            return Rule.FORWARDED;
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(Remedy.REMOVE_FORWARD, Remedy.ANOTHER_PORT);
        }

        @Override
        public String explain(Language language) {
            return language.either(
                            "%s could be bound, but nothing would arrive, because the packet filter forwards it to %s (%s)"
                                    .formatted(endpoint, to, filter),
                            "%s 可以绑定，但收不到数据：包过滤规则把它转发到 %s（%s）".formatted(endpoint, to, filter))
                    + Words.ways(remedies(), language);
        }
    }

    /**
     * It could not be found out. Never to be taken for free.
     *
     * @param rule {@link Rule#NOT_PERMITTED} or {@link Rule#RESOURCE_LIMIT}
     * @param why what stood in the way, as a clause
     */
    record Unknown(Endpoint endpoint, Rule rule, Phrase why, List<Remedy> remedies)
            implements Verdict, Refusal {
        public Unknown {
            remedies = List.copyOf(remedies);
        }

        @Override
        public String explain(Language language) {
            return language.either(
                            "%s is not known to be free because %s"
                                    .formatted(endpoint, why.english()),
                            "%s 状态未知：%s".formatted(endpoint, why.chinese()))
                    + Words.ways(remedies, language);
        }
    }

    private static String told(List<Note> notes, Language language) {
        return notes.stream()
                .map(note -> language.either("; note that ", "；注意：") + note.text(language))
                .collect(Collectors.joining());
    }
}
