package dev.berth.http;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.Tap;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens to a stream until it shows what it carries: some of its codecs are named only by the
 * frames themselves. The stream's lock guards what may be written; {@code codecs} may be read from
 * anywhere.
 */
final class Overture implements Tap {
    /**
     * How long after its first frame a new stream may bring its other track. Those that have begun
     * before are known at once.
     */
    private static final Duration SETTLING = Duration.ofMillis(500);

    /** More codecs than this are no stream, but names that a publisher makes up. */
    private static final int MOST_CODECS = 16;

    private final EventLoop loop;
    private final Consumer<Set<Codec>> onKnown;
    private final Runnable onEnded;

    private volatile Set<Codec> codecs = Set.of();
    private boolean begunBefore;
    private boolean settling;
    private boolean told;

    /** Calls back on {@code loop}: {@code onKnown} more than once, perhaps. */
    Overture(EventLoop loop, Consumer<Set<Codec>> onKnown, Runnable onEnded) {
        this.loop = loop;
        this.onKnown = onKnown;
        this.onEnded = onEnded;
    }

    @Override
    public void begin(Headers headers) {
        begunBefore = !headers.frames().isEmpty();
        headers.frames().forEach(this::note);
    }

    @Override
    public void frame(Frame frame) {
        note(frame);
        if (told || frame.role() == Frame.Role.CONFIG || frame.kind() == Kind.DATA) {
            return;
        }
        if (begunBefore || bothKinds()) {
            told = true;
            loop.execute(this::tell);
        } else if (!settling) {
            settling = true;
            loop.schedule(this::tell, SETTLING.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void note(Frame frame) {
        if (frame.kind() != Kind.DATA
                && frame.track() == 0
                && codecs.size() < MOST_CODECS
                && !codecs.contains(frame.codec())) {
            var more = new LinkedHashSet<>(codecs);
            more.add(frame.codec());
            codecs = more;
        }
    }

    private boolean bothKinds() {
        return codecs.stream().map(Codec::kind).distinct().count() > 1;
    }

    /**
     * Later than the frame that set it off, so that a late player knows of a whole picture group.
     */
    private void tell() {
        onKnown.accept(codecs);
    }

    @Override
    public void ended() {
        loop.execute(onEnded);
    }
}
