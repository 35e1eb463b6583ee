package dev.berth.api;

import io.avaje.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the JSON that a request brings, or answers what would be right. */
final class JsonBody {
    private static final Pattern JSON =
            Pattern.compile("application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);
    private static final int MOST_BRACKETS = 2_500;

    private JsonBody() {}

    /**
     * What was sent; when it is not of the type, {@code form} is answered, and nothing comes back.
     */
    static <T> Optional<T> read(
            ServerRequest request, ServerResponse response, Class<T> type, String form) {
        // A web page of a stranger can post forms to loopback, but no JSON.
        var sent = request.headers().value(HeaderNames.CONTENT_TYPE).orElse("");
        if (!JSON.matcher(sent).matches()) {
            Answers.problem(
                    response,
                    Status.UNSUPPORTED_MEDIA_TYPE_415,
                    "send " + form + " with Content-Type: application/json");
            return Optional.empty();
        }
        try {
            var read = Answers.type(type).fromJson(text(request));
            if (read == null) {
                throw new JsonException("null was sent");
            }
            return Optional.of(read);
        } catch (JsonException | CharacterCodingException bad) {
            Answers.problem(
                    response,
                    Status.BAD_REQUEST_400,
                    "the body is no JSON of the right shape; send " + form);
            return Optional.empty();
        }
    }

    /** JSON is UTF-8, whatever the header says of it (RFC 8259, section 8.1). */
    private static String text(ServerRequest request) throws CharacterCodingException {
        if (!request.content().hasEntity()) {
            throw new JsonException("nothing was sent");
        }
        var bytes = request.content().as(byte[].class);
        var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        // The parser goes down one call a bracket, and would go down until its stack ends.
        if (text.chars().filter(c -> c == '[' || c == '{').count() > MOST_BRACKETS) {
            throw new JsonException("nested deeper than anything we ask for");
        }
        return text;
    }
}
