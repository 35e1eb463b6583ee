package dev.berth.neighbours;

import dev.berth.neighbours.KeyValues.Setting;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The environment files of AzuraCast in Docker ({@code .env} and {@code azuracast.env}): what it
 * publishes, and the range that it gives stations their blocks from. What a file leaves out has the
 * value that AzuraCast has for it.
 */
record AzuraCastEnv(String file) {
    private static final Map<String, String> ONE_PORT =
            Map.of(
                    "AZURACAST_HTTP_PORT", "web",
                    "AZURACAST_HTTPS_PORT", "web over TLS",
                    "AZURACAST_SFTP_PORT", "SFTP");
    private static final String FIRST = "AUTO_ASSIGN_PORT_MIN";
    private static final String LAST = "AUTO_ASSIGN_PORT_MAX";
    private static final String STATIONS = "AZURACAST_STATION_PORTS";

    List<Reservation> read(String text) throws BadNeighbour {
        var declared = new Declarations(file, "AzuraCast");
        var settings = new HashMap<String, Setting>();
        for (var setting : KeyValues.read(text)) {
            var key = setting.key().replaceFirst("^export\\s+", "");
            settings.put(key, setting);
            var purpose = ONE_PORT.get(key);
            if (purpose != null) {
                one(declared, setting, purpose);
            }
        }
        var published = settings.get(STATIONS);
        if (published != null) {
            published(declared, published);
        }
        range(declared, settings);
        return declared.found();
    }

    private static void one(Declarations declared, Setting setting, String purpose)
            throws BadNeighbour {
        var ports = declared.ports(setting.value(), setting.line());
        if (ports != null) {
            declared.add(Transport.TCP, ports, purpose, setting.line());
        }
    }

    /** {@code 8000,8005,8006,8010,...}: what Docker lets through to stations. */
    private static void published(Declarations declared, Setting setting) throws BadNeighbour {
        for (var part : setting.value().split(",", -1)) {
            var ports = declared.ports(part, setting.line());
            if (ports != null) {
                declared.add(Transport.TCP, ports, "station", setting.line());
            }
        }
    }

    private static void range(Declarations declared, Map<String, Setting> settings)
            throws BadNeighbour {
        int first = edge(declared, settings.get(FIRST), 8_000);
        int last = edge(declared, settings.get(LAST), 8_499);
        var written = settings.get(FIRST);
        int line = written == null ? 0 : written.line();
        if (first > last) {
            throw declared.bad(
                    line,
                    "%s is %d, above %s, which is %d; swap them"
                            .formatted(FIRST, first, LAST, last));
        }
        declared.add(Transport.TCP, new PortRange(first, last), "stations to come", line);
    }

    private static int edge(Declarations declared, @Nullable Setting setting, int usual)
            throws BadNeighbour {
        var port = setting == null ? null : declared.ports(setting.value(), setting.line());
        return port == null ? usual : port.first();
    }
}
