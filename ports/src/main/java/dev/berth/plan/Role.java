package dev.berth.plan;

import dev.berth.ports.Phrase;
import dev.berth.ports.Transport;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One purpose within a {@link Shape}, and the ports it takes.
 *
 * @param name a word such as {@code listen}
 * @param offset the first port less the base of the shape; may be negative
 * @param count how many ports in a row, 1 to 1,000
 * @param transports TCP, UDP, or both on the same number
 * @param needs the features that must all be on for the port to be opened; empty for always
 * @param soft wanted, but the rest works without it
 * @param reach who connects to it
 * @param purpose what it is for, as part of a sentence
 * @param companion the other role whose port decides this one, or null
 */
public record Role(
        String name,
        int offset,
        int count,
        Set<Transport> transports,
        Set<String> needs,
        boolean soft,
        Reach reach,
        Phrase purpose,
        @Nullable Companion companion) {
    static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final int MOST_PORTS = 1_000;
    private static final int FARTHEST = 65_534;

    /**
     * A role that lies where it does because clients count on it.
     *
     * @param of the role they are told of
     * @param distance this port less that one
     * @param why the rule that they follow, as a clause
     */
    public record Companion(String of, int distance, Phrase why) {}

    public Role {
        transports = Set.copyOf(transports);
        needs = Set.copyOf(needs);
        checkWord(name);
        needs.forEach(Role::checkWord);
        if (transports.isEmpty()) {
            throw new BadPlan(
                    "role %s has no transport; give it tcp, udp or both".formatted(name),
                    "角色 %s 没有传输协议；请写 tcp、udp 或两者".formatted(name));
        }
        if (count < 1 || count > MOST_PORTS) {
            throw new BadPlan(
                    "role %s has a count of %d; use 1 to %d".formatted(name, count, MOST_PORTS),
                    "角色 %s 的端口数是 %d；请用 1 到 %d".formatted(name, count, MOST_PORTS));
        }
        if (Math.abs((long) offset) > FARTHEST) {
            throw new BadPlan(
                    "role %s has an offset of %d; use -%d to %d"
                            .formatted(name, offset, FARTHEST, FARTHEST),
                    "角色 %s 的偏移是 %d；请用 -%d 到 %d".formatted(name, offset, FARTHEST, FARTHEST));
        }
    }

    /** One port that is always there, open to others. */
    public static Role of(String name, int offset, Phrase purpose, Transport... transports) {
        return new Role(
                name, offset, 1, Set.of(transports), Set.of(), false, Reach.OPEN, purpose, null);
    }

    /** The same, opened only while all of {@code features} are on. */
    public Role needing(String... features) {
        return new Role(
                name, offset, count, transports, Set.of(features), soft, reach, purpose, companion);
    }

    /** The same, for those who connect from there. */
    public Role reachedBy(Reach whom) {
        return new Role(name, offset, count, transports, needs, soft, whom, purpose, companion);
    }

    /** The same, one that the rest works without. */
    public Role softly() {
        return new Role(name, offset, count, transports, needs, true, reach, purpose, companion);
    }

    /** The same, bound to another role by a rule that clients follow. */
    public Role following(Companion rule) {
        return new Role(name, offset, count, transports, needs, soft, reach, purpose, rule);
    }

    /** Whether its ports are opened when {@code features} are on. */
    boolean on(Set<String> features) {
        return features.containsAll(needs);
    }

    /** TCP before UDP, so that everything is told in the same order every time. */
    List<Transport> inOrder() {
        return List.copyOf(new TreeSet<>(transports));
    }

    static void checkWord(String word) {
        if (!WORD.matcher(word).matches()) {
            throw new BadPlan(
                    "'%s' is no name; use lower-case letters, digits and dashes, such as legacy-dj"
                            .formatted(word),
                    "“%s”不是名称；请用小写字母、数字和连字符，例如 legacy-dj".formatted(word));
        }
    }
}
