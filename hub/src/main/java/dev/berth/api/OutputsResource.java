package dev.berth.api;

import dev.berth.config.Section;
import dev.berth.restream.Checkup;
import dev.berth.restream.Order;
import dev.berth.restream.Processes;
import dev.berth.restream.Restream;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.restream.Schedule;
import dev.berth.restream.Sound;
import dev.berth.restream.Target;
import io.avaje.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Outputs: list, add, start, stop, have stand by, remove. */
record OutputsResource(Restream restream) {
    private static final String PATH = "/api/v1/outputs";
    private static final String CHECKS = "/api/v1/checks";
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_BRACKETS = 2_000;
    private static final String FORM =
            "{\"from\": \"live/demo\", \"to\": [\"rtmp://host/app/key\"]}";

    List<Route> routes() {
        return List.of(
                Route.get(PATH, this::list),
                Route.post(PATH, (request, response) -> read(request, response, this::add)),
                Route.post(CHECKS, (request, response) -> read(request, response, this::check)),
                Route.get(PATH + "/{id}", this::one),
                Route.get(PATH + "/{id}/history", this::history),
                Route.post(PATH + "/{id}/start", tell(Order.START)),
                Route.post(PATH + "/{id}/standby", tell(Order.STANDBY)),
                Route.post(PATH + "/{id}/stop", tell(Order.STOP)),
                Route.delete(PATH + "/{id}", this::remove));
    }

    private void list(ServerRequest request, ServerResponse response) {
        send(response, all());
    }

    List<Views.OutputView> all() {
        return restream.list().stream().map(Views.OutputView::of).toList();
    }

    private static void send(ServerResponse response, List<Views.OutputView> outputs) {
        Answers.send(response, Views.OutputView.class, outputs);
    }

    /** What is done with the job that a body names. */
    private interface Task {
        void accept(Views.NewOutputs wanted, Job job, ServerResponse response);
    }

