package dev.berth.hub;

import dev.berth.ports.Claim;
import dev.berth.supervise.Leases;
import dev.berth.supervise.Running;
import dev.berth.supervise.Service;
import java.util.List;

/**
 * The API, and the word in the data directory of where it is: as soon as it is there, which may be
 * long after the hub has started.
 */
record Announced(Service api, String token, DataDirectory data) implements Service {
    @Override
    public String name() {
        return api.name();
    }

    @Override
    public List<Claim> claims() {
        return api.claims();
    }

    @Override
    public Running start(Leases leases) throws Exception {
        var running = api.start(leases);
        try {
            data.announce(running.urls().getFirst(), token);
            return running;
        } catch (Exception failed) {
            running.close();
            throw failed;
        }
    }
}
