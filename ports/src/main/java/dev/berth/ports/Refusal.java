package dev.berth.ports;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Why a claim got no port: an unfavourable verdict on the one endpoint that would have done, or the
 * sum of what was found where many would have.
 */
public sealed interface Refusal extends Explained
        permits Verdict.Held,
                Verdict.Cooling,
                Verdict.Reserved,
                Verdict.Forbidden,
                Verdict.Shadowed,
                Verdict.Unknown,
                Refusal.Exhausted,
                Refusal.Fragmented {
    /**
     * Every port that would do was tried.
     *
     * @param endpoint the transport and address that were asked for, with the claim's port
     * @param range the ports
     * @param causes how many ports were refused for which {@link #code()}
     * @param last why the last one was
     */
    record Exhausted(Endpoint endpoint, PortRange range, Map<String, Integer> causes, Refusal last)
            implements Refusal {
        public Exhausted {
            causes = Map.copyOf(causes);
        }

        @Override
        public Rule rule() {
            return Rule.ALL_TRIED;
        }

        @Override
        public String explain(Language language) {
            String counts = counts(causes, language);
            return language.either(
                            "%s has no free port%s".formatted(ports(endpoint, range), counts),
                            "%s 没有空闲端口%s".formatted(ports(endpoint, range), counts))
                    + Words.ways(remedies(), language);
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(Remedy.WIDEN, Remedy.RELEASE);
        }
    }

    /**
     * Ports are free, but none of them lie as they were asked for: side by side, or as an even
     * pair.
     *
     * @param wanted the arrangement, as a noun: {@code pair of an even port and the next}
     * @param free how many ports are free
     * @param causes how many others were refused for which {@link #code()}
     */
    record Fragmented(
            Endpoint endpoint,
            PortRange range,
            Phrase wanted,
            int free,
            Map<String, Integer> causes)
            implements Refusal {
        public Fragmented {
            causes = Map.copyOf(causes);
        }

        @Override
        public Rule rule() {
            return Rule.NO_ARRANGEMENT;
        }

        @Override
        public String explain(Language language) {
            String counts = counts(causes, language);
            return language.either(
                            "%s has %d free ports, but no free %s%s"
                                    .formatted(
                                            ports(endpoint, range), free, wanted.english(), counts),
                            "%s 有 %d 个空闲端口，但没有空闲的%s%s"
                                    .formatted(
                                            ports(endpoint, range), free, wanted.chinese(), counts))
                    + Words.ways(remedies(), language);
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(Remedy.WIDEN, Remedy.RELEASE);
        }
    }

    /** {@code tcp/127.0.0.1:30000-30099}. */
    private static String ports(Endpoint endpoint, PortRange range) {
        String one = endpoint.toString();
        String port = Integer.toString(endpoint.port());
        return one.substring(0, one.length() - port.length()) + range;
    }

    /** {@code (3 held, 97 leased)}, or nothing where nothing was counted. */
    private static String counts(Map<String, Integer> causes, Language language) {
        if (causes.isEmpty()) {
            return "";
        }
        var sorted =
                new TreeMap<>(causes)
                        .entrySet().stream()
                                .map(cause -> cause.getValue() + " " + cause.getKey())
                                .collect(Collectors.joining(language.either(", ", "，")));
        return language.either(" (%s)", "（%s）").formatted(sorted);
    }
}
