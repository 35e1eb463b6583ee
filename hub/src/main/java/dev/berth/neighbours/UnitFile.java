package dev.berth.neighbours;

import dev.berth.neighbours.KeyValues.Setting;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.List;

/**
 * A systemd unit. {@code ListenStream} and {@code ListenDatagram} are a port, or an address and a
 * port; paths and abstract names are no ports (systemd.socket(5)).
 */
record UnitFile(String file) {
    List<Reservation> read(String text) throws BadNeighbour {
        var unit = file.replaceFirst(".*/", "");
        var declared = new Declarations(file, unit);
        for (var setting : KeyValues.read(text)) {
            switch (setting.key()) {
                case "ListenStream" -> add(declared, unit, Transport.TCP, setting);
                case "ListenDatagram" -> add(declared, unit, Transport.UDP, setting);
                default -> {}
            }
        }
        return declared.found();
    }

    private static void add(
            Declarations declared, String unit, Transport transport, Setting setting)
            throws BadNeighbour {
        var value = setting.value();
        if (value.isEmpty()
                || value.startsWith("/")
                || value.startsWith("@")
                || value.contains("vsock")) {
            return;
        }
        int colon = value.lastIndexOf(':');
        var ports = declared.ports(value.substring(colon + 1), setting.line());
        if (ports != null) {
            var address = declared.address(value.substring(0, Math.max(0, colon)), setting.line());
            declared.add(unit, transport, address, ports, "socket", setting.line());
        }
    }
}
