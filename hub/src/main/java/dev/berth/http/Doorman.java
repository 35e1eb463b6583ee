package dev.berth.http;

import dev.berth.access.Access;
import dev.berth.access.Answer;
import dev.berth.access.Answer.Admitted;
import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.Consumer;

/** Asks whether a visitor may come in, and tells those who may not. */
record Doorman(Access access) {
    /**
     * Lets a visitor in, or answers the request.
     *
     * @param welcome called on the connection's event loop with a pass that is now its to close,
     *     unless the visitor was not let in or has left
     */
    void admit(Exchange exchange, Visit visit, Consumer<Pass> welcome) {
        access.ask(visit, answer -> exchange.loop().execute(() -> tell(exchange, answer, welcome)));
    }

    private static void tell(Exchange exchange, Answer answer, Consumer<Pass> welcome) {
        switch (answer) {
            case Admitted(Pass pass) when exchange.over() -> pass.close();
            case Admitted(Pass pass) -> welcome.accept(pass);
            case Denied(Denial why, String sentence) -> exchange.answer(no(why, sentence));
        }
    }

    private static Reply no(Denial why, String sentence) {
        return switch (why) {
            case UNAUTHORIZED ->
                    Reply.problem(HttpResponseStatus.UNAUTHORIZED, sentence)
                            .with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
            case FORBIDDEN -> Reply.problem(HttpResponseStatus.FORBIDDEN, sentence);
            case FULL -> Reply.problem(HttpResponseStatus.SERVICE_UNAVAILABLE, sentence);
        };
    }
}
