package dev.berth.hub;

import dev.berth.access.Access;
import dev.berth.api.ApiServer;
import dev.berth.api.Figure;
import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.config.Problems;
import dev.berth.ffmpeg.FfmpegScheme;
import dev.berth.ffmpeg.Recodings;
import dev.berth.http.HttpServer;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.media.Schemes;
import dev.berth.media.Streams;
import dev.berth.mpegts.MpegTsInput;
import dev.berth.neighbours.Imports;
import dev.berth.neighbours.Neighbourhood;
import dev.berth.net.Loops;
import dev.berth.net.Network;
import dev.berth.net.SendCost;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.recording.Recorder;
import dev.berth.restream.Checkup;
import dev.berth.restream.Processes;
import dev.berth.restream.Pulls;
import dev.berth.restream.Restream;
import dev.berth.rtmp.RtmpScheme;
import dev.berth.rtmp.RtmpServer;
import dev.berth.supervise.Service;
import dev.berth.supervise.ServiceStatus;
import dev.berth.supervise.Supervisor;
import dev.berth.watch.Watch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole house. The one class that knows everybody: it builds them from the ground up, and ends
 * them from the top.
 */
public final class Hub implements AutoCloseable {
    public static final String VERSION = "0.1.0";

    /** The file in the data directory that the ledger is in. */
    public static final String LEDGER = "ledger.db";

    /** The file in the data directory in which the authority remembers its leases. */
    private static final String LEASES = "leases";

    /** How often leases are looked at whose term is over, or whose process is gone. */
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** The directory in the data directory that recordings are in. */
    private static final String RECORDINGS = "recordings";

    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Opened opened;
    private final Ledger ledger;
    private final Authority authority;
    private final Streams streams;
    private final Restream restream;
    private final Pulls pulls;
    private final Recorder recorder;
    private final Recodings recodings;
    private final Supervisor supervisor;
    private final Neighbourhood neighbours;
    private final PlanOfRecord plan;
    private final Watch watch;
    private final ApiServer api;

    /** What is opened closes in the opposite order: outputs, services, every port, the ledger. */
    private Hub(HubConfig config, DataDirectory data, Opened opened) throws IOException {
        this.opened = opened;
        var clock = Clock.systemUTC();
        var journal = new Journal(clock);
        var loops = opened.add(Loops.start(Runtime.getRuntime().availableProcessors()));
        var path = data.path().resolve(LEDGER);
        ledger = opened.add(new Ledger(path, config.ledger(), journal, clock));
        authority = opened.add(new Authority(clock));
        authority.onChange(new LeaseNotes(journal, ledger, clock));
        authority.remember(data.path().resolve(LEASES));
        authority.watch(ROUND);
        var network = new Network(authority, loops);
        var access = new Access(config.access(), journal, clock);
        config.cautions().forEach(caution -> journal.append("access.open", "hub", caution));
        streams = opened.add(new Streams(config.media(), loops.group(), clock));
        streams.watch(new StreamNotes(journal));
        supervisor = opened.add(new Supervisor(authority, journal, RETRY));
        var schemes = schemes(config, network, streams, access);
        var processes =
                new Processes(
                        streams,
                        loops.group(),
                        OutputLauncher::launch,
                        OutputProcess.Settings.of(config).all());
        restream = opened.add(new Restream(schemes, processes, streams, journal, clock));
        pulls = opened.add(new Pulls(schemes, streams, journal));
        var recordings = data.path().resolve(RECORDINGS);
        recorder =
                opened.add(new Recorder(config.recording(), recordings, streams, journal, clock));
        recodings = opened.add(new Recodings(streams, journal));
        neighbours =
                new Neighbourhood(
                        config.planning().neighbours(), new Imports(data.path()), journal);
        plan =
                new PlanOfRecord(
                        config.planning(),
                        data.path(),
                        authority,
                        neighbours::all,
                        neighbours::damage,
                        new PlanNotes(journal, ledger, clock));
        watch =
                opened.add(
                        new Watch(
                                authority, this::running, config.watch(), journal, ledger, clock));
        var inputs = MpegTsInput.of(config.mpegts(), streams, access, journal);
        api =
                new ApiServer(
                        config.api(),
                        authority,
                        streams,
                        access,
                        restream,
                        pulls,
                        recorder,
                        supervisor,
                        journal,
                        ledger,
                        watch,
                        plan,
                        neighbours,
                        figures(inputs),
                        VERSION,
                        clock.instant());

        var services =
                new ArrayList<Service>(
                        RtmpServer.of(config.rtmp(), config.tls(), network, streams, access));
        services.addAll(
                HttpServer.of(config.http(), config.tls(), network, streams, access, clock));
        services.addAll(inputs);
        services.add(new Announced(api, config.api().token(), data));
        recorder.start();
        supervisor.start(services);
        pulls.start(config.pull());
        restream.start(config.restream());
        // Last, because nobody waits for them: what is to be written down waits in memory.
        ledger.start();
        watch.start();
    }

