package dev.berth.cli;

import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.config.Section;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.restream.Checkup;
import dev.berth.restream.RestreamConfig;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.restream.Uplink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds out before going live what can be known. */
@Command(
        name = "check",
        description = {
            "Looks at every target, and says what sending to all of them takes.",
            "Each is resolved, connected to and asked whether it takes publishers; nothing is published and no key is told.",
            "With --publish it really goes live at all of them for that time, and measures the uplink."
        },
        footer = {
            "",
            "Example: berth restream check --config berth.yaml --bitrate 6M --uplink 20M",
            "Example: berth restream check test: --to-file targets --bitrate 6M --publish 5s",
            "Exit codes: 0 all is well, 1 a target does not answer or the uplink is too small, 2 an address is wrong."
        })
final class RestreamCheckCommand implements Callable<Integer> {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})([kM]?)");

    /** What of an uplink may be planned with: the rest is for others, and for bad minutes. */
    private static final double USABLE = 0.8;

    /** Who has so many bytes of the stream yet to take is behind. */
    private static final long BEHIND = 256 << 10;

    @Mixin private final Common common = new Common();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Checks the outputs of a configuration.")
    private @Nullable Path config;

    @Parameters(arity = "0..1", paramLabel = "SOURCE", description = "What will be sent.")
    private @Nullable String from;

    @Mixin private final ToOptions to = new ToOptions();

    @Option(
            names = "--bitrate",
            paramLabel = "RATE",
            description =
                    "Bits a second of one output, such as 6M or 2500k (default: what the stream has now).")
    private @Nullable String bitrate;

    @Option(
            names = "--uplink",
            paramLabel = "RATE",
            description = "Bits a second that this machine can send, such as 20M.")
    private @Nullable String uplink;

    @Option(
            names = "--publish",
            paramLabel = "TIME",
            description = {
                "Goes live at every target for so long, such as 5s, and measures what they acknowledge.",
                "Anybody can see it there: a test signal of --bitrate, or the source itself."
            })
    private @Nullable String publish;

    @Option(
            names = "--progress",
            description =
                    "Says on the standard error what is done (default: where that is a terminal).")
    private boolean progress;

    @Override
    public Integer call() throws Exception {
        var wanted = wanted();
        var wish = wish(wanted);
        if (wish != null) {
            common.err()
                    .println(
                            "This really goes live at every target, for %s."
                                    .formatted(Section.words(wish.time())));
            common.err().flush();
        }
        var checkup = inspect(wanted, wish);
        var plan = plan(wanted, checkup.uplink());
        if (common.json) {
            common.out()
                    .println(HubClient.type(Views.CheckupView.class).toJson(view(checkup, plan)));
        } else {
            table(checkup).print(common.out());
            plan.sentences.forEach(common.out()::println);
        }
        return checkup.good() && plan.fits ? 0 : 1;
    }

    private HubConfig wanted() throws IOException {
        var read = ConfigCommand.read(config);
        if (from == null) {
            if (read.restream().jobs().isEmpty()) {
                throw new Usage(
                        "there is nothing to check; name a source and --to, or a --config with restream entries");
            }
            return read;
        }
        var targets = to.all().stream().map(RestreamCommand::target).toList();
        return read.with(
                new RestreamConfig(List.of(new Job(RestreamCommand.source(from), targets))));
    }

    /** What is to be published; null for nothing. */
    private Checkup.@Nullable Wish wish(HubConfig wanted) throws IOException, InterruptedException {
        if (publish == null) {
            return null;
        }
        refuseWhereTheHubSends(wanted);
        try {
            return new Checkup.Wish(Section.duration(publish), testBitrate(wanted));
        } catch (NumberFormatException bad) {
            throw new Usage("--publish is '" + publish + "'; use a time such as 5s");
        } catch (IllegalArgumentException refused) {
            throw new Usage(String.valueOf(refused.getMessage()));
        }
    }

    /**
     * A platform that lets a second publisher take over would end what goes there now. Keys are
     * told to nobody, so whatever looks the same counts as the same.
     */
    private void refuseWhereTheHubSends(HubConfig wanted) throws IOException, InterruptedException {
        var hub = common.findHub();
        if (hub.isEmpty()) {
            return;
        }
        var sent =
                hub.get().list("/api/v1/outputs", Views.OutputView.class).stream()
                        .map(Views.OutputView::to)
                        .collect(Collectors.toSet());
        for (var target : targets(wanted)) {
            if (sent.contains(target)) {
                throw new Usage(
                        "the running hub has an output to %s, which publishing there might end; remove it first, or check without --publish"
                                .formatted(target));
            }
        }
    }

    private static List<String> targets(HubConfig wanted) {
        try {
            return Hub.targets(wanted);
        } catch (BadConfig bad) {
            throw new Usage(bad);
        }
    }

    /** Streams of a running hub are not ours to publish: a test signal stands for them. */
    private long testBitrate(HubConfig wanted) throws IOException, InterruptedException {
        long most = bitrate == null ? 0 : rate(bitrate);
        for (var job : bitrate == null ? wanted.restream().jobs() : List.<Job>of()) {
            most = Math.max(most, now(job.from()).orElse(0));
        }
        return most;
    }

    private Checkup inspect(HubConfig wanted, Checkup.@Nullable Wish wish)
            throws InterruptedException {
        try {
            return Hub.inspect(wanted, wish, this::done);
        } catch (BadConfig bad) {
            throw new Usage(bad);
        } catch (IllegalArgumentException refused) {
            throw new Usage(String.valueOf(refused.getMessage()));
        }
    }

    private void done(Checkup.Checked checked) {
        var seen = Views.CheckedView.of(checked);
        say(seen.to() + (seen.problem() == null ? " answers" : ": " + seen.problem()));
    }

    /** Beside the result, which is on the standard output. */
    private void say(String line) {
        if (progress || (!common.json && watched())) {
            common.err().println(line);
            common.err().flush();
        }
    }

    /** Whether somebody sits at a terminal. */
    @SuppressWarnings("SystemConsoleNull") // it does return null where there is no terminal at all
    private static boolean watched() {
        var console = System.console();
        return console != null && console.isTerminal();
    }

    private static Table table(Checkup checkup) {
        var table = new Table("TARGET", "ADDRESSES", "STEPS", "BEYOND H.264", "PROBLEM");
        for (var checked : checkup.targets().stream().map(Views.CheckedView::of).toList()) {
            table.row(
                    checked.to() + (checked.backup() ? " (backup)" : ""),
                    String.join(" ", checked.addresses()),
                    checked.steps().stream()
                            .map(RestreamCheckCommand::words)
                            .collect(Collectors.joining(", ")),
                    String.join(" ", checked.codecs()),
                    Words.or(checked.problem(), ""));
        }
        return table;
    }

    private static String words(Views.StepView step) {
        return step.name() + " " + Words.millis(step.millis());
    }

    /** What sending takes, in sentences that say what was measured and what was not. */
    private record Plan(long bitsPerSecond, double cpu, boolean fits, List<String> sentences) {}

    private Plan plan(HubConfig wanted, @Nullable Uplink measured)
            throws IOException, InterruptedException {
        var sentences = new ArrayList<String>();
        if (measured != null) {
            sentences.addAll(measured.sentences());
            return cost(measured.needed(), measured.fits(), sentences);
        }
        sentences.addAll(live());
        long sum = 0;
        for (var job : wanted.restream().jobs()) {
            var one = bitrate == null ? now(job.from()) : OptionalLong.of(rate(bitrate));
            if (one.isEmpty()) {
                sentences.add(
                        "The bitrate is not known, for the source is not live in a running hub; give --bitrate to have uplink and CPU reckoned.");
                return new Plan(0, 0, true, sentences);
            }
            sum += one.getAsLong() * job.to().size();
        }
        sentences.add("All outputs together take %s.".formatted(Words.rate(sum)));
        boolean fits = fits(sum, sentences);
        return cost(sum, fits, sentences);
    }

    private static Plan cost(long sum, boolean fits, List<String> sentences) throws IOException {
        double cpu = sum / 1e9 * Hub.sendCost();
        sentences.add(
                String.format(
                        Locale.ROOT,
                        "Sending that costs about %.2f %% of one core, measured on loopback now; TLS and changing codecs come on top.",
                        100 * cpu));
        return new Plan(sum, cpu, fits, sentences);
    }

    /** What the uplink carries already, if a hub runs that sends. */
    private List<String> live() throws IOException, InterruptedException {
        var hub = common.findHub();
        if (hub.isEmpty()) {
            return List.of();
        }
        var sending =
                hub.get().list("/api/v1/outputs", Views.OutputView.class).stream()
                        .filter(output -> output.bitsPerSecond() > 0)
                        .toList();
        long sum = sending.stream().mapToLong(Views.OutputView::bitsPerSecond).sum();
        long late = sending.stream().filter(output -> output.queueBytes() > BEHIND).count();
        return sending.isEmpty()
                ? List.of()
                : List.of(
                        "The running hub sends %s to %d outputs now, and %s; what is checked here comes on top if it is not among them."
                                .formatted(
                                        Words.rate(sum),
                                        sending.size(),
                                        late == 0
                                                ? "all of them keep up"
                                                : late + " of them do not keep up"));
    }

    private boolean fits(long sum, List<String> sentences) {
        if (uplink == null) {
            sentences.add(
                    "The uplink was not measured; give what your provider says with --uplink to have it compared, or measure it with --publish 5s, which goes live.");
            return true;
        }
        long given = rate(uplink);
        boolean fits = sum <= USABLE * given;
        sentences.add(
                "That %s an uplink of %s, of which four fifths are planned with; the uplink was not measured."
                        .formatted(fits ? "fits" : "does not fit", Words.rate(given)));
        return fits;
    }

    /** What a stream of the running hub has at the moment. */
    private OptionalLong now(String stream) throws IOException, InterruptedException {
        var hub = common.findHub();
        if (hub.isEmpty()) {
            return OptionalLong.empty();
        }
        return hub.get().list("/api/v1/streams", Views.StreamView.class).stream()
                .filter(found -> found.name().equals(stream) && found.bitsPerSecond() > 0)
                .mapToLong(Views.StreamView::bitsPerSecond)
                .findFirst();
    }

    private static long rate(String text) {
        var form = RATE.matcher(text);
        if (!form.matches()) {
            throw new Usage("'" + text + "' is no bitrate; write it like 6M or 2500k");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "k" -> number * 1_000;
            case "M" -> number * 1_000_000;
            default -> number;
        };
    }

    private static Views.CheckupView view(Checkup checkup, Plan plan) {
        return new Views.CheckupView(
                checkup.good() && plan.fits,
                checkup.targets().stream().map(Views.CheckedView::of).toList(),
                plan.bitsPerSecond,
                plan.cpu,
                Views.UplinkView.of(checkup.uplink()),
                plan.sentences);
    }
}
