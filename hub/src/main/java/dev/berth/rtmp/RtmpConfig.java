package dev.berth.rtmp;

import dev.berth.config.Section;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The RTMP door.
 *
 * @param enabled whether we serve RTMP at all; pushing, pulling and listening outputs work either
 *     way
 * @param listen where publishers and players come to
 * @param policy what to do when that port is taken: {@code STRICT} waits for it, {@code NEXT} takes
 *     the next good one and says so
 * @param tlsListen where they come to over TLS; null when they do not
 * @param chunkSize payload bytes of the chunks we send
 * @param connections how many connections each listening port takes at once
 * @param handshake how long a peer may take to shake hands and say what it wants
 * @param silence how long a publisher, or a server we pull from, may send nothing before we hang up
 * @param stall how long a player may take nothing before we hang up
 * @param targetStall how long a server we push to may take nothing before we hang up and begin anew
 * @param connect how long a connection attempt may take
 */
public record RtmpConfig(
        boolean enabled,
        Endpoint listen,
        Policy policy,
        @Nullable Endpoint tlsListen,
        int chunkSize,
        int connections,
        Duration handshake,
        Duration silence,
        Duration stall,
        Duration targetStall,
        Duration connect) {
    public static final RtmpConfig DEFAULT =
            new RtmpConfig(
                    true,
                    Endpoint.parse("tcp/127.0.0.1:1935"),
                    Policy.STRICT,
                    null,
                    60_000,
                    10_000,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(5));

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Reads the section {@code rtmp}. */
    public static RtmpConfig read(Section section) {
        var config =
                new RtmpConfig(
                        section.flag("enabled", DEFAULT.enabled),
                        section.tcp("listen", DEFAULT.listen),
                        section.choice("policy", List.of(Policy.STRICT, Policy.NEXT)),
                        tls(section),
                        section.number("chunk-size", DEFAULT.chunkSize, 128, 1 << 20),
                        section.number("connections", DEFAULT.connections, 1, 100_000),
                        section.duration("handshake", DEFAULT.handshake, SECOND, HOUR),
                        section.duration("silence", DEFAULT.silence, SECOND, HOUR),
                        section.duration("stall", DEFAULT.stall, SECOND, HOUR),
                        section.duration("target-stall", DEFAULT.targetStall, SECOND, HOUR),
                        section.duration("connect", DEFAULT.connect, SECOND, HOUR));
        section.end();
        return config;
    }

    private static @Nullable Endpoint tls(Section section) {
        var text = section.text("tls-listen", "");
        return text.isEmpty() ? null : section.tcp("tls-listen", DEFAULT.listen);
    }

    /** The same, serving elsewhere. */
    public RtmpConfig listeningOn(Endpoint other) {
        return new RtmpConfig(
                enabled,
                other,
                policy,
                tlsListen,
                chunkSize,
                connections,
                handshake,
                silence,
                stall,
                targetStall,
                connect);
    }

    /** The same, serving nobody. */
    public RtmpConfig off() {
        return new RtmpConfig(
                false,
                listen,
                policy,
                tlsListen,
                chunkSize,
                connections,
                handshake,
                silence,
                stall,
                targetStall,
                connect);
    }
}
