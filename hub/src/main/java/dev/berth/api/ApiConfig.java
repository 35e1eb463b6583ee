package dev.berth.api;

import dev.berth.config.Section;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Policy;
import java.util.List;

/**
 * The API's own port.
 *
 * @param listen where it is served
 * @param policy what to do when that port is taken
 * @param token what clients must show as a bearer token; empty for none, which only loopback may
 *     have
 */
public record ApiConfig(Endpoint listen, Policy policy, String token) {
    public static final ApiConfig DEFAULT =
            new ApiConfig(Endpoint.parse("tcp/127.0.0.1:7935"), Policy.NEXT, "");

    /** Reads the section {@code api}. */
    public static ApiConfig read(Section section) {
        var config =
                new ApiConfig(
                        section.tcp("listen", DEFAULT.listen),
                        section.choice("policy", List.of(Policy.NEXT, Policy.STRICT)),
                        section.text("token", DEFAULT.token));
        if (config.token.isEmpty() && !config.listen.loopback()) {
            section.problem(
                    "listen",
                    "api.listen is "
                            + config.listen
                            + ", which others can reach; set api.token to a secret, or listen on tcp/127.0.0.1:"
                            + config.listen.port());
        }
        if (!config.token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            section.problem(
                    "token",
                    "api.token has a blank or another character that no HTTP header carries; use letters, digits and -._~+/ only");
        }
        section.end();
        return config;
    }
}
