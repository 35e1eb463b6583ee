package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.hub.Trial;
import dev.berth.media.Inspection.Step;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.rtmp.RtmpConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found out about targets before anything is sent to them. */
class CheckupTest {
    private static final String KEY = "k3y-Qz71-Wv20";

    private final Trial platform = Trial.start();
    private final Set<String> published = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void watch() {
        platform.hub().streams().watch(stream -> published.add(stream.name()));
    }

    @AfterEach
    void end() {
        platform.close();
    }

    private static Checkup check(Target... targets) throws Exception {
        return check("live/a", null, targets);
    }

    private static Checkup check(String from, Checkup.@Nullable Wish wish, Target... targets)
            throws Exception {
        var rtmp = HubConfig.DEFAULT.rtmp();
        var impatient =
                new RtmpConfig(
                        rtmp.enabled(),
                        rtmp.listen(),
                        rtmp.policy(),
                        null,
                        rtmp.chunkSize(),
                        rtmp.connections(),
                        Duration.ofSeconds(4),
                        rtmp.silence(),
                        rtmp.stall(),
                        rtmp.targetStall(),
                        rtmp.connect());
        return Hub.inspect(
                HubConfig.DEFAULT
                        .with(impatient)
                        .with(new RestreamConfig(List.of(new Job(from, List.of(targets))))),
                wish,
                checked -> {});
    }

