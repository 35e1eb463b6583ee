package dev.berth.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import dev.berth.access.Visit.Deed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and what the others are told. */
class AccessTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir private Path folder;

    private Doorway doorway(String yaml) throws Exception {
        return Doorway.of(folder, yaml);
    }

    private Path secretFile() throws Exception {
        return Files.writeString(folder.resolve("secret"), SECRET + "\n");
    }

    private Doorway signed() throws Exception {
        return doorway(
                """
                access:
                  - streams: "live/*"
                    publish: {secret-file: %1$s, tokens: [studio-7f3a]}
                    play: {secret-file: %1$s}
                """
                        .formatted(secretFile()));
    }

    private String token(Deed deed, String stream, Duration term) throws Exception {
        var token = new SignedToken(deed, stream, Doorway.START.plus(term));
        return token.sign(Secret.read(secretFile()));
    }

    @Test
    void whereNothingIsSaidEverybodyMayDoEverything() throws Exception {
        var doorway = doorway("media: {delay: 20ms}");

        assertThat(doorway.ask(Doorway.from("192.0.2.1"))).isInstanceOf(Answer.Admitted.class);
        assertThat(doorway.ask(Doorway.play("any/thing", ""))).isInstanceOf(Answer.Admitted.class);
    }

    @Test
    void whereSomethingIsSaidOnlyWhatAnEntryCoversIsOpen() throws Exception {
        var doorway = doorway("access:\n  - streams: \"live/*\"\n");

        doorway.enter(Doorway.play("live/demo", ""));
        assertThat(doorway.refused(Doorway.play("other/demo", "")))
                .isEqualTo(
                        new Denied(
                                Denial.FORBIDDEN,
                                "nobody may play other/demo; ask whoever runs this hub for an entry of access that covers it"));
        assertThat(doorway.refused(Doorway.play("live/a/b", "")).why()).isEqualTo(Denial.FORBIDDEN);
    }

    @Test
    void theFirstEntryThatMatchesCounts() throws Exception {
        var doorway =
                doorway(
                        """
                        access:
                          - {streams: live/private, play: {tokens: [let-me-in]}}
                          - {streams: "**"}
                        """);

        doorway.enter(Doorway.play("live/public/cam", ""));
        assertThat(doorway.refused(Doorway.play("live/private", "")).why())
                .isEqualTo(Denial.UNAUTHORIZED);
    }

    @Test
    void aWrittenTokenOpensItsDeedAndNoOther() throws Exception {
        var doorway = signed();

        doorway.enter(Doorway.publish("live/demo", "studio-7f3a"));
        assertThat(doorway.refused(Doorway.publish("live/demo", "")).sentence())
                .isEqualTo(
                        "to publish live/demo takes a token; add ?token= and yours to the address");
        assertThat(doorway.refused(Doorway.play("live/demo", "studio-7f3a")))
                .isEqualTo(
                        new Denied(
                                Denial.UNAUTHORIZED,
                                "the token shown was not given out to play live/demo; ask whoever runs this hub for one"));
    }

    @Test
    void aSignedTokenIsGoodUntilItExpiresAndThenSaysWhenThatWas() throws Exception {
        var doorway = signed();
        var token = token(Deed.PLAY, "live/demo", Duration.ofHours(2));

        doorway.pass(Duration.ofHours(2).minusSeconds(1));
        doorway.enter(Doorway.play("live/demo", token));
        doorway.pass(Duration.ofSeconds(1));
        assertThat(doorway.refused(Doorway.play("live/demo", token)))
                .isEqualTo(
                        new Denied(
                                Denial.UNAUTHORIZED,
                                "the token to play live/demo expired at 2026-11-21T14:00:00Z; ask whoever runs this hub for a new one"));
    }

    @Test
    void aSignedTokenForSomethingElseSaysWhatItIsFor() throws Exception {
        var doorway = signed();
        var token = token(Deed.PLAY, "live/demo", Duration.ofHours(2));

        assertThat(doorway.refused(Doorway.publish("live/demo", token)).sentence())
                .isEqualTo(
                        "the token shown is to play live/demo, not to publish live/demo; use the one for that");
        assertThat(doorway.refused(Doorway.play("live/other", token)).sentence())
                .isEqualTo(
                        "the token shown is to play live/demo, not to play live/other; use the one for that");
    }

    @Test
    void noCharacterOfASignedTokenMayBeAnother() throws Exception {
        var doorway = signed();
        var token = token(Deed.PLAY, "live/demo", Duration.ofHours(2));

        assertThat(token).matches("[A-Za-z0-9._-]+");
        for (int i = 0; i < token.length(); i++) {
            var changed = token.charAt(i) == 'A' ? 'B' : 'A';
            var forged = token.substring(0, i) + changed + token.substring(i + 1);
            assertThat(doorway.ask(Doorway.play("live/demo", forged)))
                    .as("character %d", i)
                    .isInstanceOf(Denied.class);
        }
        assertThat(doorway.ask(Doorway.play("live/demo", token + "A"))).isInstanceOf(Denied.class);
    }

    /** As openssl signs it too. */
    @Test
    void aSignedTokenIsWrittenAsItIsDescribed() throws Exception {
        assertThat(token(Deed.PUBLISH, "live/demo", Duration.ZERO))
                .isEqualTo(
                        "b1.publish.1795262400.bGl2ZS9kZW1v.y39usqic2faanl3Lx1ANM9l13rjX2Rl84DYdr8uvTwE");
    }

    @Test
    void onlyWhoComesFromAnAllowedAddressIsLetIn() throws Exception {
        var doorway =
                doorway(
                        """
                        access:
                          - streams: "**"
                            publish: {allow: [10.0.0.0/8, 192.168.1.7, "2001:db8::/32", "::1"]}
                        """);

        for (var near :
                new String[] {
                    "10.255.0.1", "192.168.1.7", "2001:db8:1::9", "::1", "::ffff:10.1.2.3"
                }) {
            doorway.enter(Doorway.from(near)).close();
        }
        for (var far :
                new String[] {"11.0.0.1", "192.168.1.8", "2001:db9::1", "127.0.0.1", "::2"}) {
            assertThat(doorway.refused(Doorway.from(far)).why()).isEqualTo(Denial.FORBIDDEN);
        }
        assertThat(doorway.refused(Doorway.from("11.0.0.1")).sentence())
                .isEqualTo(
                        "11.0.0.1 is no address from where one may publish live/demo; ask whoever runs this hub to allow it");
    }

    @Test
    void whoComesWhenItIsFullIsToldSoAndThePlaceOfOneWhoLeavesIsFree() throws Exception {
        var doorway =
                doorway("access: [{streams: \"live/*\", play: {most: 2}}, {streams: \"**\"}]");
        var first = doorway.enter(Doorway.play("live/a", ""));
        doorway.enter(Doorway.play("live/b", ""));

        assertThat(doorway.refused(Doorway.play("live/c", "")))
                .isEqualTo(
                        new Denied(
                                Denial.FULL,
                                "2 may play live/* at a time, and as many do; come back when one has left"));
        doorway.enter(Doorway.play("other/a", ""));
        doorway.enter(Doorway.publish("live/a", ""));
        first.close();
        first.close();
        doorway.enter(Doorway.play("live/c", ""));
        assertThat(doorway.refused(Doorway.play("live/d", "")).why()).isEqualTo(Denial.FULL);
    }

    @Test
    void thereIsALimitToAllOfThemTogether() throws Exception {
        var doorway = doorway("limits: {publishers: 1, players: 2}");
        doorway.enter(Doorway.publish("live/a", ""));
        doorway.enter(Doorway.play("live/a", ""));
        doorway.enter(Doorway.play("live/b", ""));

        assertThat(doorway.refused(Doorway.publish("live/b", "")).sentence())
                .isEqualTo(
                        "1 may publish here at a time, and as many do; come back when one has left");
        assertThat(doorway.refused(Doorway.play("live/c", "")).why()).isEqualTo(Denial.FULL);
        assertThat(doorway.access().status())
                .isEqualTo(new AccessStatus(1, 2, Map.of(Denial.FULL, 2L)));
    }

    @Test
    void aCrowdThatComesAtOnceIsNoLargerThanMayBe() throws Exception {
        var doorway = doorway("access: [{streams: \"**\", play: {most: 50}}]");
        var answers = new ArrayList<Callable<Answer>>();
        for (int i = 0; i < 400; i++) {
            answers.add(() -> doorway.ask(Doorway.play("live/demo", "")));
        }

        try (var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            int admitted = 0;
            for (var answer : crowd.invokeAll(answers)) {
                admitted += answer.get() instanceof Answer.Admitted ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(50);
        }
    }

    @Test
    void aDenialIsAnEventOnceASecondForEachSourceAndTellsNoToken() throws Exception {
        var doorway = signed();
        for (int i = 0; i < 100; i++) {
            doorway.refused(Doorway.publish("live/demo", "guess-" + i));
        }
        doorway.pass(Duration.ofSeconds(1));
        doorway.refused(Doorway.publish("live/demo", "guess-last"));

        var events = doorway.events();
        assertThat(events).hasSize(2).allMatch(event -> event.kind().equals("access.denied"));
        assertThat(events.getFirst().text())
                .isEqualTo(
                        "publish live/demo by rtmp from 127.0.0.1: the token shown was not given out to publish live/demo; ask whoever runs this hub for one");
        assertThat(events.getLast().text()).endsWith(" (and 99 more from there just before)");
        assertThat(events).noneMatch(event -> event.text().contains("guess"));
    }

    @Test
    void whatAStrangerCallsAStreamIsMadeFitForASentence() throws Exception {
        var doorway = doorway("access: [{streams: \"live/*\"}]");

        var sentence =
                doorway.refused(Doorway.play("x\n\u001b[2J" + "y".repeat(5_000), "")).sentence();

        assertThat(sentence).hasSizeLessThan(250).doesNotContain("\n", "\u001b");
    }

    @Test
    void secretsTellNothingOfThemselves() throws Exception {
        var visit = Doorway.publish("live/demo", "studio-7f3a");

        assertThat(visit.toString()).isEqualTo("publish live/demo by rtmp from 127.0.0.1");
        assertThat(Secret.read(secretFile()).toString()).isEqualTo("a secret");
        assertThat(Tokens.of(List.of("studio-7f3a"), null).toString()).doesNotContain("studio");
    }

    @Test
    void aPublisherMayHurryForAMomentButNotForLong() {
        var pass =
                new Pass() {
                    @Override
                    public long bitsPerSecond() {
                        return 8_000_000;
                    }

                    @Override
                    public void close() {}
                };
        var hurried = new Allowance(pass, 0);
        var steady = new Allowance(pass, 0);

        assertThat(hurried.spend(5_000_000, 0)).isTrue();
        assertThat(hurried.spend(1, 0)).isFalse();
        for (int second = 1; second < 3_600; second++) {
            assertThat(steady.spend(1_000_000, second * 1_000_000_000L)).isTrue();
        }
        assertThat(new Allowance(Pass.FREE, 0).spend(Long.MAX_VALUE / 8, 0)).isTrue();
    }

    @Test
    void aQueryIsReadAsFormsAreAndNoFurtherThanItsLimits() {
        assertThat(Visit.query("token=a%2Bb+c&x=&y&token=second&=z&bad=%zz"))
                .isEqualTo(Map.of("token", "a+b c", "x", "", "bad", "%zz"));
        assertThat(Visit.query("")).isEmpty();
        assertThat(Visit.query("a=b&".repeat(10_000))).isEmpty();
    }
}