    /** What {@code /metrics} says of those the API does not know, or not that well. */
    private List<Figure> figures(List<MpegTsInput> inputs) {
        var figures = new ArrayList<Figure>();
        figures.add(Figure.gauge("berth.recodings", recodings::count));
        figures.add(Figure.counter("berth.recoding.lost.frames", recodings::lostFrames));
        figures.add(Figure.counter("berth.recoding.failures", recodings::failures));
        figures.add(Figure.counter("berth.recording.bytes", recorder::bytesWritten));
        figures.add(Figure.counter("berth.recording.failures", recorder::failures));
        inputs.forEach(input ->
                figures.add(
                        Figure.counter(
                                "berth.mpegts.lost.packets",
                                input::lostPackets,
                                "input",
                                input.listen().toString())));
        return figures;
    }

    /** The owners whose services run. */
    private Set<String> running() {
        return supervisor.status().stream()
                .filter(service -> service.state() == ServiceStatus.State.RUNNING)
                .flatMap(service -> service.claims().stream())
                .map(Claim::owner)
                .collect(Collectors.toSet());
    }

    private static Schemes schemes(
            HubConfig config, Network network, Streams streams, Access access) {
        var schemes = new Schemes();
        var rtmp =
                new RtmpScheme(
                        network,
                        streams,
                        access,
                        config.rtmp(),
                        config.tls(),
                        config.doorsBesidesRtmp());
        schemes.register("rtmp", rtmp);
        schemes.register("rtmps", rtmp);
        var ffmpeg = new FfmpegScheme(config.tls().trust());
        FfmpegScheme.NAMES.forEach(name -> schemes.register(name, ffmpeg));
        return schemes;
    }

    /**
     * Everything that is wrong with the files, sources and outputs of a configuration, a sentence
     * each. Starts nothing.
     */
    public static List<String> check(HubConfig config) {
        var problems = new ArrayList<>(config.tls().check());
        problems.addAll(
                model(
                        config,
                        (_, schemes) -> {
                            var wrong = new ArrayList<>(Restream.check(config.restream(), schemes));
                            wrong.addAll(Pulls.check(config.pull(), schemes));
                            return wrong;
                        }));
        return problems;
    }

    /** What looks at a configuration with what a hub would be made of. */
    private interface Look<T, E extends Exception> {
        T at(Streams streams, Schemes schemes) throws E;
    }

    private static <T, E extends Exception> T model(HubConfig config, Look<T, E> look) throws E {
        var clock = Clock.systemUTC();
        try (var authority = new Authority(clock);
                var loops = Loops.start(1)) {
            var streams = new Streams(config.media(), loops.group(), clock);
            var network = new Network(authority, loops);
            return look.at(streams, schemes(config, network, streams, Access.open()));
        }
    }

