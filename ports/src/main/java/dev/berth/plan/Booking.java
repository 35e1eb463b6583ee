package dev.berth.plan;

import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one owner has in the plan.
 *
 * @param owner who, such as {@code Radio B}; one booking an owner
 * @param shape which ports belong together
 * @param base the port that the offsets of the shape count from
 * @param features the features that are on; roles that need others open no port, and claim none
 * @param places roles that lie elsewhere than the shape has them, and at which port
 * @param without soft roles that are given up, because their ports are somebody else's
 * @param address the address, or null for every address
 * @param notes free text
 */
public record Booking(
        String owner,
        Shape shape,
        int base,
        Set<String> features,
        Map<String, Integer> places,
        Set<String> without,
        @Nullable InetAddress address,
        String notes) {
    private static final int LONGEST_OWNER = 100;
    private static final int LONGEST_NOTES = 500;

    /** Control characters, and what else breaks a line (Unicode line and paragraph separators). */
    private static final Pattern UNPRINTED = Pattern.compile("[\\p{Cc}\\u2028\\u2029]");

    public Booking {
        features = Set.copyOf(features);
        places = Map.copyOf(places);
        without = Set.copyOf(without);
        checkOwner(owner);
        if (notes.length() > LONGEST_NOTES) {
            throw new BadPlan(
                    "the notes of %s have %d letters; use at most %d"
                            .formatted(owner, notes.length(), LONGEST_NOTES),
                    "%s 的备注有 %d 个字符；最多 %d 个".formatted(owner, notes.length(), LONGEST_NOTES));
        }
        checkFeatures(owner, shape, features);
        checkRoles(owner, shape, places.keySet());
        checkRoles(owner, shape, without);
        checkBase(owner, shape, base);
        for (var role : shape.roles()) {
            if (role.on(features) && !without.contains(role.name())) {
                int first = start(shape, base, places, role);
                boolean placed = first != base + role.offset();
                checkPorts(owner, role, first, placed ? null : base);
            }
        }
    }

    /** A booking of whole shape at a base, on every address. */
    public static Booking of(String owner, Shape shape, int base, String... features) {
        return new Booking(owner, shape, base, Set.of(features), Map.of(), Set.of(), null, "");
    }

    /**
     * Refuses what is no name of an owner: 1 to 100 letters in one line, no blanks around them.
     *
     * @throws BadPlan with a sentence that has one line, whatever the name has
     */
    public static void checkOwner(String owner) {
        if (owner.length() > LONGEST_OWNER) {
            throw new BadPlan(
                    "the name of an owner has %d letters; use at most %d"
                            .formatted(owner.length(), LONGEST_OWNER),
                    "所有者名称有 %d 个字符；最多 %d 个".formatted(owner.length(), LONGEST_OWNER));
        }
        boolean bad =
                owner.isBlank() || !owner.equals(owner.strip()) || UNPRINTED.matcher(owner).find();
        if (bad) {
            var shown = UNPRINTED.matcher(owner).replaceAll("?");
            throw new BadPlan(
                    "'%s' is no name of an owner; use 1 to %d letters in one line, without blanks around them"
                            .formatted(shown, LONGEST_OWNER),
                    "“%s”不能作为所有者名称；请用一行 1 到 %d 个字符，首尾不留空白".formatted(shown, LONGEST_OWNER));
        }
    }

    private static void checkFeatures(String owner, Shape shape, Set<String> features) {
        var known = shape.features();
        for (var feature : features) {
            if (!known.contains(feature)) {
                throw new BadPlan(
                        "%s asks for %s, which is no feature of the shape %s; it has %s"
                                .formatted(owner, feature, shape.name(), words(known)),
                        "%s 要求 %s，但形状 %s 没有这个功能；它有 %s"
                                .formatted(owner, feature, shape.name(), words(known)));
            }
        }
    }

    private static String words(Set<String> words) {
        return words.isEmpty() ? "-" : String.join(", ", words);
    }

    private static void checkRoles(String owner, Shape shape, Set<String> roles) {
        for (var role : roles) {
            if (shape.role(role).isEmpty()) {
                throw new BadPlan(
                        "%s places %s, which is no role of the shape %s"
                                        .formatted(owner, role, shape.name())
                                + "; it has "
                                + String.join(
                                        ", ", shape.roles().stream().map(Role::name).toList()),
                        "%s 指定了 %s，但形状 %s 没有这个角色".formatted(owner, role, shape.name()));
            }
        }
    }

    private static void checkBase(String owner, Shape shape, int base) {
        if (base < 1 || base > 65_535) {
            throw new BadPlan(
                    "%s has the base %d, which is not a port number; use one from 1 to 65535"
                            .formatted(owner, base),
                    "%s 的基准端口 %d 不是端口号；请用 1 到 65535".formatted(owner, base));
        }
        if (base % shape.alignment() != 0) {
            int next = Math.ceilDiv(base, shape.alignment()) * shape.alignment();
            throw new BadPlan(
                    "%s has the base %d, but the shape %s begins at a multiple of %d; use %d"
                            .formatted(owner, base, shape.name(), shape.alignment(), next),
                    "%s 的基准端口是 %d，但形状 %s 须从 %d 的倍数开始；请用 %d"
                            .formatted(owner, base, shape.name(), shape.alignment(), next));
        }
    }

    /** {@code base} is null where the role lies elsewhere than the shape has it. */
    private static void checkPorts(String owner, Role role, int first, @Nullable Integer base) {
        int last = first + role.count() - 1;
        if (first >= 1 && last <= 65_535) {
            return;
        }
        int wrong = first < 1 ? first : last;
        if (base == null) {
            throw new BadPlan(
                    "%s would have its %s port at %d, which is not a port number; place its roles so that all lie from 1 to 65535"
                            .formatted(owner, role.name(), wrong),
                    "%s 的 %s 端口会是 %d，这不是端口号；请把各角色放在 1 到 65535 之内"
                            .formatted(owner, role.name(), wrong));
        }
        int way = first < 1 ? base + 1 - first : base - (last - 65_535);
        throw new BadPlan(
                "%s would have its %s port at %d%+d = %d, which is not a port number; use a base of %s %d"
                        .formatted(
                                owner,
                                role.name(),
                                base,
                                wrong - base,
                                wrong,
                                first < 1 ? "at least" : "at most",
                                way),
                "%s 的 %s 端口会是 %d%+d = %d，这不是端口号；基准端口请用%s %d"
                        .formatted(
                                owner,
                                role.name(),
                                base,
                                wrong - base,
                                wrong,
                                first < 1 ? "至少" : "至多",
                                way));
    }

    /** A companion goes with the role it follows, wherever that lies. */
    private static int start(Shape shape, int base, Map<String, Integer> places, Role role) {
        var placed = places.get(role.name());
        if (placed != null) {
            return placed;
        }
        var rule = role.companion();
        return rule == null
                ? base + role.offset()
                : rule.distance()
                        + shape.role(rule.of())
                                .map(of -> start(shape, base, places, of))
                                .orElseThrow();
    }

    /** Every port it claims, in the order of its roles. */
    public List<PlannedPort> ports() {
        var ports = new ArrayList<PlannedPort>();
        for (var role : shape.roles()) {
            if (role.on(features) && !without.contains(role.name())) {
                add(role, ports);
            }
        }
        return ports;
    }

    private void add(Role role, List<PlannedPort> ports) {
        int first = start(shape, base, places, role);
        for (int port = first; port < first + role.count(); port++) {
            for (var transport : role.inOrder()) {
                ports.add(new PlannedPort(owner, role, new Endpoint(transport, address, port)));
            }
        }
    }

    /** Whether all of its ports lie in {@code range}. */
    boolean within(PortRange range) {
        return ports().stream().allMatch(port -> range.contains(port.endpoint().port()));
    }

    /** The same at another base, laid out as the shape has it. */
    public Booking at(int other) {
        return new Booking(owner, shape, other, features, Map.of(), Set.of(), address, notes);
    }

    /** The same with a feature switched off. */
    Booking off(String feature) {
        var rest =
                features.stream().filter(one -> !one.equals(feature)).collect(Collectors.toSet());
        return new Booking(owner, shape, base, rest, places, without, address, notes);
    }

    /** The same without some soft roles. */
    Booking givingUp(Set<String> roles) {
        return new Booking(owner, shape, base, features, places, roles, address, notes);
    }
}
