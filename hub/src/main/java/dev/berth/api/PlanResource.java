package dev.berth.api;

import dev.berth.neighbours.BadNeighbour;
import dev.berth.neighbours.Neighbourhood;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Firewall;
import dev.berth.plan.Outcome;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The plan of record: see it, change it, ask what a change would do; and the neighbours' ports. */
record PlanResource(PlanOfRecord plan, Neighbourhood neighbours) {
    private static final String PLAN = "/api/v1/ports/plan";
    private static final String PLANNING = "/api/v1/ports/planning/";
    private static final String NEIGHBOURS = "/api/v1/ports/neighbours";
    private static final int LONGEST = 200;
    private static final String FORM =
            "{\"shape\": \"azuracast\", \"base\": 8140, \"with\": [\"autodj\"]}";
    private static final String RANGE = "{\"range\": \"8000-8499\"}";
    private static final String IMPORT =
            "{\"declared\": [{\"transport\": \"tcp\", \"ports\": \"8000\", \"owner\": \"web\", \"purpose\": \"HTTP\", \"source\": \"compose.yml\"}]}";

    List<Route> routes() {
        return List.of(
                Route.get(PLAN, this::all),
                Route.get(PLAN + "/{+owner}", this::one),
                Route.put(PLAN + "/{+owner}", answered(this::set)),
                Route.delete(PLAN + "/{+owner}", answered(this::remove)),
                Route.post(PLANNING + "preview", answered(this::preview)),
                Route.post(PLANNING + "replan", answered(this::replan)),
                Route.get(PLANNING + "next", answered(this::next)),
                Route.get(PLANNING + "lint", answered(this::lint)),
                Route.get(PLANNING + "firewall", answered(this::firewall)),
                Route.get(PLANNING + "shapes", this::shapes),
                Route.get(NEIGHBOURS, this::declared),
                Route.post(NEIGHBOURS, answered(this::keep)),
                Route.delete(NEIGHBOURS, answered(this::forget)));
    }

    /** What makes no sense is 422, and what cannot be kept 503; each has its sentence. */
    private static Handler answered(Handler handler) {
        return (request, response) -> {
            try {
                handler.handle(request, response);
            } catch (BadPlan bad) {
                Answers.problem(
                        response, Status.UNPROCESSABLE_CONTENT_422, bad.text(language(request)));
            } catch (IllegalArgumentException | BadNeighbour bad) {
                Answers.problem(
                        response,
                        Status.UNPROCESSABLE_CONTENT_422,
                        String.valueOf(bad.getMessage()));
            } catch (IOException unkept) {
                Answers.problem(
                        response,
                        Status.SERVICE_UNAVAILABLE_503,
                        String.valueOf(unkept.getMessage()));
            }
        };
    }

    private static Language language(ServerRequest request) {
        return Language.ofTag(query(request, "lang", "en"));
    }

    private static String query(ServerRequest request, String name, String otherwise) {
        return request.query().first(name).orElse(otherwise);
    }

    private static String owner(ServerRequest request) {
        return request.path().pathParameters().get("owner");
    }

    /** Who asks: what they say, in one short line. */
    private static String by(@Nullable String said) {
        var name = said == null ? "" : said.replaceAll("\\p{Cntrl}", " ").strip();
        return name.isEmpty() ? "the API" : name.substring(0, Math.min(name.length(), LONGEST));
    }

    private void all(ServerRequest request, ServerResponse response) {
        var view = PlanViews.PlanView.of(plan, language(request));
        Answers.send(response, PlanViews.PlanView.class, view);
    }

    private void one(ServerRequest request, ServerResponse response) {
        plan.plan()
                .booking(owner(request))
                .map(booking -> PlanViews.BookingView.of(booking, language(request)))
                .ifPresentOrElse(
                        view -> Answers.send(response, PlanViews.BookingView.class, view),
                        () -> unknown(response, owner(request)));
    }

    private static void unknown(ServerResponse response, String owner) {
        Answers.problem(
                response,
                Status.NOT_FOUND_404,
                "%s is not in the plan; berth ports plan lists who is".formatted(owner));
    }

    private void set(ServerRequest request, ServerResponse response) throws IOException {
        var change = JsonBody.read(request, response, PlanViews.PlanChange.class, FORM);
        if (change.isPresent()) {
            var owner = owner(request);
            var outcome = plan.set(change.get().wish(owner), by(change.get().by()));
            send(request, response, outcome, called(change.get(), owner));
        }
    }

    private static String called(PlanViews.PlanChange change, String owner) {
        return Objects.requireNonNullElse(change.name(), owner);
    }

    private void preview(ServerRequest request, ServerResponse response) throws IOException {
        var change = JsonBody.read(request, response, PlanViews.PlanChange.class, FORM);
        if (change.isPresent()) {
            var owner = Objects.requireNonNullElse(change.get().owner(), "");
            var outcome = plan.preview(change.get().wish(owner));
            shown(request, response, outcome, called(change.get(), owner));
        }
    }

