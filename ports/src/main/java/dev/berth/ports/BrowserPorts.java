package dev.berth.ports;

import java.util.List;
import java.util.Set;

/** The ports that no browser connects to: "bad ports" of the WHATWG's Fetch standard, 2.9. */
public final class BrowserPorts {
    private static final Set<Integer> BLOCKED =
            Set.of(
                    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79,
                    87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137,
                    139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540,
                    548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
                    3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
                    6697, 10080);

    private BrowserPorts() {}

    /** Whether a browser refuses to connect to {@code port}, whatever listens there. */
    public static boolean blocked(int port) {
        return BLOCKED.contains(port);
    }

    static Verdict.Forbidden forbidden(Endpoint endpoint) {
        return new Verdict.Forbidden(
                endpoint,
                Rule.BROWSER_BLOCKED,
                new Phrase(
                        "browsers refuse to connect to port %d (a \"bad port\" of the Fetch standard)"
                                .formatted(endpoint.port()),
                        "浏览器拒绝连接端口 %d（Fetch 标准中的“坏端口”）".formatted(endpoint.port())),
                List.of(Remedy.ANOTHER_PORT));
    }
}
