package dev.berth.cli;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;

/** Ports that nobody has, outside the range that outgoing connections are given. */
final class Free {
    private Free() {}

    static Endpoint port() {
        try (var authority = new Authority()) {
            return authority
                    .lease(
                            Claim.pool(
                                    "a test",
                                    "a free port",
                                    Endpoint.parse("tcp/127.0.0.1:20000"),
                                    new PortRange(20_000, 29_999)))
                    .endpoint();
        } catch (PortRefused none) {
            throw new IllegalStateException(none);
        }
    }

    /** An output that listens on one. */
    static String listener() {
        return "rtmp://127.0.0.1:" + port().port() + "/live/out?listen=1";
    }
}
