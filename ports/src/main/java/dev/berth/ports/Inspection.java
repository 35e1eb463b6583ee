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
    private final Sharing sharing = new Sharing();

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
        return occupied(refusals.complete(Refusals.of(endpoint, fault)), sharing, promise);
    }

    private Verdict occupied(Refusal refusal, boolean wanted, @Nullable Reservation promise) {
        return switch (refusal) {
            case Verdict.Held held -> shared(promised(held, promise), wanted);
            case Verdict other -> other;
            case Refusal.Exhausted _, Refusal.Fragmented _ ->
                    throw new AssertionError("one endpoint cannot be " + refusal.code());
        };
    }

    private Verdict shared(Verdict.Held held, boolean wanted) {
        return switch (sharing.with(held.endpoint(), held.holders(), wanted)) {
            case Conflict.Shared(Rule by) ->
                    new Verdict.Shareable(
                            held.endpoint(), by, held.holders(), List.of(consequence(by)));
            case Conflict.Refused(Rule by, int _) ->
                    new Verdict.Held(held.endpoint(), by, held.holders(), held.notes());
            case Conflict.None() -> held;
        };
    }

    /** Whoever finds a stranger on a port wants to know for whom it was meant. */
    private static Verdict.Held promised(Verdict.Held held, @Nullable Reservation promise) {
        if (promise == null) {
            return held;
        }
        boolean planned = promise.strength() == Reservation.Strength.PLANNED;
        var meant =
                new Phrase(
                        "it is meant for %s, %s (%s)"
                                .formatted(promise.owner(), promise.purpose(), promise.source()),
                        "它是为 %s（%s，见%s）准备的"
                                .formatted(
                                        promise.owner(),
                                        promise.purpose(),
                                        planned ? "规划" : " " + promise.source()));
        var note = new Note(planned ? Rule.PLANNED : Rule.DECLARED, meant);
        return new Verdict.Held(held.endpoint(), held.rule(), held.holders(), List.of(note));
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
        return endpoint.loopback() ? free(endpoint) : unforwarded(endpoint);
    }

    /** What this machine sends to itself passes by the rules for what arrives. */
    private Verdict unforwarded(Endpoint endpoint) {
        Forwards forwards = Forwards.recent();
        Optional<Forward> forward = forwards.on(endpoint);
        if (forward.isPresent()) {
            return new Verdict.Shadowed(endpoint, forward.get().to(), forward.get().rule());
        }
        return forwards.complete() ? free(endpoint) : unseen(endpoint);
    }

    /** There are signs of forwards, and whoever may read them sees more. */
    private static Verdict unseen(Endpoint endpoint) {
        return new Verdict.Unknown(
                endpoint,
                Rule.NOT_PERMITTED,
                new Phrase(
                        "it can be bound, but this user may not read the packet filter, which may forward it",
                        "可以绑定，但当前用户无权读取包过滤规则，而这些规则可能会转发它"),
                List.of(
                        Remedy.of(
                                Remedy.Kind.LOOK_CLOSER,
                                "look again as root",
                                "以 root 身份再看一次",
                                "nft list ruleset")));
    }

    private Verdict free(Endpoint endpoint) {
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
