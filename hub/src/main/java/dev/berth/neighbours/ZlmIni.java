package dev.berth.neighbours;

import dev.berth.neighbours.KeyValues.Setting;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ZLMediaKit's {@code config.ini}. */
record ZlmIni(String file) {
    private static final Set<Transport> TCP = Set.of(Transport.TCP);
    private static final Set<Transport> UDP = Set.of(Transport.UDP);
    private static final Set<Transport> BOTH = Set.of(Transport.TCP, Transport.UDP);

    /** Which settings are ports, and of which transports, by heading and key. */
    private static final Map<String, Set<Transport>> PORTS =
            Map.ofEntries(
                    Map.entry("http.port", TCP),
                    Map.entry("http.sslport", TCP),
                    Map.entry("rtsp.port", TCP),
                    Map.entry("rtsp.sslport", TCP),
                    Map.entry("rtmp.port", TCP),
                    Map.entry("rtmp.sslport", TCP),
                    Map.entry("rtp_proxy.port", BOTH),
                    Map.entry("rtp_proxy.port_range", BOTH),
                    Map.entry("rtc.port", UDP),
                    Map.entry("rtc.tcpPort", TCP),
                    Map.entry("rtc.signalingPort", TCP),
                    Map.entry("rtc.signalingSslPort", TCP),
                    Map.entry("rtc.icePort", UDP),
                    Map.entry("rtc.iceTcpPort", TCP),
                    Map.entry("rtc.port_range", BOTH),
                    Map.entry("srt.port", UDP),
                    Map.entry("shell.port", TCP),
                    Map.entry("onvif.port", UDP));

    List<Reservation> read(String text) throws BadNeighbour {
        var declared = new Declarations(file, "ZLMediaKit");
        for (var setting : KeyValues.read(text)) {
            var name = setting.heading() + "." + setting.key();
            var transports = PORTS.get(name);
            if (transports != null) {
                add(declared, name, transports, setting);
            }
        }
        return declared.found();
    }

    private static void add(
            Declarations declared, String name, Set<Transport> transports, Setting setting)
            throws BadNeighbour {
        PortRange ports = declared.ports(setting.value(), setting.line());
        if (ports == null) {
            return;
        }
        for (var transport : Transport.values()) {
            if (transports.contains(transport)) {
                declared.add(transport, ports, name, setting.line());
            }
        }
    }
}
