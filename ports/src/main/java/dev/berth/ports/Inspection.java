package dev.berth.ports;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a verdict of what a bind said and of what the tables of the system show. */
final class Inspection {
    private static final InetAddress LOOPBACK_4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress LOOPBACK_6 = InetAddress.ofLiteral("::1");

    private final Refusals refusals;

    Inspection(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * What {@code endpoint} is.
     *
     * @param sharing whether the asker would set {@code SO_REUSEPORT}
     * @param fault what came of binding it
     * @param promise to whom it is promised, or null
     */
    Verdict verdict(
            Endpoint endpoint, boolean sharing, Fault fault, @Nullable Reservation promise) {
        if (fault == Fault.PASSED) {
            return promise == null ? open(endpoint) : Verdict.Reserved.promised(endpoint, promise);
        }
        return occupied(refusals.complete(Refusals.of(endpoint, fault)), sharing);
    }

    private static Verdict occupied(Refusal refusal, boolean sharing) {
        return switch (refusal) {
            case Verdict.Held held -> shared(held, sharing);
            case Verdict other -> other;
            case Refusal.Exhausted _, Refusal.Fragmented _ ->
                    throw new AssertionError("one endpoint cannot be " + refusal.code());
        };
    }

    private static Verdict shared(Verdict.Held held, boolean sharing) {
        Optional<Rule> rule = Sharing.with(held.endpoint(), sharing);
        if (rule.isPresent()) {
            return new Verdict.Shareable(
                    held.endpoint(), rule.get(), held.holders(), List.of(consequence(rule.get())));
        }
        boolean exclusive = held.endpoint().transport() == Transport.UDP && listened(held);
        return exclusive
                ? new Verdict.Held(held.endpoint(), Rule.HOLDER_EXCLUSIVE, held.holders())
                : held;
    }

    private static boolean listened(Verdict.Held held) {
        return !held.holders().isEmpty()
                && held.holders().getFirst().kind() == Holder.Kind.LISTENER;
    }

    private static Note consequence(Rule rule) {
        return rule == Rule.BOTH_REUSE_PORT
                ? new Note(
                        rule,
                        new Phrase(
                                "the kernel divides what arrives among the sockets",
                                "内核会把到达的数据分给各个套接字"))
                : new Note(
                        rule,
                        new Phrase(
                                "multicast reaches every socket, but unicast only the one that was bound last",
                                "组播会送达每个套接字，单播只送达最后绑定的那个"));
    }

    private Verdict open(Endpoint endpoint) {
        var notes = new ArrayList<Note>();
        otherLoopback(endpoint, notes);
        remains(endpoint, notes);
        outgoing(endpoint, notes);
        return new Verdict.Free(endpoint, notes);
    }

    /** A client that says "localhost" reaches the one family or the other. */
    private void otherLoopback(Endpoint endpoint, List<Note> notes) {
        if (!endpoint.loopback()) {
            return;
        }
        boolean ipv6 = LOOPBACK_6.equals(endpoint.address());
        var twin =
                new Endpoint(endpoint.transport(), ipv6 ? LOOPBACK_4 : LOOPBACK_6, endpoint.port());
        for (Holder holder : refusals.holders(twin)) {
            if (holder.kind() == Holder.Kind.LISTENER) {
                notes.add(twoPrograms(twin, holder));
                return;
            }
        }
    }

    private static Note twoPrograms(Endpoint twin, Holder holder) {
        return new Note(
                Rule.NOTHING_IN_THE_WAY,
                new Phrase(
                        "\"localhost\" is two programs then, because %s has %s"
                                .formatted(holder.describe(Language.ENGLISH), twin),
                        "此时 \"localhost\" 会是两个程序，因为%s占用着 %s"
                                .formatted(holder.describe(Language.CHINESE), twin)));
    }

    /** Connections that a listener of the past accepted live on, on the same port. */
    private void remains(Endpoint endpoint, List<Note> notes) {
        refusals.holders(endpoint).stream()
                .filter(Inspection::livesOn)
                .findFirst()
                .ifPresent(holder ->
                        notes.add(
                                new Note(
                                        Rule.NOTHING_IN_THE_WAY,
                                        new Phrase(
                                                "a live session still uses it: "
                                                        + holder.describe(Language.ENGLISH),
                                                "仍有会话在使用它：" + holder.describe(Language.CHINESE)))));
    }

    private static boolean livesOn(Holder holder) {
        return holder.kind() == Holder.Kind.ACCEPTED || holder.kind() == Holder.Kind.OUTGOING;
    }

    private static void outgoing(Endpoint endpoint, List<Note> notes) {
        int port = endpoint.port();
        if (Sysctl.ephemeral().contains(port)
                && Sysctl.reserved().stream().noneMatch(range -> range.contains(port))) {
            notes.add(
                    new Note(
                            Rule.OUTGOING_CONNECTION,
                            new Phrase(
                                    "outgoing connections may take it at any time, since it lies in the ephemeral range %s"
                                            .formatted(Sysctl.ephemeral()),
                                    "它位于临时端口范围 %s 内，对外连接随时可能占用它".formatted(Sysctl.ephemeral()))));
        }
    }
}
