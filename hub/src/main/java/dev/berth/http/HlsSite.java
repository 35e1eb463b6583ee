package dev.berth.http;

import dev.berth.access.Access;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import dev.berth.access.Visit.Deed;
import dev.berth.codec.hls.ReloadRequest;
import dev.berth.http.HlsGuests.Guest;
import dev.berth.http.HlsPath.Multivariant;
import dev.berth.media.Streams;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Streams as HLS with fMP4 and low-latency parts, at the path of their name and {@code .m3u8}.
 * Connections of any loop come here; {@code streams} may be asked by all of them.
 */
final class HlsSite implements Site {
    private static final String METHODS = "GET, HEAD, OPTIONS";

    private final ConcurrentHashMap<String, HlsStream> cut = new ConcurrentHashMap<>();
    private final Streams streams;
    private final Doorman doorman;
    private final HttpConfig config;
    private final InstantSource time;

    HlsSite(Streams streams, Access access, HttpConfig config, InstantSource time) {
        this.streams = streams;
        this.doorman = new Doorman(access);
        this.config = config;
        this.time = time;
    }

    @Override
    public boolean owns(String path) {
        return HlsPath.of(path).isPresent();
    }

    @Override
    public void on(Exchange exchange) {
        var request = exchange.request();
        var path = HlsPath.of(request.path()).orElseThrow();
        refusal(request, path).ifPresentOrElse(exchange::answer, () -> play(exchange, path));
    }

    private static Optional<Reply> refusal(Request request, HlsPath path) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Optional.of(
                    Reply.problem(
                                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                                    "nobody can " + request.method() + " HLS here; GET plays it")
                            .with(HttpHeaderNames.ALLOW, METHODS));
        }
        boolean lists = path instanceof Multivariant || path instanceof HlsPath.Media;
        return lists && HlsQuery.of(request).tooLong() ? Optional.of(tooLong()) : Optional.empty();
    }

    private static Reply tooLong() {
        return Reply.problem(
                HttpResponseStatus.REQUEST_URI_TOO_LONG,
                "what follows the question mark has more than %d bytes, too many to stand behind every address of a playlist; ask with less"
                        .formatted(HlsQuery.LONGEST));
    }

    private void play(Exchange exchange, HlsPath path) {
        var visit = exchange.request().visit(Deed.PLAY, path.stream(), "hls");
        var guest = guest(visit);
        var running = running(path);
        if (running != null && running.guests().welcome(guest, System.nanoTime())) {
            serve(running, exchange, path);
        } else {
            doorman.admit(exchange, visit, pass -> seat(exchange, path, guest, pass));
        }
    }

    /** With each reload directives change, and the viewer does not. */
    private Guest guest(Visit visit) {
        var shown = new HashMap<>(doorman.access().deciding(visit));
        shown.keySet().removeIf(ReloadRequest::directive);
        return new Guest(visit.from().getAddress(), shown);
    }

    /** The stream as it is cut now; null when it is not, or what was cut is of no more use. */
    private @Nullable HlsStream running(HlsPath path) {
        var stream = cut.get(path.stream());
        return stream == null || outlived(stream, path) ? null : stream;
    }

    /** Whoever begins anew wants what is published now, and not what has ended before. */
    private boolean outlived(HlsStream stream, HlsPath path) {
        boolean anew = path instanceof Multivariant || stream.bytes() == 0;
        return anew
                && stream.spent()
                && streams.status(stream.name())
                        .filter(status -> status.publisher() != null)
                        .isPresent();
    }

    private void serve(HlsStream stream, Exchange exchange, HlsPath path) {
        stream.serve(exchange, path, () -> exchange.loop().execute(() -> on(exchange)));
    }

    private void seat(Exchange exchange, HlsPath path, Guest guest, Pass pass) {
        try {
            var stream = begun(exchange, path);
            checkSeats(stream);
            stream.guests().seat(guest, pass, System.nanoTime());
            serve(stream, exchange, path);
        } catch (IOException refused) {
            pass.close();
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            String.valueOf(refused.getMessage())));
        }
    }

    /** The stream as it is cut, from now on if it was not. Called on the connection's loop. */
    private HlsStream begun(Exchange exchange, HlsPath path) throws IOException {
        var old = cut.get(path.stream());
        if (old != null && !outlived(old, path)) {
            return old;
        }
        checkMemory();
        var fresh = fresh(exchange.loop(), path.stream(), old);
        if (!put(fresh, old)) {
            return begun(exchange, path); // Somebody was quicker.
        }
        if (old != null) {
            old.closeSoon();
        }
        fresh.open();
        return fresh;
    }

    private HlsStream fresh(EventLoop loop, String name, @Nullable HlsStream old) {
        long above = old == null ? 0 : old.top();
        return new HlsStream(
                name, loop, above, streams, config.hls(), this::share, time, this::closed);
    }

    /** How many bytes of whole segments each stream may keep now. */
    private long share() {
        return config.hls().share(cut.size());
    }

    private boolean put(HlsStream fresh, @Nullable HlsStream old) {
        return old == null
                ? cut.putIfAbsent(fresh.name(), fresh) == null
                : cut.replace(fresh.name(), old, fresh);
    }

    private void closed(HlsStream stream) {
        cut.remove(stream.name(), stream);
    }

    private void checkMemory() throws IOException {
        long least = config.hls().least();
        long bytes =
                cut.values().stream().mapToLong(stream -> Math.max(stream.bytes(), least)).sum();
        int all = config.hls().memory();
        if (bytes + config.hls().share(1) > all) {
            throw new IOException(
                    "the segments of %d streams take %d of %d bytes, too much for one more; come again later, or raise http.hls.memory"
                            .formatted(cut.size(), bytes, all));
        }
    }

    private void checkSeats(HlsStream stream) throws IOException {
        if (stream.guests().count() >= config.connections()) {
            throw new IOException(
                    "%d watch %s by HLS already; come again later, or raise http.connections"
                            .formatted(stream.guests().count(), stream.name()));
        }
    }
}
