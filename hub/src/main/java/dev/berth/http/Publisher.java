package dev.berth.http;

import dev.berth.access.Access;
import dev.berth.access.Allowance;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import dev.berth.codec.Malformed;
import dev.berth.media.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The body of a request on its way into a stream. Belongs to the connection's event loop. */
final class Publisher implements Body {
    private final Exchange exchange;
    private final Visit visit;
    private final Access access;
    private final Pass pass;
    private final Allowance allowance;
    private final Publication publication;
    private final Intake intake;

    /** {@code pass} is given back when the publisher leaves. */
    Publisher(
            Exchange exchange,
            Visit visit,
            Access access,
            Pass pass,
            Publication publication,
            Intake intake) {
        this.exchange = exchange;
        this.visit = visit;
        this.access = access;
        this.pass = pass;
        this.allowance = new Allowance(pass, System.nanoTime());
        this.publication = publication;
        this.intake = intake;
    }

    @Override
    public void bytes(ByteBuf some) throws Malformed {
        if (allowance.spend(some.readableBytes(), System.nanoTime())) {
            intake.take(some);
        } else {
            exchange.answer(
                    Reply.problem(
                            HttpResponseStatus.TOO_MANY_REQUESTS, access.tooFast(visit, pass)));
        }
    }

    @Override
    public void end() {
        var answer = finished();
        intake.close();
        publication.end();
        pass.close();
        exchange.answer(answer);
    }

    private Reply finished() {
        try {
            intake.finish();
            return Reply.empty();
        } catch (Malformed nothing) {
            return Reply.unreadable(nothing);
        }
    }

    /** The stream waits for it to come back, or for somebody else. */
    @Override
    public void lost() {
        intake.close();
        publication.lost();
        pass.close();
    }
}
