package dev.berth.ports;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Why a claim got no port. Six causes that {@code BindException} makes look alike. */
public sealed interface Refusal {
    /** What was asked for, or tried last. */
    Endpoint endpoint();

    /**
     * The cause as one stable word for machines: {@code in-use}, {@code leased}, {@code forbidden},
     * {@code address-not-local}, {@code resource-limit}, {@code exhausted}, {@code unsupported}.
     */
    String code();

    /** One sentence: what was asked, what was found, the way out. */
    String explain();

    /** The ways out, best first; empty when there is none. */
    List<Remedy> remedies();

    /**
     * A socket outside this authority has it.
     *
     * @param holders whose; empty when the kernel says "in use" and no table shows by whom
     */
    record InUse(Endpoint endpoint, List<Holder> holders) implements Refusal {
        public InUse {
            holders = List.copyOf(holders);
        }

        @Override
        public String code() {
            return "in-use";
        }

        @Override
        public String explain() {
            String by = holders.isEmpty() ? nobody() : holders.getFirst().describe() + others();
            return "%s is in use by %s; %s".formatted(endpoint, by, Remedy.choice(remedies()));
        }

        private String nobody() {
            return "something that no table of this system shows";
        }

        private String others() {
            long processes = holders.stream().mapToLong(Holder::pid).distinct().count();
            return processes == 1 ? "" : " and %d more".formatted(processes - 1);
        }

        @Override
        public List<Remedy> remedies() {
            return Remedy.against(endpoint, holders);
        }
    }

    /** Another claim of this authority has it, or an endpoint that shares addresses with it. */
    record Leased(Endpoint endpoint, Claim by) implements Refusal {
        @Override
        public String code() {
            return "leased";
        }

        @Override
        public String explain() {
            return "%s is leased to %s for %s; %s"
                    .formatted(endpoint, by.owner(), by.purpose(), Remedy.choice(remedies()));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(new Remedy("stop " + by.owner(), null), Remedy.ANOTHER_PORT);
        }
    }

    /**
     * The system lets this user not have it.
     *
     * @param rule the rule that says so, as part of a sentence
     */
    record Forbidden(Endpoint endpoint, String rule, List<Remedy> remedies) implements Refusal {
        public Forbidden {
            remedies = List.copyOf(remedies);
        }

        @Override
        public String code() {
            return "forbidden";
        }

        @Override
        public String explain() {
            return "%s is forbidden because %s; %s"
                    .formatted(endpoint, rule, Remedy.choice(remedies));
        }
    }

    /** No interface of this machine has the address. */
    record AddressNotLocal(Endpoint endpoint) implements Refusal {
        @Override
        public String code() {
            return "address-not-local";
        }

        @Override
        public String explain() {
            return "%s is not an endpoint of this machine, because none of its interfaces has that address; %s"
                    .formatted(endpoint, Remedy.choice(remedies()));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    new Remedy(
                            "use one of its own addresses",
                            Platform.LINUX ? "ip -brief address" : null),
                    new Remedy("leave the address out to mean every address", null));
        }
    }

    /**
     * A limit was met that has nothing to do with the port.
     *
     * @param limit which one, as part of a sentence
     */
    record ResourceLimit(Endpoint endpoint, String limit) implements Refusal {
        @Override
        public String code() {
            return "resource-limit";
        }

        @Override
        public String explain() {
            return "%s was not tried to the end because %s; %s"
                    .formatted(endpoint, limit, Remedy.choice(remedies()));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    new Remedy("release what is not needed", null),
                    new Remedy(
                            "raise the limit and start again",
                            Platform.LINUX ? "ulimit -n 65536" : null));
        }
    }

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
        public String code() {
            return "exhausted";
        }

        @Override
        public String explain() {
            return "%s has no free port (%s); %s"
                    .formatted(ports(), counts(), Remedy.choice(remedies()));
        }

        /** {@code tcp/127.0.0.1:30000-30099}. */
        private String ports() {
            String one = endpoint.toString();
            String port = Integer.toString(endpoint.port());
            return one.substring(0, one.length() - port.length()) + range;
        }

        private String counts() {
            return new TreeMap<>(causes)
                    .entrySet().stream()
                            .map(cause -> cause.getValue() + " " + cause.getKey())
                            .collect(Collectors.joining(", "));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    new Remedy("widen the range", null),
                    new Remedy("release ports of it that are not needed", null));
        }
    }

    /** This system has no such sockets, such as IPv6 where it is switched off. */
    record Unsupported(Endpoint endpoint) implements Refusal {
        @Override
        public String code() {
            return "unsupported";
        }

        @Override
        public String explain() {
            return "%s cannot be bound because this system, or this JVM, has no sockets of its address family; %s"
                    .formatted(endpoint, Remedy.choice(remedies()));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    new Remedy("use an address of the other IP version", null),
                    new Remedy(
                            "switch IPv6 on",
                            Platform.LINUX ? "sysctl -w net.ipv6.conf.all.disable_ipv6=0" : null));
        }
    }
}
