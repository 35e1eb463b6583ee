package dev.berth.ports;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the forwards in what nft(8) and iptables-save(8) print. What else a rule asks for, such as
 * an interface, is not looked at: it may forward, which is reason enough to say so.
 */
final class ForwardText {
    private static final PortRange EVERY_PORT = new PortRange(1, 65_535);
    private static final String ONE_OR_SET = "(\\{[^}]*\\}|[^\\s{]+)";

    private static final Pattern TABLE = Pattern.compile("table (ip|ip6|inet) .*");
    private static final Pattern NFT_TARGET =
            Pattern.compile(
                    "\\b(dnat|redirect|tproxy)\\b(?: ip6?)?(?: (?:prefix )?to (?!tcp|udp)(\\S+))?");
    private static final Pattern NFT_PORTS =
            Pattern.compile("\\b(tcp|udp|th) dport (?:map )?" + ONE_OR_SET);
    private static final Pattern NFT_PROTOCOL =
            Pattern.compile("(?:l4proto|ip protocol|ip6 nexthdr) " + ONE_OR_SET);
    private static final Pattern NFT_ADDRESS = Pattern.compile("ip6? daddr (?!@|!=)" + ONE_OR_SET);

    private static final Pattern SAVED_TARGET =
            Pattern.compile(
                    "-j (?:DNAT|REDIRECT|TPROXY)\\b(?:.*?--(?:to-destination|to-ports|on-port) (\\S+))?");
    private static final Pattern SAVED_PROTOCOL = Pattern.compile("-p (tcp|udp)\\b");
    private static final Pattern SAVED_PORTS = Pattern.compile("(?<!! )--dports? (\\S+)");
    private static final Pattern SAVED_ADDRESS = Pattern.compile("(?<!! )-d (\\S+)");
    private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:[-:]([0-9]{1,5}))?");

    private ForwardText() {}

    /** The forwards of {@code nft list ruleset}. */
    static List<Forward> nft(String ruleset) {
        var forwards = new ArrayList<Forward>();
        var family = Forward.Family.BOTH;
        for (String line : ruleset.lines().map(String::strip).toList()) {
            var table = TABLE.matcher(line);
            if (table.matches()) {
                family = family(table.group(1));
            }
            var target = NFT_TARGET.matcher(line);
            if (target.find()) {
                nft(line, family, shown(target, 2, line), forwards);
            }
        }
        return forwards;
    }

    private static void nft(String rule, Forward.Family family, String to, List<Forward> forwards) {
        var ports = NFT_PORTS.matcher(rule);
        boolean some = ports.find();
        if (some && ports.group(2).startsWith("@")) {
            return; // a set with a name, whose members stand elsewhere
        }
        var protocol = NFT_PROTOCOL.matcher(rule);
        String transports = protocol.find() ? protocol.group(1) : "tcp, udp";
        if (some && !ports.group(1).equals("th")) {
            transports = ports.group(1);
        }
        var address = NFT_ADDRESS.matcher(rule);
        List<String> addresses = address.find() ? members(address.group(1)) : List.of("");
        List<PortRange> ranges = some ? ranges(members(ports.group(2))) : List.of(EVERY_PORT);
        add(members(transports), addresses, ranges, family, to, rule, forwards);
    }

    /** The forwards of {@code iptables-save}, or {@code ip6tables-save}. */
    static List<Forward> saved(String ruleset, Forward.Family family) {
        var forwards = new ArrayList<Forward>();
        for (String rule : ruleset.lines().filter(line -> line.startsWith("-A ")).toList()) {
            var target = SAVED_TARGET.matcher(rule);
            if (target.find()) {
                saved(rule, family, shown(target, 1, rule), forwards);
            }
        }
        return forwards;
    }

    private static void saved(
            String rule, Forward.Family family, String to, List<Forward> forwards) {
        String transports = first(SAVED_PROTOCOL, rule, "tcp, udp");
        String ports = first(SAVED_PORTS, rule, "");
        List<PortRange> ranges =
                ports.isEmpty() ? List.of(EVERY_PORT) : ranges(List.of(ports.split(",", -1)));
        List<String> addresses = List.of(first(SAVED_ADDRESS, rule, ""));
        add(members(transports), addresses, ranges, family, to, rule, forwards);
    }

    private static void add(
            List<String> transports,
            List<String> addresses,
            List<PortRange> ranges,
            Forward.Family family,
            String to,
            String rule,
            List<Forward> forwards) {
        for (String transport : transports) {
            if (!transport.equals("tcp") && !transport.equals("udp")) {
                continue;
            }
            var space = transport.equals("tcp") ? Transport.TCP : Transport.UDP;
            for (String address : addresses) {
                var literal = literal(address);
                int prefix = prefix(address, literal);
                for (PortRange range : ranges) {
                    forwards.add(new Forward(space, literal, prefix, family, range, to, rule));
                }
            }
        }
    }

    private static String first(Pattern pattern, String rule, String otherwise) {
        var found = pattern.matcher(rule);
        return found.find() ? found.group(1) : otherwise;
    }

    /** Where it goes; the rule itself where that is more than one place. */
    private static String shown(Matcher target, int group, String rule) {
        String to = target.group(group);
        return to == null ? rule : to;
    }

    /** {@code tcp}, or what is in <code>{ 81, 90-95 }</code>; of a map its keys. */
    private static List<String> members(String oneOrSet) {
        String inside = oneOrSet.replaceAll("[{}]", "");
        var members = new ArrayList<String>();
        for (String member : inside.split(",", -1)) {
            members.add(member.split(" : ", 2)[0].strip());
        }
        return members;
    }

    private static List<PortRange> ranges(List<String> texts) {
        var ranges = new ArrayList<PortRange>();
        for (String text : texts) {
            var range = PORTS.matcher(text);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
                if (first > 0 && first <= last && last <= 65_535) {
                    ranges.add(new PortRange(first, last));
                }
            }
        }
        return ranges;
    }

    private static @Nullable InetAddress literal(String written) {
        try {
            String address = written.split("/", 2)[0];
            return address.isEmpty() ? null : InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException rangeOrName) {
            return null;
        }
    }

    private static int prefix(String written, @Nullable InetAddress address) {
        int slash = written.indexOf('/');
        if (address == null) {
            return 0;
        }
        int whole = 8 * address.getAddress().length;
        boolean number = slash >= 0 && written.substring(slash + 1).matches("[0-9]{1,3}");
        return number ? Math.min(whole, Integer.parseInt(written.substring(slash + 1))) : whole;
    }

    private static Forward.Family family(String table) {
        return switch (table) {
            case "ip" -> Forward.Family.IPV4;
            case "ip6" -> Forward.Family.IPV6;
            default -> Forward.Family.BOTH;
        };
    }
}
