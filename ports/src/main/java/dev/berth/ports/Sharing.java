package dev.berth.ports;

import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.util.Optional;

/**
 * Finds out whether a port that others have could be shared with them. No table shows the options
 * of a socket, so it takes a bind with the same option: for the microseconds that it lasts, a
 * datagram may reach it instead of them.
 */
final class Sharing {
    private Sharing() {}

    /**
     * The option that lets a second socket in, if one does.
     *
     * @param port whether the asker would set {@code SO_REUSEPORT}, which few servers do
     */
    static Optional<Rule> with(Endpoint endpoint, boolean port) {
        if (endpoint.transport() == Transport.UDP && binds(endpoint, SO_REUSEADDR)) {
            return Optional.of(Rule.BOTH_REUSE_ADDRESS);
        }
        return port && binds(endpoint, SO_REUSEPORT)
                ? Optional.of(Rule.BOTH_REUSE_PORT)
                : Optional.empty();
    }

    private static boolean binds(Endpoint endpoint, SocketOption<Boolean> option) {
        try (NetworkChannel channel = open(endpoint)) {
            if (!channel.supportedOptions().contains(option)) {
                return false;
            }
            channel.setOption(option, true).bind(endpoint.socketAddress());
            return true;
        } catch (IOException | UnsupportedOperationException refused) {
            return false;
        }
    }

    private static NetworkChannel open(Endpoint endpoint) throws IOException {
        if (endpoint.transport() == Transport.TCP) {
            return Binder.openStream(endpoint);
        }
        var family = Binder.family(endpoint);
        return family == null ? DatagramChannel.open() : DatagramChannel.open(family);
    }
}
