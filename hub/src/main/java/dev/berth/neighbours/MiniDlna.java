package dev.berth.neighbours;

import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.List;

/** {@code minidlna.conf}: one port for HTTP, and SSDP's. */
record MiniDlna(String file) {
    List<Reservation> read(String text) throws BadNeighbour {
        var declared = new Declarations(file, "MiniDLNA");
        for (var setting : KeyValues.read(text)) {
            if (setting.key().equals("port")) {
                var ports = declared.ports(setting.value(), setting.line());
                if (ports != null) {
                    declared.add(Transport.TCP, ports, "HTTP", setting.line());
                }
            }
        }
        declared.add(Transport.UDP, PortRange.of(1_900), "discovery (SSDP)", 0);
        return declared.found();
    }
}
