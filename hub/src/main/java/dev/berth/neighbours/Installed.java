package dev.berth.neighbours;

import static dev.berth.ports.Transport.TCP;
import static dev.berth.ports.Transport.UDP;

import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.List;

/** Programs whose ports are known from their documentation. */
final class Installed {
    private Installed() {}

    static List<Reservation> plex() {
        return List.of(
                one("Plex", TCP, PortRange.of(32_400), "web and API"),
                one("Plex", TCP, PortRange.of(32_469), "DLNA"),
                one("Plex", UDP, PortRange.of(1_900), "DLNA discovery (SSDP)"),
                one("Plex", UDP, PortRange.of(5_353), "discovery (mDNS)"),
                one("Plex", UDP, PortRange.of(32_410), "discovery (GDM)"),
                one("Plex", UDP, new PortRange(32_412, 32_414), "discovery (GDM)"));
    }

    static List<Reservation> minidlna() {
        return List.of(
                one("MiniDLNA", TCP, PortRange.of(8_200), "HTTP"),
                one("MiniDLNA", UDP, PortRange.of(1_900), "discovery (SSDP)"));
    }

    /** libupnp takes the first port from 49,152 on that is free. */
    static List<Reservation> airconnect() {
        return List.of(
                one("AirConnect", UDP, PortRange.of(1_900), "discovery (SSDP)"),
                one("AirConnect", UDP, PortRange.of(5_353), "discovery (mDNS)"),
                one("AirConnect", TCP, new PortRange(49_152, 49_251), "UPnP events"));
    }

    private static Reservation one(
            String owner, Transport transport, PortRange ports, String purpose) {
        return new Reservation(
                transport,
                null,
                ports,
                owner,
                purpose,
                Reservation.Strength.DECLARED,
                owner + " as it is installed");
    }
}
