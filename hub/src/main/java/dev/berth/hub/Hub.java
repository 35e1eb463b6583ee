package dev.berth.hub;

import dev.berth.api.ApiServer;
import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.config.Problems;
import dev.berth.ffmpeg.FfmpegScheme;
import dev.berth.journal.Journal;
import dev.berth.media.Schemes;
import dev.berth.media.Streams;
import dev.berth.net.Loops;
import dev.berth.net.Network;
import dev.berth.ports.Authority;
import dev.berth.restream.Restream;
import dev.berth.rtmp.RtmpScheme;
import dev.berth.rtmp.RtmpServer;
import dev.berth.supervise.Service;
import dev.berth.supervise.ServiceStatus;
import dev.berth.supervise.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole house. The one class that knows everybody: it builds them from the ground up, and ends
 * them from the top.
 */
public final class Hub implements AutoCloseable {
    public static final String VERSION = "0.1.0";

    private static final Duration RETRY = Duration.ofSeconds(3);

    private final DataDirectory data;
    private final Authority authority;
    private final Loops loops;
    private final Streams streams;
    private final Restream restream;
    private final Supervisor supervisor;
    private final ApiServer api;

    private Hub(HubConfig config, DataDirectory data) {
        this.data = data;
        var clock = Clock.systemUTC();
        var journal = new Journal(clock);
        authority = new Authority(clock);
        authority.onChange(new LeaseNotes(journal));
        loops = Loops.start(Runtime.getRuntime().availableProcessors());
        var network = new Network(authority, loops);
        streams = new Streams(config.media(), loops.group(), clock);
        streams.watch(new StreamNotes(journal));
        restream = new Restream(schemes(config, network, streams), streams, journal, clock);
        supervisor = new Supervisor(authority, journal, RETRY);
        api =
                new ApiServer(
                        config.api(),
                        authority,
                        streams,
                        restream,
                        supervisor,
                        journal,
                        VERSION,
                        clock.instant());

        var services =
                new ArrayList<Service>(
                        RtmpServer.of(config.rtmp(), config.tls(), network, streams));
        services.add(new Announced(api, config.api().token(), data));
        supervisor.start(services);
        restream.start(config.restream());
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
        var data = DataDirectory.take(path);
        try {
            return new Hub(config, data);
        } catch (RuntimeException failed) {
            data.close();
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

    public Authority authority() {
        return authority;
    }

    /** Ends outputs, then services, and gives every port back. */
    @Override
    public void close() {
        restream.close();
        supervisor.close();
        streams.close();
        authority.close();
        loops.close();
        data.close();
    }
}
