package dev.berth.plan;

import dev.berth.ports.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules that let others reach what is planned, in the words of one firewall. Only that is
 * opened; whether the rest is closed is the firewall's own affair.
 */
public enum Firewall {
    /** nftables: a chain of its own, to be filled again at will with {@code nft -f}. */
    NFT {
        @Override
        List<String> lines(List<Opening> openings) {
            var lines = new ArrayList<String>();
            lines.add("# nft -f FILE, again whenever the plan changes; and once:");
            lines.add("# nft insert rule inet filter input jump berth");
            lines.add("add table inet filter");
            lines.add("add chain inet filter input");
            lines.add("add chain inet filter berth");
            lines.add("flush chain inet filter berth");
            openings.forEach(one ->
                    lines.add(
                            "add rule inet filter berth %s%s dport %s accept comment \"%s\""
                                    .formatted(
                                            to(one),
                                            one.transport(),
                                            one.ports("-"),
                                            one.whose())));
            return lines;
        }

        private static String to(Opening one) {
            return one.host().isEmpty()
                    ? one.address() == null ? "" : "meta nfproto ipv4 "
                    : (one.speaks(4) ? "ip" : "ip6") + " daddr " + one.host() + " ";
        }
    },

    /** Ubuntu's front end. */
    UFW {
        @Override
        List<String> lines(List<Opening> openings) {
            return openings.stream()
                    .map(one ->
                            one.host().isEmpty()
                                    ? "ufw allow %s/%s comment '%s'"
                                            .formatted(one.ports(":"), one.transport(), one.whose())
                                    : "ufw allow proto %s to %s port %s comment '%s'"
                                            .formatted(
                                                    one.transport(),
                                                    one.host(),
                                                    one.ports(":"),
                                                    one.whose()))
                    .toList();
        }
    },

    /** What Fedora and its kin have. */
    FIREWALLD {
        @Override
        List<String> lines(List<Opening> openings) {
            var lines = new ArrayList<String>();
            for (var one : openings) {
                lines.add("# " + one.whose());
                lines.add(
                        one.host().isEmpty()
                                ? "firewall-cmd --permanent --add-port=%s/%s"
                                        .formatted(one.ports("-"), one.transport())
                                : rich(one));
            }
            lines.add("firewall-cmd --reload");
            return lines;
        }

        private static String rich(Opening one) {
            return "firewall-cmd --permanent --add-rich-rule='rule family=\"%s\" destination address=\"%s\" port port=\"%s\" protocol=\"%s\" accept'"
                    .formatted(
                            one.speaks(4) ? "ipv4" : "ipv6",
                            one.host(),
                            one.ports("-"),
                            one.transport());
        }
    },

    /** IPv4, for {@code iptables-restore --noflush}. */
    IPTABLES {
        @Override
        List<String> lines(List<Opening> openings) {
            return Firewall.restore("iptables", 4, openings);
        }
    },

    /** IPv6, for {@code ip6tables-restore --noflush}. */
    IP6TABLES {
        @Override
        List<String> lines(List<Opening> openings) {
            return Firewall.restore("ip6tables", 6, openings);
        }
    },

    /** Windows. */
    NETSH {
        @Override
        List<String> lines(List<Opening> openings) {
            return openings.stream()
                    .map(one ->
                            "netsh advfirewall firewall add rule name=\"Berth %s\" dir=in action=allow protocol=%s localport=%s%s"
                                    .formatted(
                                            one.whose(),
                                            one.transport().toString().toUpperCase(Locale.ROOT),
                                            one.ports("-"),
                                            one.host().isEmpty() ? "" : " localip=" + one.host()))
                    .toList();
        }
    },

    /** What a container publishes: once for compose, once for the command line. */
    DOCKER {
        @Override
        List<String> lines(List<Opening> openings) {
            var lines = new ArrayList<String>();
            lines.add("# docker-compose.yml");
            lines.add("ports:");
            openings.forEach(
                    one -> lines.add("  - \"%s\" # %s".formatted(published(one), one.whose())));
            lines.add("# docker run");
            openings.forEach(one -> lines.add("# -p " + published(one)));
            return lines;
        }

        private static String published(Opening one) {
            var host = one.host().contains(":") ? "[" + one.host() + "]" : one.host();
            return "%s%s:%s/%s"
                    .formatted(
                            host.isEmpty() ? "" : host + ":",
                            one.ports("-"),
                            one.ports("-"),
                            one.transport());
        }
    },

