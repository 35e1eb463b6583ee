package dev.berth.ports;

/**
 * The ports from {@code first} to {@code last}, both included.
 *
 * @param first the lowest port, 1 to 65,535
 * @param last the highest port, {@code first} to 65,535
 */
public record PortRange(int first, int last) {

    public PortRange {
        Endpoint.checkPort(first);
        Endpoint.checkPort(last);
        if (first > last) {
            throw new BadEndpoint(
                    "the port range %d-%d ends before it begins; write the lower port first"
                            .formatted(first, last));
        }
    }

    /** The range that holds one port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads {@code 30000-35000} or {@code 1935}.
     *
     * @throws BadEndpoint when {@code text} is neither, or leaves 1 to 65,535
     */
    public static PortRange parse(String text) {
        String range = text.strip();
        int dash = range.indexOf('-', 1);
        if (dash < 0) {
            return of(Endpoint.parsePort(range, text));
        }
        return new PortRange(
                Endpoint.parsePort(range.substring(0, dash).strip(), text),
                Endpoint.parsePort(range.substring(dash + 1).strip(), text));
    }

    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    /** How many ports the range has, 1 to 65,535. */
    public int size() {
        return last - first + 1;
    }

    /** {@code 30000-35000}, or {@code 1935} when it is one port: what {@link #parse} reads back. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
