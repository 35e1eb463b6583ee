package dev.berth.plan;

import static dev.berth.ports.Transport.TCP;
import static dev.berth.ports.Transport.UDP;

import dev.berth.ports.PortRange;
import dev.berth.ports.Transport;
import java.util.List;
import java.util.Set;

/**
 * Programs that are known for their ports, whether they are on this machine or not.
 *
 * @param transports of which
 * @param ports which
 * @param whose a name and what for
 */
record KnownPorts(Set<Transport> transports, PortRange ports, String whose) {
    private static final Set<Transport> BOTH = Set.of(TCP, UDP);

    static final List<KnownPorts> ALL =
            List.of(
                    of(TCP, 554, 554, "RTSP"),
                    of(TCP, 1935, 1935, "RTMP"),
                    of(UDP, 1900, 1900, "SSDP (UPnP)"),
                    of(TCP, 2022, 2022, "AzuraCast SFTP"),
                    of(TCP, 3306, 3306, "MySQL"),
                    of(BOTH, 3478, 3478, "STUN and TURN"),
                    of(UDP, 3702, 3702, "WS-Discovery (ONVIF)"),
                    of(TCP, 4000, 4999, "portless"),
                    of(BOTH, 5060, 5061, "SIP"),
                    of(UDP, 5353, 5353, "mDNS"),
                    of(TCP, 6010, 6010, "AzuraCast PHP"),
                    of(TCP, 6020, 6020, "AzuraCast Centrifugo"),
                    of(TCP, 6025, 6025, "AzuraCast Centrifugo"),
                    of(TCP, 6379, 6379, "Redis"),
                    of(UDP, 9000, 9000, "ZLMediaKit SRT"),
                    of(BOTH, 10_000, 10_000, "ZLMediaKit RTP proxy"),
                    of(BOTH, 15_000, 24_999, "portpicker (test runners)"),
                    of(BOTH, 20_000, 32_000, "Nomad (dynamic ports)"),
                    of(TCP, 32_400, 32_400, "Plex"),
                    of(BOTH, 30_000, 35_000, "ZLMediaKit RTP"));

    private static KnownPorts of(Transport transport, int first, int last, String whose) {
        return of(Set.of(transport), first, last, whose);
    }

    private static KnownPorts of(Set<Transport> transports, int first, int last, String whose) {
        return new KnownPorts(transports, new PortRange(first, last), whose);
    }
}
