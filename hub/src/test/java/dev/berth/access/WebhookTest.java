package dev.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import dev.berth.access.Visit.Deed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else is asked about every visitor, and may say yes, no, or nothing. */
class WebhookTest {
    @TempDir private Path folder;

    private Doorway doorway(Doorman doorman, String more) throws Exception {
        return Doorway.of(
                folder,
                "access: [{streams: \"**\", publish: {webhook: \"%s\"%s}}]"
                        .formatted(doorman.url(), more));
    }

    private static Visit visit() {
        return Doorway.visit(
                Deed.PUBLISH, "live/demo", "192.0.2.7", Map.of("token", "s3cret", "user", "anna"));
    }

    @Test
    void whomItSaysYesToComesInAndItIsToldWhoThatIs() throws Exception {
        try (var doorman = Doorman.saying(204, "")) {
            doorway(doorman, "").enter(visit());

            assertThat(doorman.asked())
                    .singleElement()
                    .asString()
                    .contains(
                            "\"deed\":\"publish\"",
                            "\"stream\":\"live/demo\"",
                            "\"door\":\"rtmp\"",
                            "\"address\":\"192.0.2.7\"",
                            "\"user\":\"anna\"",
                            "\"token\":\"s3cret\"");
        }
    }

    @Test
    void aTokenThatWeHaveLookedAtOurselvesIsNotHandedOn() throws Exception {
        try (var doorman = Doorman.saying(200, "{}")) {
            doorway(doorman, ", tokens: [s3cret]").enter(visit());

            assertThat(doorman.asked()).singleElement().asString().doesNotContain("s3cret");
        }
    }

    @Test
    void visitorsAreTheSameWhoShowTheSameOfWhatIsAskedFor() throws Exception {
        try (var doorman = Doorman.saying(200, "{}")) {
            var access = doorway(doorman, "").access();
            var viewer = Doorway.visit(Deed.PLAY, "live/demo", "192.0.2.7", visit().query());

            assertThat(access.deciding(visit())).as("the webhook").isEqualTo(visit().query());
            assertThat(access.deciding(viewer)).isEqualTo(Map.of("token", "s3cret"));
        }
    }

    @Test
    void whomItSaysNoToStaysOutWithItsReason() throws Exception {
        try (var doorman = Doorman.saying(403, "{\"detail\": \"anna is on holiday\"}")) {
            assertThat(doorway(doorman, "").refused(visit()))
                    .isEqualTo(new Denied(Denial.FORBIDDEN, "anna is on holiday"));
        }
        try (var doorman = Doorman.saying(401, "no")) {
            assertThat(doorway(doorman, "").refused(visit()))
                    .isEqualTo(
                            new Denied(
                                    Denial.UNAUTHORIZED,
                                    "whoever runs this hub does not let you publish live/demo; ask them"));
        }
    }

    @Test
    void aNoWithALongReasonIsANo() throws Exception {
        try (var doorman = Doorman.saying(403, "x".repeat(1 << 20))) {
            assertThat(doorway(doorman, ", webhook-fails: open").refused(visit()).why())
                    .isEqualTo(Denial.FORBIDDEN);
        }
    }

    @Test
    void aNoWithAReasonThatIsNoneIsANo() throws Exception {
        for (var reason : List.of("-", "\"\\u12", "{\"detail\"", "[".repeat(4_096))) {
            try (var doorman = Doorman.saying(403, reason)) {
                assertThat(doorway(doorman, ", webhook-fails: open").refused(visit()).why())
                        .isEqualTo(Denial.FORBIDDEN);
            }
        }
    }

    @Test
    void noAnswerIsANoThatTheOperatorHearsTheReasonOf() throws Exception {
        try (var doorman = Doorman.saying(500, "")) {
            var doorway = doorway(doorman, "");

            assertThat(doorway.refused(visit()).sentence())
                    .isEqualTo(
                            "whether you may publish live/demo could not be found out; try again in a while");
            assertThat(doorway.events().getFirst().text())
                    .isEqualTo(
                            "publish live/demo by rtmp from 192.0.2.7: the webhook at 127.0.0.1:%d could not be asked: it answers with HTTP status 500"
                                    .formatted(doorman.port()));
        }
    }

    @Test
    void aWebhookThatIsNotThereIsANoOrAYesAsTheOperatorWants() throws Exception {
        var doorman = Doorman.saying(200, "");
        doorman.close();

        assertThat(doorway(doorman, "").ask(visit())).isInstanceOf(Denied.class);
        doorway(doorman, ", webhook-fails: open").enter(visit());
    }

    @Test
    void whoIsBeingAskedAboutHasAPlaceThatIsFreeAgainAfterANo() throws Exception {
        try (var doorman = Doorman.thinking(403, "")) {
            var doorway = doorway(doorman, ", most: 1");
            var first = new ArrayBlockingQueue<Answer>(1);
            doorway.access().ask(visit(), first::add);

            assertThat(doorway.refused(visit()).why()).isEqualTo(Denial.FULL);
            doorman.answer();
            assertThat(first.take()).isInstanceOf(Denied.class);
            assertThat(doorway.refused(visit()).why()).isEqualTo(Denial.FORBIDDEN);
        }
    }

    @Test
    void aCrowdOfQuestionsIsNotWaitedForWithoutEnd() throws Exception {
        try (var doorman = Doorman.thinking(200, "")) {
            var doorway = doorway(doorman, "");
            var answers = new ArrayBlockingQueue<Answer>(100);
            for (int i = 0; i < 65; i++) {
                doorway.access().ask(visit(), answers::add);
            }

            assertThat(answers.poll())
                    .as("the last is answered at once")
                    .isInstanceOf(Denied.class);
            assertThat(doorway.events().getFirst().text())
                    .contains("64 visitors wait for its answer already");
            doorman.answer();
            for (int i = 0; i < 64; i++) {
                assertThat(answers.take()).isInstanceOf(Answer.Admitted.class);
            }
        }
    }
}
