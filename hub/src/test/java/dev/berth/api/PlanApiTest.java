package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.hub.Trial;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanApiTest {
    private static final String JSON = "application/json";
    private static final String PLAN = "/api/v1/ports/plan/";

    private static Trial trial;

    @BeforeAll
    static void start() {
        trial = Trial.start();
    }

    @AfterAll
    static void end() {
        trial.close();
    }

    private static HttpResponse<String> put(String owner, String body) {
        return trial.send(
                trial.request(PLAN + owner)
                        .header("Content-Type", JSON)
                        .PUT(BodyPublishers.ofString(body)));
    }

    @Test
    void aRefusedChangeIsAConflictWithItsClashesAndOffersInTheLanguageAsked() {
        assertThat(put("Radio%20A", "{\"base\": 8346}").statusCode()).isEqualTo(200);

        var refused =
                put("Radio%20B?lang=zh", "{\"base\": 8340, \"with\": [\"autodj\", \"legacy-dj\"]}");

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        var problem = Trial.body(refused);
        assertThat(String.valueOf(problem.get("detail"))).contains("Radio A", "旧式 Shoutcast");
        assertThat(Trial.object(problem.get("outcome"))).containsEntry("accepted", false);
        assertThat(trial.get(PLAN + "Radio%20B").statusCode()).isEqualTo(404);
        assertThat(trial.delete(PLAN + "Radio%20A").statusCode()).isEqualTo(200);
        assertThat(trial.delete(PLAN + "Radio%20A").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"base\": 0} | 422",
                "{\"base\": 65536} | 422",
                "{\"shape\": \"azuracats\"} | 422",
                "{\"at\": [\"dj\"]} | 422",
                "{\"address\": \"radio.example\"} | 422",
                "{\"base\": \"x\"} | 400",
                "null | 400",
                "[ | 400"
            })
    void whatMakesNoSenseIsOneSentence(String body, int status) {
        var answer = put("Radio%20X", body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(String.valueOf(Trial.body(answer).get("detail")))
                .isNotBlank()
                .doesNotContain("Exception", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"declared\": [{\"transport\": \"sctp\", \"ports\": \"1\", \"owner\": \"\", \"purpose\": \"\", \"source\": \"\"}]} | 422",
                "{\"declared\": [{\"transport\": \"tcp\"}]} | 422",
                "{\"declared\": [null]} | 200",
                "{} | 200"
            })
    void importsAreCheckedToo(String body, int status) {
        var answer = trial.post("/api/v1/ports/neighbours", JSON, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aFormOfAStrangersPageChangesNothing() {
        var answer = trial.post("/api/v1/ports/planning/replan", "text/plain", "{}");

        assertThat(answer.statusCode()).isEqualTo(415);
    }

    @Test
    void aFirewallIsTextAndAnUnknownOneIsARequestAmiss() {
        assertThat(trial.get("/api/v1/ports/planning/firewall?format=nft").statusCode())
                .isEqualTo(404);
        put("Radio%20F", "{\"base\": 8360}");
        var text = trial.get("/api/v1/ports/planning/firewall?format=nft");
        trial.delete(PLAN + "Radio%20F");

        assertThat(text.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(text.body()).contains("add table inet filter");
        assertThat(trial.get("/api/v1/ports/planning/firewall?format=pf").statusCode())
                .isEqualTo(400);
    }
}
