package dev.berth.http;

import dev.berth.config.Section;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP door.
 *
 * @param enabled whether we serve streams by HTTP at all
 * @param listen where publishers and players come to
 * @param policy what to do when that port is taken: {@code NEXT} takes the next good one and says
 *     so, {@code STRICT} waits for it
 * @param tlsListen where they come to over TLS; null when they do not
 * @param cors whose pages may read answers
 * @param connections how many connections each listening port takes at once
 * @param headers bytes of header fields that a request may have
 * @param handshake how long a client may take for TLS and the head of its first request
 * @param idle how long it may take for the head of each later one
 * @param silence how long a publisher may send nothing before we hang up
 * @param stall how long a client may take nothing before we hang up
 * @param hls how streams are served as HLS
 */
public record HttpConfig(
        boolean enabled,
        Endpoint listen,
        Policy policy,
        @Nullable Endpoint tlsListen,
        Cors cors,
        int connections,
        int headers,
        Duration handshake,
        Duration idle,
        Duration silence,
        Duration stall,
        HlsConfig hls) {
    public static final HttpConfig DEFAULT =
            new HttpConfig(
                    true,
                    Endpoint.parse("tcp/127.0.0.1:8935"),
                    Policy.NEXT,
                    null,
                    Cors.EVERYBODY,
                    10_000,
                    16 << 10,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    HlsConfig.DEFAULT);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Reads the section {@code http}. */
    public static HttpConfig read(Section section) {
        var config =
                new HttpConfig(
                        section.flag("enabled", DEFAULT.enabled),
                        section.tcp("listen", DEFAULT.listen),
                        section.choice("policy", List.of(Policy.NEXT, Policy.STRICT)),
                        tls(section),
                        Cors.read(section, "cors"),
                        section.number("connections", DEFAULT.connections, 1, 100_000),
                        section.size("headers", DEFAULT.headers, 1 << 10, 1 << 20),
                        section.duration("handshake", DEFAULT.handshake, SECOND, HOUR),
                        section.duration("idle", DEFAULT.idle, SECOND, HOUR),
                        section.duration("silence", DEFAULT.silence, SECOND, HOUR),
                        section.duration("stall", DEFAULT.stall, SECOND, HOUR),
                        HlsConfig.read(section.section("hls")));
        section.end();
        return config;
    }

    private static @Nullable Endpoint tls(Section section) {
        var text = section.text("tls-listen", "");
        return text.isEmpty() ? null : section.tcp("tls-listen", DEFAULT.listen);
    }

    /** The same, serving elsewhere. */
    public HttpConfig listeningOn(Endpoint other) {
        return new HttpConfig(
                enabled,
                other,
                policy,
                tlsListen,
                cors,
                connections,
                headers,
                handshake,
                idle,
                silence,
                stall,
                hls);
    }

    /** The same, serving nobody. */
    public HttpConfig off() {
        return new HttpConfig(
                false,
                listen,
                policy,
                tlsListen,
                cors,
                connections,
                headers,
                handshake,
                idle,
                silence,
                stall,
                hls);
    }

    /** The same, serving HLS in another way. */
    public HttpConfig with(HlsConfig other) {
        return new HttpConfig(
                enabled,
                listen,
                policy,
                tlsListen,
                cors,
                connections,
                headers,
                handshake,
                idle,
                silence,
                stall,
                other);
    }
}
