package dev.berth.hub;

import dev.berth.api.ApiServer;
import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.config.Problems;
import dev.berth.ffmpeg.FfmpegScheme;
import dev.berth.journal.Journal;
import dev.berth.journal.Ledger;
import dev.berth.media.Schemes;
import dev.berth.media.Streams;
import dev.berth.neighbours.Imports;
import dev.berth.neighbours.Neighbourhood;
import dev.berth.net.Loops;
import dev.berth.net.Network;
import dev.berth.planning.PlanOfRecord;
import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.restream.Restream;
import dev.berth.rtmp.RtmpScheme;
import dev.berth.rtmp.RtmpServer;
import dev.berth.supervise.Service;
import dev.berth.supervise.ServiceStatus;
import dev.berth.supervise.Supervisor;
import dev.berth.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    private static final Duration RETRY = Duration.ofSeconds(3);

    private final Opened opened;
    private final Ledger ledger;
    private final Authority authority;
    private final Streams streams;
    private final Restream restream;
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
        streams = opened.add(new Streams(config.media(), loops.group(), clock));
        streams.watch(new StreamNotes(journal));
        supervisor = opened.add(new Supervisor(authority, journal, RETRY));
        var schemes = schemes(config, network, streams);
        restream = opened.add(new Restream(schemes, streams, journal, clock));
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
        api =
                new ApiServer(
                        config.api(),
                        authority,
                        streams,
                        restream,
                        supervisor,
                        journal,
                        ledger,
                        watch,
                        plan,
                        neighbours,
                        VERSION,
                        clock.instant());

        var services =
                new ArrayList<Service>(
                        RtmpServer.of(config.rtmp(), config.tls(), network, streams));
        services.add(new Announced(api, config.api().token(), data));
        supervisor.start(services);
        restream.start(config.restream());
        // Last, because nobody waits for them: what is to be written down waits in memory.
        ledger.start();
        watch.start();
    }

    /** The owners whose services run. */
    private Set<String> running() {
        return supervisor.status().stream()
                .filter(service -> service.state() == ServiceStatus.State.RUNNING)
                .flatMap(service -> service.claims().stream())
                .map(Claim::owner)
                .collect(Collectors.toSet());
    }

    private static Schemes schemes(HubConfig config, Network network, Streams streams) {
        var schemes = new Schemes();
        var rtmp = new RtmpScheme(network, streams, config.rtmp(), config.tls());
        schemes.register("rtmp", rtmp);
        schemes.register("rtmps", rtmp);
        var ffmpeg = new FfmpegScheme();
        schemes.register("test", ffmpeg);
        schemes.register("file", ffmpeg);
        return schemes;
    }

    /**
     * Everything that is wrong with the sources and outputs of a configuration, one sentence each.
     * Starts nothing.
     */
    public static List<String> check(HubConfig config) {
        var clock = Clock.systemUTC();
        try (var authority = new Authority(clock);
                var loops = Loops.start(1)) {
            var streams = new Streams(config.media(), loops.group(), clock);
            return Restream.check(
                    config.restream(), schemes(config, new Network(authority, loops), streams));
        }
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

    public Streams streams() {
        return streams;
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
