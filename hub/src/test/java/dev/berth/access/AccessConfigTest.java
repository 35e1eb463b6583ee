package dev.berth.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.config.BadConfig;
import dev.berth.config.StreamGlob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a configuration of access that cannot be meant. */
class AccessConfigTest {
    @TempDir private Path folder;

    private List<String> problems(String yaml) {
        var bad = catchThrowableOfType(BadConfig.class, () -> Doorway.config(folder, yaml));
        return bad.problems().stream()
                .map(line -> line.replace(folder.resolve("berth.yaml").toString(), "F"))
                .map(line -> line.replace(folder.toString(), "D"))
                .toList();
    }

    @Test
    void everyMistakeIsNamedWithItsLineAndTheWayOut() throws Exception {
        Files.writeString(folder.resolve("short"), "abc\n");
        Files.writeString(folder.resolve("empty"), "# none yet\n");
        var yaml =
                """
                access:
                  - streams: "live/*"
                    publish:
                      allow: [10.0.0.1/8, 10.0.0.0/33, localhost, "::/129"]
                      bitrate: 8 MB
                      most: 0
                      tokens: []
                      webhook: ftp://127.0.0.1/auth
                    play:
                      tokens: ["two words"]
                      token-file: D/empty
                      secret-file: D/short
                      bitrate: 8Mbit
                      webhook-fails: maybe
                  - publish: {secret-file: D/none}
                limits: {player: 5}
                """
                        .replace("D/", folder + "/");

        assertThat(problems(yaml))
                .containsExactly(
                        "F line 7: tokens is there and empty; fill it, or leave it out",
                        "F line 4: '10.0.0.1/8' has bits behind the first 8; write zeros there",
                        "F line 4: '10.0.0.0/33' has no count of bits from 0 to 32 behind its slash; write one such as 10.0.0.0/8",
                        "F line 4: 'localhost' is no block of addresses; write one such as 10.0.0.0/8, 192.168.1.7 or ::1",
                        "F line 4: '::/129' has no count of bits from 0 to 128 behind its slash; write one such as 10.0.0.0/8",
                        "F line 8: access[1].publish.webhook is 'ftp://127.0.0.1/auth'; use an address such as http://127.0.0.1:9000/auth (it has no host, or a user, or another scheme)",
                        "F line 6: access[1].publish.most is '0'; use a number from 1 to 1000000",
                        "F line 5: access[1].publish.bitrate is '8 MB'; use a rate such as 8Mbit or 800kbit",
                        "F line 11: D/empty holds no token; write one a line into it",
                        "F line 10: a token here is empty, or has a blank or another character that no address carries; use letters, digits and -._~ only",
                        "F line 12: D/short holds a secret of 3 bytes; make one of 16 to 4096 with: openssl rand -base64 32",
                        "F line 14: access[1].play.webhook-fails is 'maybe'; use one of [closed, open]",
                        "F line 13: access[1].play.bitrate is unknown; known are tokens, token-file, secret-file, allow, webhook, webhook-fails, most",
                        "F line 15: an access entry says not which streams it is about; add streams, such as \"live/*\" or \"**\"",
                        "F line 15: D/none does not exist; make it, or name another",
                        "F line 16: limits.player is unknown; did you mean players?");
    }

    @Test
    void tokensMayBeKeptInAFileALineEach() throws Exception {
        Files.writeString(folder.resolve("tokens"), "# studio\nstudio-7f3a\n\n van-22 \n");
        var doorway =
                Doorway.of(
                        folder,
                        "access: [{streams: \"**\", publish: {token-file: %s}}]"
                                .formatted(folder.resolve("tokens")));

        doorway.enter(Doorway.publish("live/a", "studio-7f3a"));
        doorway.enter(Doorway.publish("live/a", "van-22"));
        assertThat(doorway.ask(Doorway.publish("live/a", "# studio")))
                .isInstanceOf(Answer.Denied.class);
    }

    @Test
    void starsInTheNameOfAStreamStayWithinAPartOrGoOverAll() {
        assertThat(new StreamGlob("live/*").matches("live/demo")).isTrue();
        assertThat(new StreamGlob("live/*").matches("live/a/b")).isFalse();
        assertThat(new StreamGlob("live/**").matches("live/a/b")).isTrue();
        assertThat(new StreamGlob("**").matches("x")).isTrue();
        assertThat(new StreamGlob("live/cam-*-hd").matches("live/cam-7-hd")).isTrue();
        assertThat(new StreamGlob("live/a.b").matches("live/axb")).isFalse();
        assertThat(new StreamGlob("**").matches("x".repeat(513))).isFalse();
    }
}
