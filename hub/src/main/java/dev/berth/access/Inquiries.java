package dev.berth.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Asks webhooks: a POST of a few words of JSON, of which the status is the answer. Every inquiry
 * has a virtual thread of its own, so many run at a time and no more, and each has a time limit. No
 * mutable state but the places, which guard themselves.
 *
 * <p>It leaves from whatever port the system gives it: a question of a few hundred bytes to a
 * neighbour is no connection that an operator looks for.
 */
final class Inquiries {
    private static final int MOST = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST_ANSWER = 4_096;
    private static final int LONGEST_DETAIL = 200;
    private static final int OK = 200;
    private static final int REDIRECT = 300;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final Semaphore places = new Semaphore(MOST);
    private final BiConsumer<Visit, String> onFailure;

    /**
     * {@code onFailure} is told when there is no answer to a visit, with the reason as a sentence.
     */
    Inquiries(BiConsumer<Visit, String> onFailure) {
        this.onFailure = onFailure;
    }

    /** Made by the first who asks: a hub without webhooks starts without an HTTP client. */
    private static final class Client {
        static final Jsonb JSON = Jsonb.builder().build();
        static final HttpClient HTTP =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    /**
     * Asks about a visit. Never blocks.
     *
     * @param verdict called once: why the visitor stays out, or nothing when it comes in
     */
    void ask(Webhook webhook, boolean withToken, Visit visit, Consumer<Optional<Denied>> verdict) {
        if (!places.tryAcquire()) {
            verdict.accept(
                    unanswered(webhook, visit, MOST + " visitors wait for its answer already"));
            return;
        }
        Thread.ofVirtual()
                .name("webhook")
                .start(() -> verdict.accept(answer(webhook, withToken, visit)));
    }

    private Optional<Denied> answer(Webhook webhook, boolean withToken, Visit visit) {
        try {
            var answer = send(webhook, body(visit, withToken));
            int status = answer.statusCode();
            if (status >= OK && status < REDIRECT) {
                return Optional.empty();
            }
            return status == UNAUTHORIZED || status == FORBIDDEN
                    ? Optional.of(denied(visit, status, answer.body()))
                    : unanswered(webhook, visit, "it answers with HTTP status " + status);
        } catch (TimeoutException slow) {
            return unanswered(
                    webhook, visit, "no answer came within " + PATIENCE.toSeconds() + " s");
        } catch (IOException | RuntimeException broken) {
            return unanswered(webhook, visit, reason(broken));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return unanswered(webhook, visit, "the hub is closing");
        } finally {
            places.release();
        }
    }

    private static String reason(Exception broken) {
        return broken.getMessage() == null
                ? "nobody takes the connection there"
                : broken.getMessage();
    }

    /** A client's own timeout ends with the head of the answer; this one covers all of it. */
    private static HttpResponse<String> send(Webhook webhook, String body)
            throws IOException, InterruptedException, TimeoutException {
        var request =
                HttpRequest.newBuilder(webhook.url())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        var answer = Client.HTTP.sendAsync(request, beginning());
        try {
            return answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
        } finally {
            answer.cancel(true);
        }
    }

    /** The first few kilobytes of an answer; what comes behind them is read and forgotten. */
    private static BodyHandler<String> beginning() {
        return head -> {
            var kept = new ByteArrayOutputStream();
            return BodySubscribers.mapping(
                    BodySubscribers.ofByteArrayConsumer(part ->
                            part.ifPresent(bytes ->
                                    kept.write(
                                            bytes,
                                            0,
                                            Math.min(bytes.length, LONGEST_ANSWER - kept.size())))),
                    end -> kept.toString(UTF_8));
        };
    }

    private static String body(Visit visit, boolean withToken) {
        var query = withToken ? visit.query() : visit.queryWithoutToken();
        return Client.JSON.toJson(
                Map.of(
                        "deed",
                        visit.deed().word(),
                        "stream",
                        visit.stream(),
                        "door",
                        visit.door(),
                        "address",
                        visit.address(),
                        "query",
                        query));
    }

    private static Denied denied(Visit visit, int status, String body) {
        var sentence =
                detail(body)
                        .orElseGet(() ->
                                "whoever runs this hub does not let you %s; ask them"
                                        .formatted(visit.wish()));
        return new Denied(
                status == UNAUTHORIZED ? Denial.UNAUTHORIZED : Denial.FORBIDDEN, sentence);
    }

    /** What the answer wants the visitor told: its {@code detail}, if it is a short text. */
    private static Optional<String> detail(String body) {
        try {
            return Client.JSON.type(Object.class).fromJson(body) instanceof Map<?, ?> answer
                            && answer.get("detail") instanceof String detail
                            && !detail.isBlank()
                            && detail.length() <= LONGEST_DETAIL
                    ? Optional.of(detail.replaceAll("\\p{Cntrl}", " ").strip())
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError noJson) { // the no stays one
            return Optional.empty();
        }
    }

    /** The visitor is told that there was no answer; whoever runs the hub, why. */
    private Optional<Denied> unanswered(Webhook webhook, Visit visit, String why) {
        onFailure.accept(visit, webhook + " could not be asked: " + why);
        return webhook.open()
                ? Optional.empty()
                : Optional.of(
                        new Denied(
                                Denial.FORBIDDEN,
                                "whether you may %s could not be found out; try again in a while"
                                        .formatted(visit.wish())));
    }
}
