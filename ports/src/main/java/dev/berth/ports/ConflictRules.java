package dev.berth.ports;

/** When two sockets cannot be on one endpoint. A pure function of the two, for each system. */
@FunctionalInterface
interface ConflictRules {
    /** What comes of asking for {@code asked} while {@code held} is there. */
    Conflict between(Occupancy held, Occupancy asked);

    /** Those of the system this program runs on. */
    static ConflictRules ofThisMachine() {
        return of(System.getProperty("os.name", ""));
    }

    /** Those of the system that Java calls {@code name}; Linux's for one that is not known. */
    static ConflictRules of(String name) {
        if (name.startsWith("Windows")) {
            return new WindowsRules();
        }
        return name.startsWith("Mac") ? new MacRules() : new LinuxRules();
    }

    /** Why two sockets meet that both want the endpoint alone. */
    static Rule overlap(Occupancy held, Occupancy asked) {
        if (held.sameAddress(asked)) {
            return Rule.SAME_ADDRESS;
        }
        return held.ipv4() == asked.ipv4() ? Rule.WILDCARD_COVERS : Rule.IPV6_COVERS_IPV4;
    }
}