    @Test
    void aServerThatTakesPublishersIsResolvedConnectedToAndAskedAndSeesNoStream() throws Exception {
        var checked = check(Target.of(platform.rtmp("live/" + KEY)).named("mine")).targets();

        assertThat(checked)
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.name()).isEqualTo("mine");
                    assertThat(found.to()).isEqualTo(platform.rtmp("live/***"));
                    assertThat(found.found().problem()).isNull();
                    assertThat(found.found().addresses()).containsExactly("127.0.0.1");
                    assertThat(found.found().steps())
                            .extracting(Step::name)
                            .containsExactly("resolve", "connect", "handshake", "accept");
                    assertThat(found.found().codecs()).contains("*");
                });
        assertThat(published).isEmpty();
    }

    @Test
    void everyTargetIsLookedAtAndTheBadOnesSayHowFarTheyCame() throws Exception {
        try (var mute = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            var checkup =
                    check(
                            Target.of(platform.rtmp("live/a"))
                                    .backedBy(at(Trial.freePort().port())),
                            Target.of(at(mute.getLocalPort())),
                            Target.of("rtmp://nowhere.invalid/live/" + KEY));

            assertThat(checkup.good()).isFalse();
            assertThat(checkup.targets())
                    .extracting(Checkup.Checked::backup)
                    .containsExactly(false, true, false, false);
            assertThat(checkup.targets())
                    .extracting(checked -> String.valueOf(checked.found().problem()))
                    .satisfiesExactly(
                            fine -> assertThat(fine).isEqualTo("null"),
                            refuses -> assertThat(refuses).contains("refuses connections"),
                            silent -> assertThat(silent).contains("did not shake hands within 4 s"),
                            unknown -> assertThat(unknown).contains("has no address"))
                    .allSatisfy(problem -> assertThat(problem).doesNotContain(KEY));
        }
    }

    private static String at(int port) throws IOException {
        return "rtmp://127.0.0.1:" + port + "/live/" + KEY;
    }

    @Test
    void theApiLooksAtTargetsAndAddsNone() {
        var body =
                "{\"from\": \"live/a\", \"to\": [\"%s\"]}".formatted(platform.rtmp("other/" + KEY));
        try (var trial = Trial.start()) {
            var answer = trial.post("/api/v1/checks", "application/json", body);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"accept\"").doesNotContain(KEY);
            assertThat(trial.hub().restream().list()).isEmpty();
        }
    }

    @Test
    void whatTargetsTakeIsMeasuredByPublishingToAllOfThemAtOnce() throws Exception {
        var wish = new Checkup.Wish(Duration.ofSeconds(2), 4_000_000);

        var uplink = uplink(check("live/a", wish, fast("a"), fast("b")));

        assertThat(uplink.shares()).hasSize(2).allMatch(Uplink.Share::keepsUp);
        assertThat(uplink.fits()).isTrue();
        assertThat(uplink.needed()).isCloseTo(8_000_000, withinPercentage(15));
        assertThat(uplink.sentences())
                .singleElement(STRING)
                .contains("The uplink fits: 2 outputs need ", "went out");
        assertThat(published).contains("live/" + KEY + "a", "live/" + KEY + "b");
    }

    private Target fast(String name) {
        return Target.of(platform.rtmp("live/" + KEY + name));
    }

    private static Uplink uplink(Checkup checkup) {
        return Objects.requireNonNull(checkup.uplink());
    }

    @Test
    void aTargetBehindANarrowWayIsFoundOutAndTheOthersAreNotBlamed() throws Exception {
        var wish = new Checkup.Wish(Duration.ofSeconds(3), 6_000_000);
        try (var narrow = new NarrowWay(platform.rtmp(""), 1_000_000)) {
            var slow = Target.of(narrow.url("live/" + KEY + "slow"));

            var checkup = check("live/a", wish, fast("a"), slow, fast("b"));

            assertThat(checkup.good()).isFalse();
            var uplink = uplink(checkup);
            assertThat(uplink.shares())
                    .extracting(Uplink.Share::keepsUp)
                    .containsExactly(true, false, true);
            var share = uplink.shares().get(1);
            assertThat(share.problem()).isNull();
            assertThat(share.delivered()).isLessThan(share.needed() / 2);
            assertThat(uplink.sentences())
                    .hasSize(3)
                    .satisfies(all -> assertThat(all.get(0)).contains("does not fit: 3 outputs"))
                    .satisfies(all -> assertThat(all.get(1)).startsWith(narrow.url("live/***")))
                    .noneMatch(sentence -> sentence.contains(KEY));
        }
    }

    @Test
    void aStreamThatIsNotLiveIsNotPublishedButATestSignalCanBe() {
        var wish = new Checkup.Wish(Duration.ofSeconds(2), 0);

        assertThatThrownBy(() -> check("live/a", wish, fast("a")))
                .hasMessageContaining("live/a is not live")
                .hasMessageContaining("give a bitrate");
    }

    @Test
    void theApiPublishesOnlyWhenAskedToAndNeverWhereAnOutputIs() throws Exception {
        var body =
                "{\"from\": \"test:\", \"to\": [\"%s\"], \"publish\": \"2s\", \"bitrate\": 2000000}"
                        .formatted(platform.rtmp("live/" + KEY));
        try (var trial = Trial.start()) {
            var answer = trial.post("/api/v1/checks", "application/json", body);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Trial.object(Trial.body(answer).get("uplink"))).containsEntry("fits", true);
            assertThat(answer.body()).doesNotContain(KEY);
            assertThat(trial.hub().restream().list()).isEmpty();
            assertThat(published).contains("live/" + KEY);

            trial.hub().restream().add("test:", List.of(platform.rtmp("live/" + KEY)));
            var refused = trial.post("/api/v1/checks", "application/json", body);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("is an output already").doesNotContain(KEY);
        }
    }

    @Test
    void theApiTakesWhatTheConfigurationSaysOfAnOutput() {
        var form =
                "{\"from\": \"live/a\", \"to\": [\"%s\"], \"audio\": \"%s\", \"start\": \"2999-01-01T00:00:00Z\"}";
        try (var trial = Trial.start()) {
            var target = platform.rtmp("live/" + KEY);

            var bad =
                    trial.post(
                            "/api/v1/outputs", "application/json", form.formatted(target, "mp7"));
            var good =
                    trial.post(
                            "/api/v1/outputs", "application/json", form.formatted(target, "aac"));

            assertThat(bad.statusCode()).isEqualTo(422);
            assertThat(bad.body()).contains("audio is 'mp7'; use one of [copy, aac");
            assertThat(good.statusCode()).isEqualTo(201);
            assertThat(good.body()).contains("2999-01-01T00:00:00Z");
        }
    }

    @Test
    void whatSendingCostsIsMeasuredInAMoment() throws Exception {
        assertThat(Hub.sendCost()).isBetween(0.001, 10.0);
    }
}
