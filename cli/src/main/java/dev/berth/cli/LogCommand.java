package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.hub.Hub;
import dev.berth.journal.Entry;
import dev.berth.journal.Ledger;
import dev.berth.journal.Query;
import dev.berth.journal.Tenancy;
import dev.berth.ports.Language;
import dev.berth.ports.Transport;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what happened to ports, from a running hub or from what an earlier one wrote down. */
@Command(
        name = "log",
        description = "Tells what happened to ports, and who had one at a moment.",
        footer = {
            "",
            "Times are of this machine's time zone unless they say otherwise.",
            "Exit codes: 0 there it is, 1 nothing is known of it, 2 the command line is wrong."
        })
final class LogCommand implements Callable<Integer> {
    @Mixin private final Common common = new Common();

    @Option(names = "--port", paramLabel = "PORT", description = "Only this port.")
    private int port;

    @Option(
            names = "--transport",
            paramLabel = "tcp|udp",
            description = "Only this transport (default: both).")
    private @Nullable Transport transport;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Says who had the port then, such as '2026-11-17 03:12', and what changed before and after.")
    private @Nullable String at;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before then: a moment, a date, or a time ago such as 24h.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only before then.")
    private @Nullable String until;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "Only these kinds, such as granted,refused.")
    private List<Entry.Kind> kinds = List.of();

    @Option(names = "--owner", paramLabel = "OWNER", description = "Only this owner's.")
    private String owner = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "The newest N (default: ${DEFAULT-VALUE}).")
    private int limit = Query.USUAL;

    @Option(names = "--csv", description = "Prints comma-separated values.")
    private boolean csv;

    private final ZoneId zone = ZoneId.systemDefault();
    private final Instant now = Instant.now();

    @Override
    public Integer call() throws Exception {
        var log = log(query());
        var out = common.out();
        if (common.json) {
            var json = HubClient.type(Views.EntryView.class);
            log.entries().forEach(entry -> out.println(json.toJson(entry)));
        } else if (csv) {
            printCsv(log, out);
        } else {
            print(log, out);
        }
        out.flush();
        return log.entries().isEmpty() ? 1 : 0;
    }

    private Query query() {
        if (at != null && port == 0) {
            throw new Usage("--at asks who had a port then; name it too, as in --port 8145");
        }
        try {
            return new Query(
                    port,
                    transport,
                    moment("--since", since),
                    moment("--until", until),
                    Set.copyOf(kinds),
                    owner,
                    limit);
        } catch (IllegalArgumentException bad) {
            throw new Usage(String.valueOf(bad.getMessage()));
        }
    }

    private @Nullable Instant moment(String option, @Nullable String text) {
        return text == null ? null : Moments.parse(option, text, now, zone);
    }

    private Views.Log log(Query query) throws Exception {
        var moment = moment("--at", at);
        var hub = common.findHub();
        if (hub.isPresent()) {
            var answer = hub.get().read("/api/v1/ports/log" + parameters(query, moment));
            return HubClient.type(Views.Log.class).fromJson(answer);
        }
        var file = common.data().resolve(Hub.LEDGER);
        if (moment == null) {
            return Views.Log.of(Ledger.find(file, query));
        }
        var entries = Ledger.around(file, port, transport, moment);
        var tenancy = Tenancy.of(port, moment, entries);
        return Views.Log.of(tenancy.explain(zone, common.language()), entries);
    }

    private String parameters(Query query, @Nullable Instant moment) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("port", port == 0 ? null : port);
        all.put("transport", transport);
        all.put("at", moment);
        all.put("since", query.since());
        all.put("until", query.until());
        all.put("owner", owner.isEmpty() ? null : owner);
        all.put("limit", limit);
        all.put("zone", moment == null ? null : zone);
        all.put("lang", common.language() == Language.CHINESE ? "zh" : null);
        all.put("kind", kinds.isEmpty() ? null : codes());
        return all.entrySet().stream()
                .filter(parameter -> parameter.getValue() != null)
                .map(LogCommand::parameter)
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String parameter(Map.Entry<String, @Nullable Object> parameter) {
        return parameter.getKey() + "=" + HubClient.encode(String.valueOf(parameter.getValue()));
    }

    private String codes() {
        return kinds.stream().map(Entry.Kind::code).collect(Collectors.joining(","));
    }

    private void print(Views.Log log, PrintWriter out) {
        if (log.answer() != null) {
            out.println(log.answer());
            out.println();
        }
        if (log.entries().isEmpty()) {
            out.println("nothing is known of it");
            return;
        }
        var table = new Table("TIME", "WHAT", "PORT", "IN WORDS");
        for (var entry : log.entries()) {
            table.row(
                    Moments.shown(entry.at(), zone),
                    entry.kind(),
                    Words.or(entry.endpoint(), "-"),
                    entry.text());
        }
        table.print(out);
    }

    private static void printCsv(Views.Log log, PrintWriter out) {
        out.print("at,kind,endpoint,owner,purpose,who,text,lease\r\n");
        for (var entry : log.entries()) {
            out.print(
                    Stream.of(
                                    entry.at().toString(),
                                    entry.kind(),
                                    Words.or(entry.endpoint(), ""),
                                    entry.owner(),
                                    entry.purpose(),
                                    entry.who(),
                                    entry.text(),
                                    entry.lease())
                            .map(LogCommand::quoted)
                            .collect(Collectors.joining(",", "", "\r\n")));
        }
    }

    /** As RFC 4180 has it. */
    private static String quoted(String field) {
        return field.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + field.replace("\"", "\"\"") + '"'
                : field;
    }
}
