package dev.berth.ports;

import static java.net.StandardSocketOptions.SO_REUSEADDR;
import static java.net.StandardSocketOptions.SO_REUSEPORT;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.util.List;
import java.util.Objects;

/**
 * Finds out whether a port that others have could be shared with them. What their sockets allow is
 * read from the sockets where that is permitted, and else found by binding beside them.
 */
final class Sharing {
    private final ConflictRules rules = ConflictRules.ofThisMachine();

    /**
     * What would come of binding {@code endpoint} beside {@code holders} with options that share.
     *
     * @param port whether the asker would set {@code SO_REUSEPORT}, which few servers do
     */
    Conflict with(Endpoint endpoint, List<Holder> holders, boolean port) {
        if (endpoint.transport() == Transport.TCP && !port) {
            return new Conflict.Refused(Contended.rule(endpoint, holders), 0);
        }
        return holders.isEmpty() || !Fault.asksKernel()
                ? byBinding(endpoint, holders, port)
                : byOptions(endpoint, holders, port);
    }

    /** The first of them that refuses decides; else they share by one rule. */
    private Conflict byOptions(Endpoint endpoint, List<Holder> holders, boolean port) {
        var asked = Occupancy.asked(endpoint, wanted(endpoint, port), Procfs.uid());
        Conflict all = Conflict.NONE;
        for (Holder holder : holders) {
            var one = rules.between(Occupancy.held(holder, allowed(holder)), asked);
            if (one instanceof Conflict.Refused) {
                return one;
            }
            all = one instanceof Conflict.Shared ? one : all;
        }
        return all;
    }

    private static Reuse wanted(Endpoint endpoint, boolean port) {
        return endpoint.transport() == Transport.TCP
                ? Reuse.PORT
                : port ? Reuse.BOTH : Reuse.ADDRESS;
    }

    private static Reuse allowed(Holder holder) {
        return Objects.requireNonNullElseGet(
                SocketOptions.of(holder), () -> SocketOptions.tried(holder));
    }

    private static Conflict byBinding(Endpoint endpoint, List<Holder> holders, boolean port) {
        if (endpoint.transport() == Transport.UDP && binds(endpoint, SO_REUSEADDR)) {
            return new Conflict.Shared(Rule.BOTH_REUSE_ADDRESS);
        }
        if (port && binds(endpoint, SO_REUSEPORT)) {
            return new Conflict.Shared(Rule.BOTH_REUSE_PORT);
        }
        boolean listens = !holders.isEmpty() && holders.getFirst().kind() == Holder.Kind.LISTENER;
        return new Conflict.Refused(
                listens ? Rule.HOLDER_EXCLUSIVE : Contended.rule(endpoint, holders), 0);
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
