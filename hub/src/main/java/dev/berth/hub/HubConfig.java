package dev.berth.hub;

import dev.berth.access.AccessConfig;
import dev.berth.api.ApiConfig;
import dev.berth.config.BadConfig;
import dev.berth.config.ConfigFile;
import dev.berth.config.Problems;
import dev.berth.config.Section;
import dev.berth.http.HttpConfig;
import dev.berth.journal.LedgerConfig;
import dev.berth.media.MediaConfig;
import dev.berth.mpegts.MpegTsConfig;
import dev.berth.net.Tls;
import dev.berth.planning.PlanningConfig;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import dev.berth.recording.RecordingConfig;
import dev.berth.restream.PullConfig;
import dev.berth.restream.RestreamConfig;
import dev.berth.rtmp.RtmpConfig;
import dev.berth.watch.WatchConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that can be configured. Everything has a default. */
public record HubConfig(
        AccessConfig access,
        MediaConfig media,
        RtmpConfig rtmp,
        HttpConfig http,
        MpegTsConfig mpegts,
        Tls tls,
        ApiConfig api,
        RestreamConfig restream,
        PullConfig pull,
        RecordingConfig recording,
        LedgerConfig ledger,
        WatchConfig watch,
        PlanningConfig planning) {
    private static final String RTMP = "RTMP";

    public static final HubConfig DEFAULT =
            new HubConfig(
                    AccessConfig.DEFAULT,
                    MediaConfig.DEFAULT,
                    RtmpConfig.DEFAULT,
                    HttpConfig.DEFAULT,
                    MpegTsConfig.NONE,
                    Tls.NONE,
                    ApiConfig.DEFAULT,
                    RestreamConfig.NONE,
                    PullConfig.NONE,
                    RecordingConfig.NONE,
                    LedgerConfig.DEFAULT,
                    WatchConfig.DEFAULT,
                    PlanningConfig.DEFAULT);

    /**
     * Reads a file; null reads nothing, and gives the defaults, as does whatever is wrong in it.
     *
     * @throws BadConfig when it is no configuration file at all
     */
    static HubConfig read(@Nullable Path file, Problems problems) throws BadConfig {
        var root = file == null ? ConfigFile.none(problems) : ConfigFile.read(file, problems);
        var config =
                new HubConfig(
                        AccessConfig.read(root),
                        MediaConfig.read(root.section("media")),
                        RtmpConfig.read(root.section("rtmp")),
                        HttpConfig.read(root.section("http")),
                        MpegTsConfig.read(root),
                        tls(root.section("tls")),
                        ApiConfig.read(root.section("api")),
                        RestreamConfig.read(root, System.getenv()),
                        PullConfig.read(root, System.getenv()),
                        RecordingConfig.read(root),
                        LedgerConfig.read(root.section("ledger")),
                        WatchConfig.read(root.section("watch")),
                        ports(root.section("ports")));
        root.end();
        config.checkTls(problems);
        config.checkDoors(problems);
        return config;
    }

    private static PlanningConfig ports(Section section) {
        var planning = PlanningConfig.read(section);
        section.end();
        return planning;
    }

    private static Tls tls(Section section) {
        var tls =
                new Tls(
                        section.path("certificate", null),
                        section.path("key", null),
                        section.path("trust", null));
        if ((tls.certificate() == null) != (tls.key() == null)) {
            section.problem(
                    "certificate", "tls.certificate and tls.key go together; set both, or neither");
        }
        section.end();
        return tls;
    }

    /** A port that the hub listens on. */
    private record Door(String key, String serves, Endpoint endpoint, Policy policy) {}

    /** In the order in which they are opened. */
    private List<Door> doors() {
        var doors = new ArrayList<Door>();
        if (rtmp.enabled()) {
            doors.add(new Door("rtmp.listen", RTMP, rtmp.listen(), rtmp.policy()));
            var secure = rtmp.tlsListen();
            if (secure != null) {
                doors.add(new Door("rtmp.tls-listen", RTMP, secure, rtmp.policy()));
            }
        }
        if (http.enabled()) {
            doors.add(new Door("http.listen", "HTTP", http.listen(), http.policy()));
            var secure = http.tlsListen();
            if (secure != null) {
                doors.add(new Door("http.tls-listen", "HTTPS", secure, http.policy()));
            }
        }
        doors.add(new Door("api.listen", "its API", api.listen(), api.policy()));
        return doors;
    }

    /** Whoever begins later and insists on its port would never have it. */
    private void checkDoors(Problems problems) {
        var before = new ArrayList<Door>();
        for (var door : doors()) {
            for (var other : before) {
                if (door.policy == Policy.STRICT && other.endpoint.meets(door.endpoint)) {
                    problems.add(
                            "%s is %s, which is %s too; give each a port of its own"
                                    .formatted(door.key, door.endpoint, other.key));
                }
            }
            before.add(door);
        }
    }

    /** The ports that are not RTMP's, and what is served there. */
    Map<Endpoint, String> doorsBesidesRtmp() {
        return doors().stream()
                .filter(door -> !door.serves.equals(RTMP))
                .collect(Collectors.toMap(Door::endpoint, Door::serves, (first, _) -> first));
    }

    private void checkTls(Problems problems) {
        if (rtmp.tlsListen() != null && tls.certificate() == null) {
            problems.add(
                    "rtmp.tls-listen is %s, but there is no tls.certificate; set tls.certificate and tls.key"
                            .formatted(rtmp.tlsListen()));
        }
        if (http.tlsListen() != null && tls.certificate() == null) {
            problems.add(
                    "http.tls-listen is %s, but there is no tls.certificate; set tls.certificate and tls.key"
                            .formatted(http.tlsListen()));
        }
    }

    /**
     * What may be meant and seldom is, one sentence each: doors that others can reach where nothing
     * says who may come in.
     */
    public List<String> cautions() {
        var cautions = new ArrayList<String>();
        if (rtmp.enabled()) {
            caution(cautions, "rtmp.listen", rtmp.listen());
            caution(cautions, "rtmp.tls-listen", rtmp.tlsListen());
        }
        if (http.enabled()) {
            caution(cautions, "http.listen", http.listen());
            caution(cautions, "http.tls-listen", http.tlsListen());
        }
        mpegts.inputs().forEach(input -> caution(cautions, input));
        return cautions;
    }

    private void caution(List<String> cautions, String key, @Nullable Endpoint door) {
        if (access.unsaid() && door != null && !door.loopback()) {
            cautions.add(
                    "%s is %s, which others can reach, and all of them may publish and play there; add access to the configuration, or listen on tcp/127.0.0.1:%d"
                            .formatted(key, door, door.port()));
        }
    }

    private void caution(List<String> cautions, MpegTsConfig.Input input) {
        if (access.unsaid() && !input.listen().loopback()) {
            cautions.add(
                    "the input %s of mpegts can be reached by others, and all of them may publish %s there; add access to the configuration that says from which addresses"
                            .formatted(input.listen(), input.stream()));
        }
    }

    /** The same hub with other ports or other outputs. */
    public HubConfig with(RtmpConfig otherRtmp) {
        return new HubConfig(
                access, media, otherRtmp, http, mpegts, tls, api, restream, pull, recording, ledger,
                watch, planning);
    }

    public HubConfig with(HttpConfig otherHttp) {
        return new HubConfig(
                access, media, rtmp, otherHttp, mpegts, tls, api, restream, pull, recording, ledger,
                watch, planning);
    }

    public HubConfig with(ApiConfig otherApi) {
        return new HubConfig(
                access, media, rtmp, http, mpegts, tls, otherApi, restream, pull, recording, ledger,
                watch, planning);
    }

    public HubConfig with(RestreamConfig otherRestream) {
        return new HubConfig(
                access,
                media,
                rtmp,
                http,
                mpegts,
                tls,
                api,
                otherRestream,
                pull,
                recording,
                ledger,
                watch,
                planning);
    }

    public HubConfig with(WatchConfig otherWatch) {
        return new HubConfig(
                access,
                media,
                rtmp,
                http,
                mpegts,
                tls,
                api,
                restream,
                pull,
                recording,
                ledger,
                otherWatch,
                planning);
    }

    public HubConfig with(PullConfig otherPull) {
        return new HubConfig(
                access, media, rtmp, http, mpegts, tls, api, restream, otherPull, recording, ledger,
                watch, planning);
    }

    public HubConfig with(AccessConfig otherAccess) {
        return new HubConfig(
                otherAccess,
                media,
                rtmp,
                http,
                mpegts,
                tls,
                api,
                restream,
                pull,
                recording,
                ledger,
                watch,
                planning);
    }

    public HubConfig with(MpegTsConfig otherMpegts) {
        return new HubConfig(
                access,
                media,
                rtmp,
                http,
                otherMpegts,
                tls,
                api,
                restream,
                pull,
                recording,
                ledger,
                watch,
                planning);
    }

    public HubConfig with(RecordingConfig otherRecording) {
        return new HubConfig(
                access,
                media,
                rtmp,
                http,
                mpegts,
                tls,
                api,
                restream,
                pull,
                otherRecording,
                ledger,
                watch,
                planning);
    }
}
