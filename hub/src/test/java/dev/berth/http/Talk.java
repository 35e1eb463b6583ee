package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** HTTP as it is on the wire, for what no well-behaved client says. */
final class Talk {
    private Talk() {}

    /**
     * An answer.
     *
     * @param headers by name in lower case
     */
    record Heard(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Says what lines hold, which end as HTTP has it, and hears one answer. */
    static Heard ask(Socket socket, String lines) throws IOException {
        say(socket, lines);
        return hear(socket);
    }

    static void say(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write(lines.replace("\n", "\r\n").getBytes(UTF_8));
    }

    /** The next answer that has a length. */
    static Heard hear(Socket socket) throws IOException {
        var in = socket.getInputStream();
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Heard(status, headers, new String(in.readNBytes(length), UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the hub hung up after '" + line + "'");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
