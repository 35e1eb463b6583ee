package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.ports.Census;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The sockets of the whole machine, and what for where the running hub knows. */
final class CensusTable {
    private static final int LONGEST_PAUSE = 3_600;

    @Option(names = "--all", description = "Shows connections too.")
    private boolean all;

    @Option(
            names = "--listening",
            description = "Shows sockets that listen, receive or are bound (the default).")
    private boolean listening;

    @Option(
            names = "--netns",
            description = "Looks into every network namespace, which takes root.")
    private boolean namespaces;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description = "Prints what changes, looking every 2 (or SECONDS) until it is ended.")
    private @Nullable Integer pause;

    int print(Common common) throws IOException, InterruptedException {
        if (all && listening) {
            throw new Usage("--all shows connections and --listening leaves them out; choose one");
        }
        if (pause == null) {
            print(common, views(common));
            return 0;
        }
        if (pause < 1 || pause > LONGEST_PAUSE) {
            throw new Usage("--watch %d: use 1 to %d seconds".formatted(pause, LONGEST_PAUSE));
        }
        watch(common, pause);
        return 0;
    }

    private static void print(Common common, List<Views.SocketView> sockets) {
        if (common.json) {
            common.out().println(HubClient.type(Views.SocketView.class).list().toJson(sockets));
            common.out().flush();
            return;
        }
        var table =
                new Table(
                        "LOCAL", "KIND", "PID", "COMMAND", "USER", "IN", "FOR", "PEER", "WHAT FOR");
        for (var socket : sockets) {
            table.row(row(socket));
        }
        table.print(common.out());
    }

    private static String[] row(Views.SocketView socket) {
        var holder = socket.holder();
        return new String[] {
            holder.local() + (socket.namespace() == null ? "" : " in " + socket.namespace()),
            holder.kind(),
            holder.pid() < 0 ? "?" : Long.toString(holder.pid()),
            Words.or(holder.command().isEmpty() ? null : holder.command(), "?"),
            holder.user(),
            Words.or(holder.container() == null ? holder.unit() : holder.container(), "-"),
            Words.ago(holder.since()),
            Words.or(holder.peer(), "-"),
            purpose(socket.wanted())
        };
    }

    private static String purpose(Views.@Nullable Wanted wanted) {
        return wanted == null ? "" : wanted.owner() + ": " + wanted.purpose();
    }

    /** Until the process is ended: what came since the last look, and what went. */
    private void watch(Common common, int seconds) throws IOException, InterruptedException {
        Map<String, Views.SocketView> before = byIdentity(views(common));
        if (!common.json) {
            common.out().printf("watching %d sockets; Ctrl-C ends it%n", before.size());
            common.out().flush();
        }
        while (!common.out().checkError()) {
            TimeUnit.SECONDS.sleep(seconds);
            var now = byIdentity(views(common));
            tell(common, "-", before, now);
            tell(common, "+", now, before);
            before = now;
        }
    }

    private static Map<String, Views.SocketView> byIdentity(List<Views.SocketView> sockets) {
        var known = new LinkedHashMap<String, Views.SocketView>();
        for (var socket : sockets) {
            var holder = socket.holder();
            known.put(
                    "%s %s %s %s %d"
                            .formatted(
                                    holder.local(),
                                    holder.kind(),
                                    holder.peer(),
                                    socket.namespace(),
                                    holder.pid()),
                    socket);
        }
        return known;
    }

    private static void tell(
            Common common,
            String sign,
            Map<String, Views.SocketView> here,
            Map<String, Views.SocketView> there) {
        var out = common.out();
        here.forEach((identity, socket) -> {
            if (!there.containsKey(identity)) {
                out.println(common.json ? change(sign, socket) : sign + " " + line(socket));
            }
        });
        out.flush();
    }

    private static String change(String sign, Views.SocketView socket) {
        return "{\"change\":\"%s\",\"socket\":%s}"
                .formatted(
                        sign.equals("+") ? "came" : "went",
                        HubClient.type(Views.SocketView.class).toJson(socket));
    }

    private static String line(Views.SocketView socket) {
        var holder = socket.holder();
        var purpose = purpose(socket.wanted());
        return "%s %s: %s%s"
                .formatted(
                        holder.local(),
                        holder.kind(),
                        holder.text(),
                        purpose.isEmpty() ? "" : ", for " + purpose);
    }

    private List<Views.SocketView> views(Common common) throws IOException, InterruptedException {
        var wanted = wanted(common);
        var scope = all ? Census.Scope.ALL : Census.Scope.BOUND;
        var views = new ArrayList<Views.SocketView>();
        if (!namespaces) {
            add(Census.take(scope), wanted, null, views);
            return views;
        }
        SequencedMap<String, Census> sections = Census.takeEverywhere(scope);
        String own = sections.firstEntry().getKey();
        sections.forEach((name, census) -> {
            boolean here = name.equals(own);
            add(census, here ? wanted : Map.of(), here ? null : name, views);
        });
        return views;
    }

    private static void add(
            Census census,
            Map<String, List<Views.LeaseView>> wanted,
            @Nullable String namespace,
            List<Views.SocketView> views) {
        for (Holder holder : census.sockets()) {
            var lease = wanted.isEmpty() ? null : lease(holder.local(), wanted);
            views.add(new Views.SocketView(Views.HolderView.of(holder), lease, namespace));
        }
    }

    private static Views.@Nullable Wanted lease(
            Endpoint local, Map<String, List<Views.LeaseView>> wanted) {
        return wanted.getOrDefault(space(local), List.of()).stream()
                .filter(lease -> Endpoint.parse(lease.endpoint()).meets(local))
                .findFirst()
                .map(lease -> new Views.Wanted(lease.endpoint(), lease.owner(), lease.purpose()))
                .orElse(null);
    }

    /** The hub's leases by transport and port; none when no hub runs. */
    private static Map<String, List<Views.LeaseView>> wanted(Common common)
            throws IOException, InterruptedException {
        var hub = common.findHub();
        if (hub.isEmpty()) {
            return Map.of();
        }
        var wanted = new LinkedHashMap<String, List<Views.LeaseView>>();
        for (var lease : hub.get().list("/api/v1/ports/leases", Views.LeaseView.class)) {
            wanted.computeIfAbsent(
                            space(Endpoint.parse(lease.endpoint())), port -> new ArrayList<>())
                    .add(lease);
        }
        return wanted;
    }

    /** {@code tcp/8146}, whatever the address. */
    private static String space(Endpoint endpoint) {
        return endpoint.transport() + "/" + endpoint.port();
    }
}