    private void remove(ServerRequest request, ServerResponse response) throws IOException {
        var owner = owner(request);
        var outcome = plan.remove(owner, by(query(request, "by", "")));
        if (outcome.isPresent()) {
            send(request, response, outcome.get(), owner);
        } else {
            unknown(response, owner);
        }
    }

    private void replan(ServerRequest request, ServerResponse response) throws IOException {
        var asked = JsonBody.read(request, response, PlanViews.PlanRange.class, RANGE);
        if (asked.isPresent()) {
            var text = asked.get().range();
            var range = text == null ? plan.range() : PortRange.parse(text);
            if (Boolean.TRUE.equals(asked.get().preview())) {
                shown(request, response, plan.previewReplan(range), "");
            } else {
                send(request, response, plan.replan(range, by(asked.get().by())), "");
            }
        }
    }

    /** A change that is refused is a conflict. */
    private static void send(
            ServerRequest request, ServerResponse response, Outcome outcome, String owner) {
        if (outcome instanceof Outcome.Accepted) {
            shown(request, response, outcome, owner);
            return;
        }
        var status = Status.CONFLICT_409;
        var view = PlanViews.PlanOutcome.of(outcome, owner, language(request));
        var problem =
                new PlanViews.PlanProblem(status.reasonPhrase(), status.code(), view.text(), view);
        Answers.problem(response, status, PlanViews.PlanProblem.class, problem);
    }

    private static void shown(
            ServerRequest request, ServerResponse response, Outcome outcome, String owner) {
        var view = PlanViews.PlanOutcome.of(outcome, owner, language(request));
        Answers.send(response, PlanViews.PlanOutcome.class, view);
    }

    private void next(ServerRequest request, ServerResponse response) throws IOException {
        var with = query(request, "with", "");
        var room =
                plan.next(
                        query(request, "shape", "azuracast"),
                        Stream.of(with.split(",", -1)).filter(word -> !word.isBlank()).toList());
        var view = PlanViews.NextBlock.of(room, language(request));
        Answers.send(response, PlanViews.NextBlock.class, view);
    }

    private void lint(ServerRequest request, ServerResponse response) throws IOException {
        var language = language(request);
        var findings =
                plan.lint().stream()
                        .map(finding -> PlanViews.PlanFinding.of(finding, language))
                        .toList();
        Answers.send(response, PlanViews.PlanFinding.class, findings);
    }

    private void firewall(ServerRequest request, ServerResponse response) throws IOException {
        var name = query(request, "format", "");
        var format = Firewall.named(name);
        if (format.isEmpty()) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "there is no format '%s'; use one of %s".formatted(name, formats()));
            return;
        }
        plan.firewall(format.get())
                .ifPresentOrElse(
                        text -> {
                            response.header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
                            response.send(text);
                        },
                        () ->
                                Answers.problem(
                                        response,
                                        Status.NOT_FOUND_404,
                                        format.get().nothing().in(language(request))));
    }

    private static String formats() {
        return String.join(", ", Arrays.stream(Firewall.values()).map(Firewall::word).toList());
    }

    private void shapes(ServerRequest request, ServerResponse response) {
        var language = language(request);
        var shapes =
                plan.shapes().all().stream()
                        .map(shape -> PlanViews.ShapeView.of(shape, language))
                        .toList();
        Answers.send(response, PlanViews.ShapeView.class, shapes);
    }

    private void declared(ServerRequest request, ServerResponse response) {
        var damage = neighbours.damage();
        if (damage.isPresent()) {
            Answers.problem(response, Status.SERVICE_UNAVAILABLE_503, damage.get());
            return;
        }
        var all = neighbours.all().stream().map(PlanViews.DeclaredPorts::of).toList();
        Answers.send(response, PlanViews.DeclaredPorts.class, all);
    }

    private void keep(ServerRequest request, ServerResponse response)
            throws IOException, BadNeighbour {
        var sent = JsonBody.read(request, response, PlanViews.Import.class, IMPORT);
        if (sent.isPresent()) {
            var fresh =
                    Objects.requireNonNullElse(
                            sent.get().declared(), List.<PlanViews.DeclaredPorts>of());
            neighbours.keep(
                    fresh.stream()
                            .filter(Objects::nonNull)
                            .map(PlanViews.DeclaredPorts::reservation)
                            .toList());
            plan.promise();
            declared(request, response);
        }
    }

    private void forget(ServerRequest request, ServerResponse response)
            throws IOException, BadNeighbour {
        var source = query(request, "source", "");
        if (neighbours.forget(source)) {
            plan.promise();
            declared(request, response);
        } else {
            Answers.problem(
                    response,
                    Status.NOT_FOUND_404,
                    "nothing was imported from '%s'; berth ports import lists what was"
                            .formatted(source));
        }
    }
}
