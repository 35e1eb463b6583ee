package dev.berth.api;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * Lets in who may come: with a token, who shows it; without one, who asks for this machine by an
 * address or as localhost. The latter keeps a web page whose name was made to lead here from using
 * a visitor's browser.
 */
record Gate(String token) implements Filter {
    private static final String BEARER = "Bearer ";
    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern BRACKETS = Pattern.compile("[\\[\\]]");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (token.isEmpty() ? local(request) : knows(request)) {
            chain.proceed();
        } else if (token.isEmpty()) {
            Answers.problem(
                    response,
                    Status.MISDIRECTED_REQUEST_421,
                    "without a token this API answers to 127.0.0.1 and localhost only; ask for one of them, or set api.token");
        } else {
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            Answers.problem(
                    response,
                    Status.UNAUTHORIZED_401,
                    "send the header Authorization: Bearer TOKEN, as in api.token");
        }
    }

    private static boolean local(RoutingRequest request) {
        var host = PORT.matcher(request.authority()).replaceFirst("");
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(BRACKETS.matcher(host).replaceAll("")).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    private boolean knows(RoutingRequest request) {
        var shown = request.headers().value(HeaderNames.AUTHORIZATION).orElse("");
        return shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(bytes(shown.substring(BEARER.length())), bytes(token));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
