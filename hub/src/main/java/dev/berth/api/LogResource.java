package dev.berth.api;

import dev.berth.journal.Entry;
import dev.berth.journal.Ledger;
import dev.berth.journal.Query;
import dev.berth.journal.Tenancy;
import dev.berth.ports.Language;
import dev.berth.ports.Transport;
import dev.berth.watch.Watch;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happened to ports, and what is wrong with them now. */
record LogResource(Ledger ledger, Watch watch) {
    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/ports/log", this::log),
                Route.get("/api/v1/ports/findings", this::findings));
    }

    private void findings(ServerRequest request, ServerResponse response) {
        var language = language(request.query());
        var all =
                watch.findings().stream()
                        .map(finding -> Views.FindingView.of(finding, language))
                        .toList();
        Answers.send(response, Views.FindingView.class, all);
    }

    private void log(ServerRequest request, ServerResponse response) throws InterruptedException {
        var query = request.query();
        try {
            var at = value(query, "at", null, LogResource::moment);
            Answers.send(
                    response,
                    Views.Log.class,
                    at == null ? Views.Log.of(ledger.find(query(query))) : around(query, at));
        } catch (IllegalArgumentException bad) {
            Answers.problem(response, Status.BAD_REQUEST_400, String.valueOf(bad.getMessage()));
        } catch (IOException unreadable) {
            Answers.problem(
                    response,
                    Status.SERVICE_UNAVAILABLE_503,
                    String.valueOf(unreadable.getMessage()));
        }
    }

    private Views.Log around(UriQuery query, Instant at) throws IOException, InterruptedException {
        var wanted = query(query);
        if (wanted.port() == 0) {
            throw new IllegalArgumentException(
                    "at asks who had a port then; name it too, as in ?port=8145&at=" + at);
        }
        var zone = LogResource.<ZoneId>value(query, "zone", ZoneOffset.UTC, LogResource::zone);
        var entries = ledger.around(wanted.port(), wanted.transport(), at);
        var tenancy = Tenancy.of(wanted.port(), at, entries);
        return Views.Log.of(tenancy.explain(zone, language(query)), entries);
    }

    private static Query query(UriQuery query) {
        return new Query(
                value(query, "port", 0, text -> number("port", text)),
                value(query, "transport", null, LogResource::transport),
                value(query, "since", null, LogResource::moment),
                value(query, "until", null, LogResource::moment),
                value(query, "kind", Set.<Entry.Kind>of(), LogResource::kinds),
                value(query, "owner", "", text -> text),
                value(query, "limit", Query.USUAL, text -> number("limit", text)));
    }

    private static <T extends @Nullable Object> T value(
            UriQuery query, String name, T otherwise, Function<String, T> read) {
        var text = query.first(name).orElse("").strip();
        return text.isEmpty() ? otherwise : read.apply(text);
    }

    private static int number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException(
                    "%s is '%s', which is no number; leave it out or write one"
                            .formatted(name, text),
                    bad);
        }
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException bad) {
            throw new IllegalArgumentException(
                    "'%s' is no moment; write one as in 2026-11-17T03:12:00Z".formatted(text), bad);
        }
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException bad) {
            throw new IllegalArgumentException(
                    "'%s' is no time zone; write one as in Europe/Berlin".formatted(text), bad);
        }
    }

    private static Transport transport(String text) {
        return Arrays.stream(Transport.values())
                .filter(transport -> transport.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is no transport; use tcp or udp".formatted(text)));
    }

    private static Set<Entry.Kind> kinds(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(word -> kind(word.strip()))
                .collect(Collectors.toSet());
    }

    private static Entry.Kind kind(String word) {
        return Entry.Kind.of(word)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is nothing that happens to a port; use some of %s"
                                        .formatted(
                                                word,
                                                Arrays.toString(Entry.Kind.values())
                                                        .toLowerCase(Locale.ROOT))));
    }

    private static Language language(UriQuery query) {
        return Language.ofTag(query.first("lang").orElse("en"));
    }
}