    private static void refuseWrong(HubConfig config) throws BadConfig {
        var problems = check(config);
        if (!problems.isEmpty()) {
            throw new BadConfig(problems);
        }
    }

    /**
     * Looks at every target of a configuration, as {@code berth restream check} does. Starts
     * nothing, and publishes nothing unless that is wished.
     *
     * @param publish what to publish to all of them; null for nothing
     * @param told of each target as it is done, on any thread
     * @throws BadConfig when an address is wrong
     * @throws IllegalArgumentException when there is nothing to publish
     */
    public static Checkup inspect(
            HubConfig config, Checkup.@Nullable Wish publish, Consumer<Checkup.Checked> told)
            throws BadConfig, InterruptedException {
        refuseWrong(config);
        var jobs = config.restream().jobs();
        return model(
                config,
                (streams, schemes) ->
                        publish == null
                                ? Checkup.of(jobs, schemes, told)
                                : Checkup.publishing(jobs, publish, schemes, streams, told));
    }

    /**
     * The targets of a configuration as anybody may see them. Starts nothing.
     *
     * @throws BadConfig when an address is wrong
     */
    public static List<String> targets(HubConfig config) throws BadConfig {
        refuseWrong(config);
        return model(
                config,
                (_, schemes) ->
                        config.restream().jobs().stream()
                                .flatMap(job -> job.to().stream())
                                .map(target -> schemes.look(URI.create(target.to()), true).shown())
                                .toList());
    }

    /** CPU seconds that sending a gigabit costs this machine, measured now on loopback. */
    public static double sendCost() throws IOException {
        return SendCost.perGigabit();
    }

    /**
     * Reads a configuration file, and finds everything that is wrong with it, the addresses in it
     * included. Starts nothing.
     *
     * @param file null for the defaults
     * @throws BadConfig with all of it
     */
    public static HubConfig read(@Nullable Path file) throws BadConfig {
        var problems = new Problems();
        var config = HubConfig.read(file, problems);
        check(config).forEach(problems::add);
        problems.check();
        return config;
    }

    /**
     * Starts a hub: whatever can be started runs when this returns, and {@link #services} tells
     * about the rest.
     *
     * @param path its data directory
     * @throws BadConfig with everything that is wrong; then nothing was started
     * @throws IOException when the data directory is another hub's, or cannot be written
     */
    public static Hub start(HubConfig config, Path path) throws BadConfig, IOException {
        var problems = check(config);
        if (!problems.isEmpty()) {
            throw new BadConfig(problems);
        }
        var opened = new Opened();
        var data = opened.add(DataDirectory.take(path));
        try {
            return new Hub(config, data, opened);
        } catch (IOException | RuntimeException | Error failed) {
            opened.close();
            throw failed;
        }
    }

    /** How its services are doing. */
    public List<ServiceStatus> services() {
        return supervisor.status();
    }

    /** How it is doing as a whole, as the API says it. */
    public Views.Health health() {
        return api.health();
    }

    /** How its outputs are doing, as the API says it. */
    public List<Views.OutputView> outputs() {
        return api.outputs();
    }

    public Restream restream() {
        return restream;
    }

    /** What is brought in from elsewhere. */
    public Pulls pulls() {
        return pulls;
    }

    /** The variants of streams that are made for outputs. */
    public Recodings recodings() {
        return recodings;
    }

    public Streams streams() {
        return streams;
    }

    public Recorder recorder() {
        return recorder;
    }

    /** Who has which ports, whether they run or not. */
    public PlanOfRecord plan() {
        return plan;
    }

    /** What other programs' configurations name. */
    public Neighbourhood neighbours() {
        return neighbours;
    }

    public Authority authority() {
        return authority;
    }

    public Ledger ledger() {
        return ledger;
    }

    public Watch watch() {
        return watch;
    }

    /** Ends outputs, then services, and gives every port back. */
    @Override
    public void close() {
        opened.close();
    }
}
