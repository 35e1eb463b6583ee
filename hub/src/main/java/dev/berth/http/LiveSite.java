package dev.berth.http;

import dev.berth.access.Access;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import dev.berth.access.Visit.Deed;
import dev.berth.media.NameTaken;
import dev.berth.media.Streams;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Streams without an end at the path of their name and a format's ending: GET plays, as the body of
 * the answer or over a WebSocket; POST and PUT publish.
 */
final class LiveSite implements Site {
    private static final String METHODS = "GET, HEAD, POST, PUT, OPTIONS";

    private final Streams streams;
    private final Doorman doorman;
    private final HttpConfig config;

    LiveSite(Streams streams, Access access, HttpConfig config) {
        this.streams = streams;
        this.doorman = new Doorman(access);
        this.config = config;
    }

    @Override
    public boolean owns(String path) {
        return Format.of(path).isPresent();
    }

    @Override
    public void on(Exchange exchange) {
        var request = exchange.request();
        var format = Format.of(request.path()).orElseThrow();
        var stream = format.stream(request.path());
        var method = request.method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            play(exchange, new Player.Wish(stream, format, WebSockets.wanted(request)));
        } else if (method.equals(HttpMethod.POST) || method.equals(HttpMethod.PUT)) {
            publish(exchange, stream, format);
        } else {
            exchange.answer(
                    Reply.problem(
                                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                                    "nobody can "
                                            + method
                                            + " a stream; GET plays it, POST and PUT publish it")
                            .with(HttpHeaderNames.ALLOW, METHODS));
        }
    }

    private void play(Exchange exchange, Player.Wish wish) {
        var request = exchange.request();
        if (wish.socket() && !WebSockets.understood(request)) {
            exchange.answer(WebSockets.upgradeRequired());
        } else if (wish.socket() && !config.cors().reads(request)) {
            exchange.answer(strangePage(request));
        } else {
            var door = (wish.socket() ? "ws-" : "http-") + wish.format().ending();
            doorman.admit(
                    exchange,
                    request.visit(Deed.PLAY, wish.stream(), door),
                    pass -> new Player(exchange, wish, streams, config.stall(), pass).await());
        }
    }

    private void publish(Exchange exchange, String stream, Format format) {
        var request = exchange.request();
        if (!config.cors().publishes(request)) {
            exchange.answer(strangePage(request));
        } else if (!request.body()) {
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.LENGTH_REQUIRED,
                            "the request has no body, which is what would be published; send one,"
                                    + " chunked or with its length"));
        } else {
            var visit = request.visit(Deed.PUBLISH, stream, "http-" + format.ending());
            doorman.admit(exchange, visit, pass -> receive(exchange, visit, format, pass));
        }
    }

    private static Reply strangePage(Request request) {
        return Reply.problem(
                HttpResponseStatus.FORBIDDEN,
                "a page of "
                        + request.origin()
                        + " may not do this here; name that origin in http.cors if it should");
    }

    private void receive(Exchange exchange, Visit visit, Format format, Pass pass) {
        try {
            var publication = streams.publish(visit.stream(), "http client " + who(visit.from()));
            publication.livesOn(exchange.loop());
            var intake = format.intake(publication);
            exchange.receive(
                    new Publisher(exchange, visit, doorman.access(), pass, publication, intake));
        } catch (IOException refused) {
            pass.close();
            var status =
                    refused instanceof NameTaken
                            ? HttpResponseStatus.CONFLICT
                            : HttpResponseStatus.SERVICE_UNAVAILABLE;
            exchange.answer(Reply.problem(status, String.valueOf(refused.getMessage())));
        }
    }

    private static String who(InetSocketAddress from) {
        return from.getAddress().getHostAddress() + ":" + from.getPort();
    }
}
