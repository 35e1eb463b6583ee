package dev.berth.planning;

import dev.berth.plan.Ground;
import dev.berth.plan.Protection;
import dev.berth.ports.Authority;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Language;
import dev.berth.ports.Lease;
import dev.berth.ports.Phrase;
import dev.berth.ports.Reservation;
import java.util.List;
import java.util.Optional;

/** What the port authority of this machine sees of a port, for those who plan. */
record Outlook(Authority authority) implements Ground.Look {

    Ground ground(List<Reservation> declared, List<Protection> protections) {
        return new Ground(this, declared, protections);
    }

    @Override
    public Optional<Phrase> at(Endpoint endpoint, String owner) {
        var leases =
                authority.leases().stream()
                        .filter(lease -> lease.endpoint().meets(endpoint))
                        .toList();
        return leases.isEmpty()
                ? stranger(endpoint)
                : leases.stream()
                        .filter(lease -> !lease.claim().owner().equals(owner))
                        .findFirst()
                        .map(Outlook::words);
    }

    private static Phrase words(Lease lease) {
        var claim = lease.claim();
        return new Phrase(
                "%s for %s, a lease of this hub".formatted(claim.owner(), claim.purpose()),
                "%s（%s，本中心的租约）".formatted(claim.owner(), claim.purpose()));
    }

    /** Connections come and go; who listens, or is bound, stays. */
    private Optional<Phrase> stranger(Endpoint endpoint) {
        return authority.holders(endpoint).stream()
                .filter(holder ->
                        holder.kind() == Holder.Kind.LISTENER || holder.kind() == Holder.Kind.BOUND)
                .findFirst()
                .map(Outlook::words);
    }

    private static Phrase words(Holder holder) {
        return new Phrase(holder.describe(Language.ENGLISH), holder.describe(Language.CHINESE));
    }
}
