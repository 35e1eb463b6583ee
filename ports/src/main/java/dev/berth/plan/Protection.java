package dev.berth.plan;

import dev.berth.ports.PortRange;
import java.util.List;

/**
 * Ports that nothing is planned on, because something else of the machine counts on them.
 *
 * @param ports which, TCP and UDP alike
 * @param what whose they are, as part of a sentence
 */
public record Protection(PortRange ports, String what) {

    /** What commonly runs beside a radio station, with the inner ports of AzuraCast itself. */
    public static final List<Protection> USUAL =
            List.of(
                    of(22, "SSH"),
                    of(80, "HTTP"),
                    of(443, "HTTPS"),
                    of(2022, "AzuraCast SFTP"),
                    of(3306, "MySQL"),
                    of(5432, "PostgreSQL"),
                    of(6010, "AzuraCast PHP"),
                    of(6020, "AzuraCast Centrifugo"),
                    of(6025, "AzuraCast Centrifugo"),
                    of(6379, "Redis"),
                    of(8080, "HTTP (8080)"));

    private static Protection of(int port, String what) {
        return new Protection(PortRange.of(port), what);
    }
}
