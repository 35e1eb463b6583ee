package dev.berth.planning;

import dev.berth.plan.Terms;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of the plan as somebody asks for it. What is null stays as it is, or has its default.
 *
 * @param owner whose
 * @param name what they are called from now on
 * @param shape a name; {@code azuracast} for somebody new
 * @param base a port; the next free one for somebody new
 * @param with features to switch on
 * @param without features to switch off
 * @param at roles that lie elsewhere than the shape has them
 * @param address an IP address; empty for every address
 * @param notes free text
 * @param degrade do without soft roles whose ports are not to be had
 * @param force the reason for making the change in spite of clashes; null for not doing so
 */
public record Wish(
        String owner,
        @Nullable String name,
        @Nullable String shape,
        @Nullable Integer base,
        List<String> with,
        List<String> without,
        @Nullable Map<String, Integer> at,
        @Nullable String address,
        @Nullable String notes,
        boolean degrade,
        @Nullable String force) {
    /** What somebody new has, unless they say otherwise. */
    static final String USUAL_SHAPE = "azuracast";

    public Wish {
        with = List.copyOf(with);
        without = List.copyOf(without);
        at = at == null ? null : Map.copyOf(at);
    }

    /**
     * Reads {@code dj=8005}: where a role lies.
     *
     * @throws IllegalArgumentException with a sentence, when it is none
     */
    public static void place(String text, Map<String, Integer> places) {
        var parts = text.split("=", 2);
        if (parts.length < 2 || !parts[1].matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException(
                    "'%s' places no role; write a role and its port, as in dj=8005"
                            .formatted(text));
        }
        int port = Integer.parseInt(parts[1]);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "'%s' names %d, which is not a port number; use one from 1 to 65535"
                            .formatted(text, port));
        }
        places.put(parts[0].strip(), port);
    }

    /** What the owner is called after the change. */
    String called() {
        return name == null ? owner : name;
    }

    Terms terms() {
        return new Terms(degrade, force != null && !force.isBlank());
    }
}
