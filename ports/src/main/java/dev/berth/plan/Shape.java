package dev.berth.plan;

import dev.berth.ports.Phrase;
import dev.berth.ports.PortRange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ports that belong together, as offsets from one base port.
 *
 * @param name a word such as {@code azuracast}
 * @param about what has this shape, as part of a sentence
 * @param alignment the base is a multiple of it: 2 for pairs that begin with an even port
 * @param block how many ports are given out together, at least those from the lowest role to the
 *     highest
 * @param roles in the order in which they are told
 */
public record Shape(String name, Phrase about, int alignment, int block, List<Role> roles) {
    private static final int MOST_ROLES = 64;
    private static final int LARGEST = 65_535;

    public Shape {
        roles = List.copyOf(roles);
        Role.checkWord(name);
        if (roles.isEmpty() || roles.size() > MOST_ROLES) {
            throw new BadPlan(
                    "shape %s has %d roles; give it 1 to %d"
                            .formatted(name, roles.size(), MOST_ROLES),
                    "形状 %s 有 %d 个角色；请给 1 到 %d 个".formatted(name, roles.size(), MOST_ROLES));
        }
        if (alignment < 1 || alignment > 1_000) {
            throw new BadPlan(
                    "shape %s has an alignment of %d; use 1 to 1000".formatted(name, alignment),
                    "形状 %s 的对齐是 %d；请用 1 到 1000".formatted(name, alignment));
        }
        checkRoles(name, roles);
        int span = highest(roles) - lowest(roles) + 1;
        if (block < span || block > LARGEST) {
            throw new BadPlan(
                    "shape %s spans %d ports, but its block is %d; use %d or more"
                            .formatted(name, span, block, span),
                    "形状 %s 跨 %d 个端口，但它的块是 %d；请用 %d 或更多".formatted(name, span, block, span));
        }
    }

    /** A shape whose block is no larger than its roles. */
    public static Shape tight(String name, Phrase about, int alignment, List<Role> roles) {
        int span = roles.isEmpty() ? 1 : highest(roles) - lowest(roles) + 1;
        return new Shape(name, about, alignment, span, roles);
    }

    private static void checkRoles(String shape, List<Role> roles) {
        var byName = new HashMap<String, Role>();
        for (var role : roles) {
            if (byName.put(role.name(), role) != null) {
                throw new BadPlan(
                        "shape %s has the role %s twice; rename one".formatted(shape, role.name()),
                        "形状 %s 有两个角色 %s；请改名".formatted(shape, role.name()));
            }
        }
        for (var role : roles) {
            checkCompanion(shape, role, byName);
            roles.stream()
                    .filter(other -> !other.equals(role) && overlap(role, other))
                    .findFirst()
                    .ifPresent(other -> {
                        throw overlapping(shape, role, other);
                    });
        }
    }

    private static void checkCompanion(String shape, Role role, Map<String, Role> byName) {
        var rule = role.companion();
        if (rule == null) {
            return;
        }
        var of = byName.get(rule.of());
        if (of == null
                || of.companion() != null
                || of.offset() + rule.distance() != role.offset()) {
            throw new BadPlan(
                    "role %s of shape %s does not lie %+d from a role %s; mend its offset or its rule"
                            .formatted(role.name(), shape, rule.distance(), rule.of()),
                    "形状 %2$s 的角色 %1$s 与角色 %4$s 的距离不是 %3$+d；请修正偏移或规则"
                            .formatted(role.name(), shape, rule.distance(), rule.of()));
        }
    }

    private static boolean overlap(Role one, Role other) {
        return one.transports().stream().anyMatch(other.transports()::contains)
                && one.offset() < other.offset() + other.count()
                && other.offset() < one.offset() + one.count();
    }

    private static BadPlan overlapping(String shape, Role one, Role other) {
        return new BadPlan(
                "roles %s and %s of shape %s are on the same port; give one another offset"
                        .formatted(one.name(), other.name(), shape),
                "形状 %3$s 的角色 %1$s 和 %2$s 用同一个端口；请给其中一个别的偏移"
                        .formatted(one.name(), other.name(), shape));
    }

    private static int lowest(List<Role> roles) {
        return roles.stream().mapToInt(Role::offset).min().orElse(0);
    }

    private static int highest(List<Role> roles) {
        return roles.stream().mapToInt(role -> role.offset() + role.count() - 1).max().orElse(0);
    }

    /** The same shape, given out in blocks of {@code ports}. */
    public Shape inBlocksOf(int ports) {
        return new Shape(name, about, alignment, ports, roles);
    }

    /** From the lowest port of it to the highest, off features included. */
    public int span() {
        return highest(roles) - lowest(roles) + 1;
    }

    /** How far the base lies above the first port of its block. */
    int lead() {
        return Math.max(0, -lowest(roles));
    }

    public Optional<Role> role(String role) {
        return roles.stream().filter(one -> one.name().equals(role)).findFirst();
    }

    /** The features that switch roles on. */
    public Set<String> features() {
        var features = new TreeSet<String>();
        roles.forEach(role -> features.addAll(role.needs()));
        return features;
    }

    /** Where its blocks lie in a range, rounded inward to whole blocks with an aligned base. */
    public Slots slots(PortRange range) {
        return Slots.of(this, range);
    }
}
