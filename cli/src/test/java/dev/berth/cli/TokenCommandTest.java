package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Signs tokens, by the secret that the configuration names or by one that is given. */
class TokenCommandTest {
    /** 2026-11-21T12:00:00Z, and two hours later. */
    private static final long NOW = 1_795_262_400;

    private static final String LATER = "1795269600";

    @TempDir private Path folder;
    private String secret = "";
    private String config = "";

    @BeforeEach
    void write() throws Exception {
        var file = folder.resolve("secret");
        secret = Files.writeString(file, "0123456789abcdef0123456789abcdef\n").toString();
        var yaml = "access: [{streams: live/*, play: {secret-file: %s}}]\n".formatted(secret);
        config = Files.writeString(folder.resolve("berth.yaml"), yaml).toString();
    }

    private static Run token(String... arguments) {
        return Run.of(
                new CommandLine(new TokenCommand(() -> Instant.ofEpochSecond(NOW))), arguments);
    }

    @Test
    void aTokenSaysWhatItIsForAndUntilWhen() {
        var run = token("--stream", "live/demo", "--play", "--for", "2h", "--secret-file", secret);

        assertThat(run.code()).isZero();
        assertThat(run.out().strip())
                .startsWith("b1.play." + LATER + ".bGl2ZS9kZW1v.")
                .hasSize("b1.play..bGl2ZS9kZW1v.".length() + LATER.length() + 43);
    }

    @Test
    void theSecretIsThatOfTheEntryThatCoversTheStream() {
        var named = token("--stream", "live/demo", "--play", "--config", config);
        var given = token("--stream", "live/demo", "--play", "--secret-file", secret);

        assertThat(named.out()).isNotBlank().isEqualTo(given.out());
    }

    @Test
    void whereNoEntrySignsTokensItSaysSo() throws Exception {
        var run = Run.berth("token", "--stream", "live/demo", "--publish", "--config", config);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo(
                        "berth: no entry of access signs tokens to publish live/demo; add a secret-file there, or give --secret-file");
    }

    @Test
    void aTimeThatIsNoneIsRefused() throws Exception {
        for (var term : new String[] {"0", "soon", "99999d"}) {
            var run =
                    Run.berth(
                            "token",
                            "--stream",
                            "live/demo",
                            "--play",
                            "--for",
                            term,
                            "--secret-file",
                            secret);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err().strip())
                    .isEqualTo(
                            "berth: --for is '%s'; write a time up to 3650d, such as 30m, 2h or 7d"
                                    .formatted(term));
        }
    }
}