    private void read(ServerRequest request, ServerResponse response, Task task) {
        // A web page of a stranger can post forms to loopback, but no JSON.
        var type = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        if (!JSON.matcher(type).matches()) {
            Answers.problem(
                    response,
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "send " + FORM + " with Content-Type: application/json");
            return;
        }
        try {
            perform(wanted(request), response, task);
        } catch (JsonException | CharacterCodingException bad) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "the body is no JSON of the right shape; send " + FORM);
        }
    }

    /** JSON is UTF-8, whatever the header says of it (RFC 8259, section 8.1). */
    private static Views.@Nullable NewOutputs wanted(ServerRequest request)
            throws CharacterCodingException {
        if (!request.content().hasEntity()) {
            throw new JsonException("nothing was sent");
        }
        var bytes = request.content().as(byte[].class);
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        if (deep(text)) {
            throw new JsonException("nested deeper than anything we ask for");
        }
        return Answers.type(Views.NewOutputs.class).fromJson(text);
    }

    /** The parser goes down one call a bracket, and would go down until its stack ends. */
    private static boolean deep(String json) {
        return json.chars().filter(c -> c == '[' || c == '{').count() > MOST_BRACKETS;
    }

    private static void perform(
            Views.@Nullable NewOutputs wanted, ServerResponse response, Task task) {
        var from = wanted == null ? null : wanted.from();
        var to = wanted == null ? null : wanted.to();
        if (wanted == null || from == null || from.isBlank() || to == null || !texts(to)) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "from must be a text, and to a list of at least one; send " + FORM);
            return;
        }
        try {
            task.accept(wanted, job(from, to, wanted), response);
        } catch (IllegalArgumentException refused) {
            refuse(response, refused);
        }
    }

    private void add(Views.NewOutputs wanted, Job job, ServerResponse response) {
        var added = restream.add(job);
        response.status(Status.CREATED_201);
        send(response, added.stream().map(Views.OutputView::of).toList());
    }

    private void check(Views.NewOutputs wanted, Job job, ServerResponse response) {
        try {
            var wish = wish(wanted);
            var checkup = wish == null ? restream.inspect(job) : restream.inspect(job, wish);
            Answers.send(response, Views.CheckView.class, Views.CheckView.of(checkup));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is to be published; null for nothing. */
    private static Checkup.@Nullable Wish wish(Views.NewOutputs wanted) {
        var publish = wanted.publish();
        var bitrate = wanted.bitrate();
        return publish == null
                ? null
                : new Checkup.Wish(time("publish", publish), bitrate == null ? 0 : bitrate);
    }

    private static Duration returnAfter(String text) {
        var after = time("returnAfter", text);
        if (after.toSeconds() < 1 || after.toHours() >= 1) {
            throw new IllegalArgumentException(
                    "returnAfter is '%s'; use a time from 1s to 59m".formatted(text));
        }
        return after;
    }

    private static Duration time(String key, String text) {
        try {
            return Section.duration(text);
        } catch (NumberFormatException bad) {
            throw new IllegalArgumentException(
                    "%s is '%s'; use a time such as 5s".formatted(key, text), bad);
        }
    }

    private static Job job(String from, List<String> to, Views.NewOutputs wanted) {
        var backup = wanted.backup();
        boolean one = to.size() == 1;
        if (!one && (backup != null || wanted.name() != null)) {
            throw new IllegalArgumentException(
                    "a name and a backup belong to one output, and there are %d; add them one by one"
                            .formatted(to.size()));
        }
        return new Job(from, to.stream().map(address -> target(address, wanted)).toList());
    }

    private static Target target(String address, Views.NewOutputs wanted) {
        var name = wanted.name();
        var target = Target.of(address).named(name == null ? "" : name);
        var backup = wanted.backup();
        var pair = backup == null ? target : target.backedBy(backup);
        var apart = Boolean.TRUE.equals(wanted.process()) ? pair.apart(Processes.MEMORY) : pair;
        var timed = timed(apart, wanted);
        return Boolean.TRUE.equals(wanted.standby()) ? timed.standingBy() : timed;
    }

    private static Target timed(Target target, Views.NewOutputs wanted) {
        var audio = wanted.audio();
        var sounding = audio == null ? target : target.sounding(Sound.named(audio));
        var after = wanted.returnAfter();
        var patient = after == null ? sounding : sounding.stableAfter(returnAfter(after));
        var schedule = Schedule.parse(wanted.start(), wanted.stop(), wanted.hours(), wanted.zone());
        return patient.during(schedule);
    }

    /** JSON may have nulls where our types say there are none. */
    private static boolean texts(List<String> to) {
        return !to.isEmpty() && to.stream().noneMatch(text -> text == null || text.isBlank());
    }

    private void one(ServerRequest request, ServerResponse response) {
        var id = id(request);
        restream.find(id)
                .ifPresentOrElse(
                        status ->
                                Answers.send(
                                        response,
                                        Views.OutputView.class,
                                        Views.OutputView.of(status)),
                        () -> unknown(response, id));
    }

    private void history(ServerRequest request, ServerResponse response) {
        var id = id(request);
        restream.history(id)
                .map(Views.HistoryView::of)
                .ifPresentOrElse(
                        past -> Answers.send(response, Views.HistoryView.class, past),
                        () -> unknown(response, id));
    }

    private Handler tell(Order order) {
        return (request, response) -> {
            try {
                if (restream.order(id(request), order)) {
                    one(request, response);
                } else {
                    unknown(response, id(request));
                }
            } catch (IllegalArgumentException refused) {
                refuse(response, refused);
            }
        };
    }

    private static void refuse(ServerResponse response, IllegalArgumentException why) {
        Answers.problem(
                response, Status.UNPROCESSABLE_CONTENT_422, String.valueOf(why.getMessage()));
    }

    private void remove(ServerRequest request, ServerResponse response) {
        var id = id(request);
        if (restream.remove(id)) {
            response.status(Status.NO_CONTENT_204).send();
        } else {
            unknown(response, id);
        }
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private static void unknown(ServerResponse response, String id) {
        Answers.problem(
                response,
                Status.NOT_FOUND_404,
                "there is no output " + id + "; berth outputs lists those there are");
    }
}
