package dev.berth.hub;

import dev.berth.api.ApiConfig;
import dev.berth.config.BadConfig;
import dev.berth.config.ConfigFile;
import dev.berth.config.Problems;
import dev.berth.config.Section;
import dev.berth.journal.LedgerConfig;
import dev.berth.media.MediaConfig;
import dev.berth.net.Tls;
import dev.berth.planning.PlanningConfig;
import dev.berth.restream.RestreamConfig;
import dev.berth.rtmp.RtmpConfig;
import dev.berth.watch.WatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** All that can be configured. Everything has a default. */
public record HubConfig(
        MediaConfig media,
        RtmpConfig rtmp,
        Tls tls,
        ApiConfig api,
        RestreamConfig restream,
        LedgerConfig ledger,
        WatchConfig watch,
        PlanningConfig planning) {
    public static final HubConfig DEFAULT =
            new HubConfig(
                    MediaConfig.DEFAULT,
                    RtmpConfig.DEFAULT,
                    Tls.NONE,
                    ApiConfig.DEFAULT,
                    RestreamConfig.NONE,
                    LedgerConfig.DEFAULT,
                    WatchConfig.DEFAULT,
                    PlanningConfig.DEFAULT);

    private static final int MIB = 1 << 20;

    /**
     * Reads a file; null reads nothing, and gives the defaults, as does whatever is wrong in it.
     *
     * @throws BadConfig when it is no configuration file at all
     */
    static HubConfig read(@Nullable Path file, Problems problems) throws BadConfig {
        var root = file == null ? ConfigFile.none(problems) : ConfigFile.read(file, problems);
        var config =
                new HubConfig(
                        media(root.section("media")),
                        RtmpConfig.read(root.section("rtmp")),
                        tls(root.section("tls")),
                        ApiConfig.read(root.section("api")),
                        RestreamConfig.read(root),
                        LedgerConfig.read(root.section("ledger")),
                        WatchConfig.read(root.section("watch")),
                        ports(root.section("ports")));
        root.end();
        config.checkTls(problems);
        return config;
    }

    private static PlanningConfig ports(Section section) {
        var planning = PlanningConfig.read(section);
        section.end();
        return planning;
    }

    private static MediaConfig media(Section section) {
        var usual = MediaConfig.DEFAULT;
        var media =
                new MediaConfig(
                        section.duration(
                                "delay", usual.delay(), Duration.ZERO, Duration.ofSeconds(1)),
                        section.size("gop", usual.gopBytes(), 0, 256 * MIB),
                        section.size("queue", usual.queueBytes(), 64 << 10, 256 * MIB),
                        section.duration(
                                "grace", usual.grace(), Duration.ZERO, Duration.ofHours(1)),
                        section.number("streams", usual.streams(), 1, 100_000));
        if (media.queueBytes() < media.gopBytes()) {
            section.problem(
                    "queue",
                    "media.queue is "
                            + media.queueBytes()
                            + " bytes, less than media.gop ("
                            + media.gopBytes()
                            + "), so that late players would be slow ones at once; make it at least as large");
        }
        section.end();
        return media;
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

    private void checkTls(Problems problems) {
        if (rtmp.tlsListen() != null && tls.certificate() == null) {
            problems.add(
                    "rtmp.tls-listen is %s, but there is no tls.certificate; set tls.certificate and tls.key"
                            .formatted(rtmp.tlsListen()));
        }
    }

    /** The same hub with other ports or other outputs. */
    public HubConfig with(RtmpConfig otherRtmp) {
        return new HubConfig(media, otherRtmp, tls, api, restream, ledger, watch, planning);
    }

    public HubConfig with(ApiConfig otherApi) {
        return new HubConfig(media, rtmp, tls, otherApi, restream, ledger, watch, planning);
    }

    public HubConfig with(RestreamConfig otherRestream) {
        return new HubConfig(media, rtmp, tls, api, otherRestream, ledger, watch, planning);
    }

    public HubConfig with(WatchConfig otherWatch) {
        return new HubConfig(media, rtmp, tls, api, restream, ledger, otherWatch, planning);
    }
}
