package dev.berth.cli;

import dev.berth.access.Secret;
import dev.berth.access.SignedToken;
import dev.berth.access.Visit.Deed;
import dev.berth.config.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs a token. Needs no hub that runs: whoever has the secret may do it, anywhere. */
@Command(
        name = "token",
        description = "Signs a token that lets its bearer publish or play one stream for a while.",
        footer = {
            "",
            "It goes behind the stream key: rtmp://host/live/demo?token=TOKEN",
            "What signs it is the secret-file of the access entry that covers the stream.",
            "Exit codes: 0 there it is, 1 there is no secret to sign with."
        })
final class TokenCommand implements Callable<Integer> {
    private static final Duration LONGEST = Duration.ofDays(3_650);

    @Mixin private final Common common = new Common();

    @Option(
            names = "--stream",
            required = true,
            paramLabel = "STREAM",
            description = "Which stream, such as live/demo.")
    private String stream = "";

    @ArgGroup(multiplicity = "1")
    private Wanted wanted = new Wanted();

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long it is good (default: ${DEFAULT-VALUE}).")
    private String term = "2h";

    @ArgGroup private Origin origin = new Origin();

    private final InstantSource time;

    TokenCommand() {
        this(Clock.systemUTC());
    }

    TokenCommand(InstantSource time) {
        this.time = time;
    }

    /** One of the two. */
    static final class Wanted {
        @Option(names = "--publish", description = "To publish it.")
        private boolean publish;

        @SuppressWarnings("UnusedVariable") // it is there to be said instead of the other
        @Option(names = "--play", description = "To play it.")
        private boolean play;

        Deed deed() {
            return publish ? Deed.PUBLISH : Deed.PLAY;
        }
    }

    /** Where the secret comes from. */
    static final class Origin {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "Configuration that names the secret (default: berth.yaml).")
        private @Nullable Path config;

        @Option(names = "--secret-file", paramLabel = "FILE", description = "The secret itself.")
        private @Nullable Path secret;
    }

    @Override
    public Integer call() throws IOException {
        var expires = time.instant().plus(term()).truncatedTo(ChronoUnit.SECONDS);
        var token = new SignedToken(wanted.deed(), stream, expires).sign(secret());
        if (common.json) {
            var said = new LinkedHashMap<String, String>();
            said.put("token", token);
            said.put("deed", wanted.deed().word());
            said.put("stream", stream);
            said.put("expires", expires.toString());
            common.out().println(HubClient.JSON.toJson(said));
        } else {
            common.out().println(token);
        }
        common.out().flush();
        return 0;
    }

    private Duration term() {
        try {
            var time = Section.duration(term);
            if (time.isPositive() && time.compareTo(LONGEST) <= 0) {
                return time;
            }
        } catch (NumberFormatException bad) {
            // Said below, as what is out of bounds is.
        }
        throw new Usage(
                "--for is '%s'; write a time up to %dd, such as 30m, 2h or 7d"
                        .formatted(term, LONGEST.toDays()));
    }

    private Secret secret() throws IOException {
        if (origin.secret != null) {
            return Secret.read(origin.secret);
        }
        var config = ConfigCommand.read(ConfigCommand.file(origin.config));
        return config.access()
                .secret(wanted.deed(), stream)
                .orElseThrow(() ->
                        new IOException(
                                "no entry of access signs tokens to %s %s; add a secret-file there, or give --secret-file"
                                        .formatted(wanted.deed().word(), stream)));
    }
}
