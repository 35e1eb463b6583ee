package dev.berth.ports;

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import org.jspecify.annotations.Nullable;

/**
 * What ties a lease to the kernel.
 *
 * @param grade how firmly
 * @param channel the bound socket, which this owns; null for {@link Grade#ADVISORY}
 */
record Mooring(Grade grade, @Nullable NetworkChannel channel) implements AutoCloseable {
    static final Mooring NONE = new Mooring(Grade.ADVISORY, null);

    @Override
    public void close() {
        if (channel != null) {
            close(channel);
        }
    }

    static void close(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // Linux has let go of the descriptor, and of the port, even when close(2) fails.
        }
    }
}
