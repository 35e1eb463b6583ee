package dev.berth.ports;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the endpoints that a line of a log is about, in the many ways in which they are written.
 */
final class PortsInText {
    private static final int MOST = 4;
    private static final String PORT = "(?<port>[0-9]{1,5})";
    private static final String IPV4 = "(?<ipv4>[0-9]{1,3}(?:\\.[0-9]{1,3}){3})";
    private static final String NO_DIGIT = "(?![0-9])";

    /** The surest first; a line is searched by the first one that finds something. */
    private static final List<Pattern> WAYS =
            List.of(
                    Pattern.compile(IPV4 + ":" + PORT + NO_DIGIT),
                    Pattern.compile("\\[(?<ipv6>[0-9a-fA-F:.]+)\\]:" + PORT + NO_DIGIT),
                    Pattern.compile("(?:(?<![0-9a-fA-F:])::|\\*|localhost)[: ]" + PORT + NO_DIGIT),
                    Pattern.compile("(?i)\\bports?(?: number)?[ :=#]*" + PORT + NO_DIGIT),
                    Pattern.compile("端口 *[:：]? *" + PORT + NO_DIGIT),
                    Pattern.compile("(?<![0-9A-Za-z]):" + PORT + NO_DIGIT));

    private PortsInText() {}

    static List<Endpoint> of(String text) {
        Transport transport =
                text.toLowerCase(Locale.ROOT).contains("udp") ? Transport.UDP : Transport.TCP;
        for (Pattern way : WAYS) {
            var found = new LinkedHashSet<Endpoint>();
            for (Matcher match = way.matcher(text); match.find() && found.size() < MOST; ) {
                add(match, transport, found);
            }
            if (!found.isEmpty()) {
                return List.copyOf(found);
            }
        }
        return List.of();
    }

    private static void add(Matcher match, Transport transport, Set<Endpoint> found) {
        try {
            found.add(Endpoint.parse(transport + "/" + host(match) + match.group("port")));
        } catch (BadEndpoint noEndpoint) {
            // 192.0.2.999:70000 is written like one.
        }
    }

    private static String host(Matcher match) {
        var names = match.namedGroups();
        if (names.containsKey("ipv4")) {
            return match.group("ipv4") + ":";
        }
        return names.containsKey("ipv6") ? "[" + match.group("ipv6") + "]:" : "";
    }
}
