package dev.berth.cli;

import dev.berth.api.ApiConfig;
import dev.berth.api.Views;
import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import dev.berth.hub.HubConfig;
import dev.berth.ports.BadEndpoint;
import dev.berth.ports.Endpoint;
import dev.berth.restream.RestreamConfig;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.supervise.ServiceStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the hub until it is asked to end. */
@Command(
        name = "up",
        description = "Runs the hub until Ctrl-C.",
        footer = {
            "",
            "Exit codes: 0 all of it ran, 1 a part had no port or failed, 2 the configuration is wrong."
        })
final class UpCommand implements Callable<Integer> {
    private static final List<String> DEMO =
            List.of(
                    "rtmp://127.0.0.1:8889/live/demo?listen=1",
                    "rtmp://127.0.0.1:8888/live/demo?listen=1");

    /** Seconds from one look at the services to the next. */
    private static final int GLANCE = 3;

    @Mixin private final Common common = new Common();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration (default: berth.yaml if it is here).")
    private @Nullable Path config;

    @Option(
            names = "--rtmp",
            paramLabel = "ENDPOINT",
            description = "Serves RTMP there, such as tcp/127.0.0.1:1935.")
    private @Nullable String rtmp;

    @Option(
            names = "--api",
            paramLabel = "ENDPOINT",
            description = "Serves the API there, such as tcp/127.0.0.1:7935.")
    private @Nullable String api;

    @Option(names = "--demo", description = "Also sends a test picture to two listening outputs.")
    private boolean demo;

    @Override
    public Integer call() throws Exception {
        long began = System.nanoTime();
        var wanted = wanted();
        var hub = start(wanted);
        Ending.onSignal(() -> end(hub));
        report(hub, wanted, Duration.ofNanos(System.nanoTime() - began));
        watch(hub);
        return 0;
    }

    /** Says when a service starts after all, or ceases to run; ends with the process. */
    private void watch(Hub hub) throws InterruptedException {
        for (var before = states(hub); ; ) {
            TimeUnit.SECONDS.sleep(GLANCE);
            var now = states(hub);
            if (!now.equals(before)) {
                before = now;
                tell(hub);
            }
        }
    }

    private static Map<String, ServiceStatus.State> states(Hub hub) {
        return hub.services().stream()
                .collect(Collectors.toMap(ServiceStatus::name, ServiceStatus::state));
    }

    private void tell(Hub hub) {
        var out = common.out();
        if (common.json) {
            out.println(HubClient.type(Views.Health.class).toJson(hub.health()));
        } else {
            out.println();
            PortTable.print(hub, out);
        }
        out.flush();
    }

    private Hub start(HubConfig wanted) throws Exception {
        try {
            return Hub.start(wanted, common.data());
        } catch (BadConfig bad) {
            throw new Usage(bad);
        }
    }

    private HubConfig wanted() {
        var read = ConfigCommand.read(ConfigCommand.file(config));
        if (rtmp != null) {
            read = read.with(read.rtmp().listeningOn(endpoint("--rtmp", rtmp)));
        }
        if (api != null) {
            read =
                    read.with(
                            new ApiConfig(
                                    endpoint("--api", api),
                                    read.api().policy(),
                                    read.api().token()));
        }
        if (demo) {
            var jobs = new ArrayList<>(read.restream().jobs());
            jobs.add(Job.of("test:", DEMO));
            read = read.with(new RestreamConfig(jobs));
        }
        if (!read.api().listen().loopback() && read.api().token().isEmpty()) {
            throw new Usage(
                    "--api "
                            + read.api().listen()
                            + " can be reached by others; set api.token in the configuration, or listen on tcp/127.0.0.1:"
                            + read.api().listen().port());
        }
        return read;
    }

    private static Endpoint endpoint(String option, String text) {
        try {
            return Endpoint.parse(text);
        } catch (BadEndpoint bad) {
            throw new Usage(option + ": " + bad.getMessage());
        }
    }

    private static int end(Hub hub) {
        boolean whole =
                hub.services().stream()
                        .allMatch(service -> service.state() == ServiceStatus.State.RUNNING);
        hub.close();
        return whole ? 0 : 1;
    }

    private void report(Hub hub, HubConfig wanted, Duration took) {
        var out = common.out();
        if (common.json) {
            out.println(HubClient.type(Views.Health.class).toJson(hub.health()));
            out.flush();
            return;
        }
        out.printf(
                "berth %s is up after %d ms, data in %s%n%n",
                Hub.VERSION, took.toMillis(), common.data());
        PortTable.print(hub, out);
        wanted.cautions().forEach(caution -> out.printf("%nnote: %s%n", caution));
        hint(hub, out);
        out.flush();
    }

    private static void hint(Hub hub, PrintWriter out) {
        hub.services().stream()
                .filter(service -> service.name().equals("rtmp") && !service.urls().isEmpty())
                .map(service -> service.urls().getFirst().replace("APP/STREAM", "live/demo"))
                .forEach(url ->
                        out.printf(
                                "%npublish:  ffmpeg -re -i clip.mp4 -c copy -f flv %s%nplay:     ffplay %s%n",
                                url, url));
        out.println();
        out.println("Ctrl-C ends it and gives every port back.");
    }
}