    /** A Service, which knows no ranges, and the NetworkPolicy that lets traffic through. */
    KUBERNETES {
        @Override
        List<String> lines(List<Opening> openings) {
            return Stream.concat(service(openings).stream(), policy(openings).stream()).toList();
        }

        private static List<String> service(List<Opening> openings) {
            var lines = new ArrayList<>(head("v1", "Service"));
            lines.add("spec:");
            lines.add("  type: LoadBalancer");
            lines.add("  selector:");
            lines.add("    app: berth");
            lines.add(openings.isEmpty() ? "  ports: []" : "  ports:");
            for (var one : openings) {
                for (int port = one.ports().first(); port <= one.ports().last(); port++) {
                    lines.add(
                            "    - name: %s-%d # %s".formatted(one.transport(), port, one.whose()));
                    lines.add("      protocol: " + protocol(one));
                    lines.add("      port: " + port);
                    lines.add("      targetPort: " + port);
                }
            }
            return lines;
        }

        private static List<String> policy(List<Opening> openings) {
            var lines = new ArrayList<String>();
            lines.add("---");
            lines.addAll(head("networking.k8s.io/v1", "NetworkPolicy"));
            lines.add("spec:");
            lines.add("  podSelector:");
            lines.add("    matchLabels:");
            lines.add("      app: berth");
            lines.add("  policyTypes: [Ingress]");
            lines.add(openings.isEmpty() ? "  ingress: []" : "  ingress:");
            if (!openings.isEmpty()) {
                lines.add("    - ports:");
            }
            for (var one : openings) {
                lines.add("        - protocol: %s # %s".formatted(protocol(one), one.whose()));
                lines.add("          port: " + one.ports().first());
                if (one.ports().size() > 1) {
                    lines.add("          endPort: " + one.ports().last());
                }
            }
            return lines;
        }

        private static List<String> head(String version, String kind) {
            return List.of("apiVersion: " + version, "kind: " + kind, "metadata:", "  name: berth");
        }

        private static String protocol(Opening one) {
            return one.transport().toString().toUpperCase(Locale.ROOT);
        }
    };

    /** The format that people call {@code name}, in any case. */
    public static Optional<Firewall> named(String name) {
        return Stream.of(values()).filter(one -> one.word().equalsIgnoreCase(name)).findFirst();
    }

    /** {@code nft}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether it would open any of these. Rules that open nothing are for nobody: where everything
     * else is closed, filling a chain with none of them locks everybody out.
     */
    public boolean opens(List<Opening> openings) {
        return switch (this) {
            case IPTABLES -> openings.stream().anyMatch(one -> one.speaks(4));
            case IP6TABLES -> openings.stream().anyMatch(one -> one.speaks(6));
            default -> !openings.isEmpty();
        };
    }

    /** What to say instead of rules that open nothing. */
    public Phrase nothing() {
        return new Phrase(
                "nothing is planned or served that others could reach, so there are no rules for %s, and empty ones might close everything; plan ports first: berth ports plan set OWNER"
                        .formatted(word()),
                "没有规划或提供任何可供他人访问的端口，因此没有 %s 规则，而空规则可能关闭一切；请先规划端口：berth ports plan set OWNER"
                        .formatted(word()));
    }

    /** The text for exactly these openings, each line ended. */
    public String text(List<Opening> openings) {
        return String.join("\n", lines(Opening.merged(openings))) + "\n";
    }

    abstract List<String> lines(List<Opening> openings);

    private static List<String> restore(String program, int version, List<Opening> openings) {
        var lines = new ArrayList<String>();
        lines.add(
                "# %s-restore --noflush FILE, again whenever the plan changes; and once:"
                        .formatted(program));
        lines.add("# %s -I INPUT -j BERTH".formatted(program));
        lines.add("*filter");
        lines.add(":BERTH - [0:0]");
        for (var one : openings) {
            if (one.speaks(version)) {
                lines.add(
                        "-A BERTH%s -p %s -m %s --dport %s -m comment --comment \"%s\" -j ACCEPT"
                                .formatted(
                                        one.host().isEmpty() ? "" : " -d " + one.host(),
                                        one.transport(),
                                        one.transport(),
                                        one.ports(":"),
                                        one.whose()));
            }
        }
        lines.add("COMMIT");
        return lines;
    }
}
