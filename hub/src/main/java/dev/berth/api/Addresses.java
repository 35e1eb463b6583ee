package dev.berth.api;

import dev.berth.media.StreamStatus;
import dev.berth.supervise.Supervisor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where streams can be played, as far as the services say so that run: {@code
 * http://host:port/APP/STREAM.flv|.ts} is two addresses of every stream.
 */
record Addresses(Supervisor supervisor) {
    private static final String NAME = "APP/STREAM";

    /** Of streams that the hub makes for its own outputs, and nobody else may play. */
    private static final char RESERVED = '#';

    /** None for a stream that nobody publishes. */
    List<String> of(StreamStatus stream) {
        if (stream.publisher() == null || stream.name().indexOf(RESERVED) >= 0) {
            return List.of();
        }
        var name = encoded(stream.name());
        return supervisor.status().stream()
                .flatMap(service -> service.urls().stream())
                .flatMap(url -> each(url, name))
                .toList();
    }

    private static Stream<String> each(String url, String name) {
        int place = url.indexOf(NAME);
        if (place < 0) {
            return Stream.of();
        }
        var before = url.substring(0, place) + name;
        var endings = url.substring(place + NAME.length());
        return Arrays.stream(endings.split("\\|", -1)).map(ending -> before + ending);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }
}
