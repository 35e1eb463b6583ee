package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What comes of asking for a change of the plan. Nothing is written by asking. */
public sealed interface Outcome {
    /** One sentence, or one for every warning after it. */
    String text(Language language);

    /**
     * The change can be made.
     *
     * @param plan the plan with it
     * @param warnings what is wrong and was no reason to refuse, one sentence each
     * @param moves whose ports lie elsewhere after it
     * @param forced the clashes that only force went past; empty when none was needed
     */
    record Accepted(Plan plan, List<Phrase> warnings, List<Move> moves, List<Clash> forced)
            implements Outcome {
        public Accepted {
            warnings = List.copyOf(warnings);
            moves = List.copyOf(moves);
            forced = List.copyOf(forced);
        }

        @Override
        public String text(Language language) {
            var lines = new ArrayList<String>();
            lines.add(
                    forced.isEmpty()
                            ? language.either("the change is fine", "可以更改")
                            : language.either(
                                    "the change is forced: " + join(forced, language),
                                    "强制更改：" + join(forced, language)));
            moves.forEach(move -> lines.add(move.text(language)));
            warnings.forEach(warning -> lines.add(warning.in(language)));
            return String.join("\n", lines);
        }

        private static String join(List<Clash> clashes, Language language) {
            return Outcome.some(clashes, clash -> clash.text(language), language);
        }
    }

    /**
     * The change would not work.
     *
     * @param clashes what stands against it; at least one
     * @param offers ways out that were tried and lead out, best first; may be empty
     */
    record Refused(List<Clash> clashes, List<Offer> offers) implements Outcome {
        public Refused {
            clashes = List.copyOf(clashes);
            offers = List.copyOf(offers);
        }

        @Override
        public String text(Language language) {
            var found = Outcome.some(clashes, clash -> clash.text(language), language);
            return found + language.either("; ", "；") + way(language);
        }

        private String way(Language language) {
            if (offers.isEmpty()) {
                return language.either(
                        "widen the range, or force it with a reason", "请扩大范围，或说明理由强制执行");
            }
            return offers.stream()
                    .map(offer -> offer.text(language))
                    .collect(Collectors.joining(language.either(", or ", "，或")));
        }
    }

    private static <T> String some(List<T> all, Function<T, String> text, Language language) {
        int most = 3;
        var first =
                all.stream()
                        .limit(most)
                        .map(text)
                        .collect(Collectors.joining(language.either("; ", "；")));
        int more = all.size() - most;
        return more <= 0
                ? first
                : first
                        + language.either(
                                "; and %d more".formatted(more), "；另有 %d 处".formatted(more));
    }
}
