package dev.berth.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Lets in who may come: with a token, who shows it; without one, who asks for this machine by an
 * address or as localhost. The latter keeps a web page whose name was made to lead here from using
 * a visitor's browser.
 */
record Gate(String token) implements Filter {
    private static final Pattern LOCAL =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (token.isEmpty() ? local(request) : knows(request)) {
            chain.proceed();
        } else if (token.isEmpty()) {
            Answers.problem(
                    response,
                    Status.MISDIRECTED_REQUEST_421,
                    "ask for http://127.0.0.1 or localhost");
        } else {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            Answers.problem(
                    response,
                    Status.UNAUTHORIZED_401,
                    "send the header Authorization: Bearer TOKEN, as in api.token");
        }
    }

    private static boolean local(RoutingRequest request) {
        return LOCAL.matcher(request.authority().toLowerCase(Locale.ROOT)).matches();
    }

    private boolean knows(RoutingRequest request) {
        var shown = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
        return MessageDigest.isEqual(bytes(shown), bytes("Bearer " + token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
