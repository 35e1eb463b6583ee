package dev.berth.http;

import dev.berth.codec.Malformed;
import dev.berth.codec.hls.ReloadRequest;
import dev.berth.media.Codec;
import dev.berth.media.Streams;
import dev.berth.segments.Initialization;
import dev.berth.segments.Opening;
import dev.berth.segments.Part;
import dev.berth.segments.Segment;
import dev.berth.segments.SegmentListener;
import dev.berth.segments.Segmenter;
import dev.berth.segments.Segmenting;
import dev.berth.segments.Window;
import dev.berth.segments.Window.View;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is cut into segments because somebody asks for them: once, however many they are,
 * from the first request on until there was none for a while.
 *
 * <p>Everything runs on its loop, that of the connection which asked first, but for {@link #serve},
 * {@link #spent}, {@link #top}, {@link #bytes} and {@link #guests}, which any thread may call.
 */
final class HlsStream {
    private static final System.Logger LOG = System.getLogger("dev.berth.http");

    /** Nobody asks for so long: nobody is there. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final long LOOK_SECONDS = 5;

    /** What a stream may take until its first segment is whole, above the time of that segment. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    /** Numbers go on in half seconds of this time, and so above those of any earlier cut. */
    private static final long EPOCH = 1_767_225_600; // 2026

    /** What has a name has it for ever, with the same bytes. */
    private static final String FOR_EVER = "max-age=3600, immutable";

    private final String name;
    private final EventLoop loop;
    private final Streams streams;
    private final HlsConfig config;
    private final InstantSource time;
    private final long base;
    private final Window window;
    private final Segmenter segmenter;
    private final HlsGuests guests = new HlsGuests();
    private final Consumer<HlsStream> onClosed;

    /** Set under the stream's lock, with its first segment. */
    private volatile @Nullable HlsTerms terms;

    private @Nullable Runnable untap;
    private @Nullable HlsListing listing;
    private int waiting;
    private long asked = System.nanoTime();
    private boolean closed;

    /**
     * {@link #open} begins.
     *
     * @param above the numbers of its segments are higher than this
     * @param share how many bytes of whole segments it may keep at the moment; any thread asks
     */
    HlsStream(
            String name,
            EventLoop loop,
            long above,
            Streams streams,
            HlsConfig config,
            LongSupplier share,
            InstantSource time,
            Consumer<HlsStream> onClosed) {
        this.name = name;
        this.loop = loop;
        this.streams = streams;
        this.config = config;
        this.time = time;
        this.onClosed = onClosed;
        base = Math.max(above, 2 * (time.instant().getEpochSecond() - EPOCH));
        window = new Window(config.window(), share, loop);
        segmenter =
                new Segmenter(
                        new Segmenting(
                                config.segment(), config.longest(), config.part(), false, true),
                        time,
                        new Promises());
    }

    /** Hands segments on, and has them kept to what the first of them promises. */
    private final class Promises implements SegmentListener {
        @Override
        public void opened(Opening opening) {
            window.opened(opening);
        }

        @Override
        public void part(Part part) {
            window.part(part);
        }

        @Override
        public void closed(Segment segment) {
            if (terms == null) {
                var promised = HlsTerms.of(config, segment, time.instant());
                terms = promised;
                segmenter.limit(promised.limit());
            }
            window.closed(segment);
        }

        @Override
        public void omitted(Codec codec, String sentence) {
            window.omitted(codec, sentence);
        }

        @Override
        public void refused(String sentence) {
            window.refused(sentence);
        }

        @Override
        public void ended() {
            window.ended();
        }

        @Override
        public int viewers() {
            return guests.count();
        }
    }

    String name() {
        return name;
    }

    HlsGuests guests() {
        return guests;
    }

    /** Whether nothing comes of it any more. */
    boolean spent() {
        return window.view().over();
    }

    /** The highest number that a segment or an initialization of it has. */
    long top() {
        var view = window.view();
        return base + (view.open() == null && view.segments().isEmpty() ? 0 : newest(view));
    }

    /** How many bytes are kept, with those of the segment that grows. */
    long bytes() {
        var view = window.view();
        return view.segments().stream().mapToLong(Segment::size).sum()
                + view.parts().stream().mapToLong(Part::size).sum();
    }

    /**
     * Begins.
     *
     * @throws IOException when there are too many streams, or the name is none
     */
    void open() throws IOException {
        try {
            untap = streams.tap(name, segmenter);
        } catch (IOException refused) {
            close();
            throw refused;
        }
        look();
    }

    private void look() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        long idle = idle().toNanos();
        guests.leave(now - idle);
        if (waiting == 0 && now - asked > idle) {
            close();
        } else {
            loop.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Players that know nothing of waiting come again after a target. */
    private Duration idle() {
        var promised = terms;
        return promised == null || promised.patience().compareTo(IDLE) < 0
                ? IDLE
                : promised.patience();
    }

    /** Ends; who still waits is answered. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClosed.accept(this);
        var tapped = untap;
        if (tapped != null) {
            tapped.run();
        }
        segmenter.finish();
        guests.close();
    }

    /** Ends, on its loop. Any thread. */
    void closeSoon() {
        loop.execute(this::close);
    }

    /**
     * Answers a request of somebody who was let in. Any thread.
     *
     * @param tooLate is run instead when it has ended meanwhile; on its loop
     */
    void serve(Exchange exchange, HlsPath path, Runnable tooLate) {
        loop.execute(() -> {
            if (closed) {
                tooLate.run();
            } else {
                asked = System.nanoTime();
                answering(exchange, () -> answer(exchange, path));
            }
        });
    }

    /** What goes wrong in here is our fault, and a client that waits for us is told so. */
    private static void answering(Exchange exchange, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "unexpected while HLS was asked for", bug);
            refuse(
                    exchange,
                    HttpResponseStatus.INTERNAL_SERVER_ERROR,
                    "the hub failed at this, and its log says how; ask again");
        }
    }

    private void answer(Exchange exchange, HlsPath path) {
        switch (path) {
            case HlsPath.Multivariant _ -> whenBegun(exchange, () -> choose(exchange));
            case HlsPath.Media _ -> whenBegun(exchange, () -> reload(exchange));
            case HlsPath.Beginning(_, long number) -> beginning(exchange, number - base);
            case HlsPath.Whole(_, long segment) -> whole(exchange, segment - base);
            case HlsPath.Piece(_, long segment, int part) -> piece(exchange, segment - base, part);
        }
    }

    /**
     * Goes on when there is a whole segment. Parts would do for players that know them; the others
     * take a playlist without a segment for the end.
     */
    private void whenBegun(Exchange exchange, Runnable then) {
        if (terms != null) {
            then.run();
        } else {
            await(
                    exchange,
                    window.whenSegment(1),
                    streams.config().grace(),
                    view -> begun(exchange, view, then),
                    () -> whenPublished(exchange, then));
        }
    }

    /** Nothing came in time; when somebody publishes at least, there is hope. */
    private void whenPublished(Exchange exchange, Runnable then) {
        boolean published =
                streams.status(name).filter(status -> status.publisher() != null).isPresent();
        if (published) {
            await(
                    exchange,
                    window.whenSegment(1),
                    config.longest().plus(SLACK),
                    view -> begun(exchange, view, then),
                    () -> refuse(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, noKeyFrame()));
        } else {
            refuse(exchange, HttpResponseStatus.NOT_FOUND, nobody());
        }
    }

    private String nobody() {
        return "nobody publishes %s, and nobody came to do so within %d s"
                .formatted(name, streams.config().grace().toSeconds());
    }

    private String noKeyFrame() {
        return "%s has brought no key frame so far, and players can begin nowhere else; let its encoder make one every two seconds, say"
                .formatted(name);
    }

    private void begun(Exchange exchange, View view, Runnable then) {
        if (view.refusal() != null) {
            refuse(exchange, HttpResponseStatus.NOT_ACCEPTABLE, view.refusal());
        } else if (view.segments().isEmpty()) {
            refuse(exchange, HttpResponseStatus.NOT_FOUND, nobody());
        } else {
            then.run();
        }
    }

    private static void refuse(Exchange exchange, HttpResponseStatus status, String sentence) {
        exchange.answer(Reply.problem(status, sentence));
    }

    /**
     * Goes on with what {@code coming} brings, or with {@code late} when that takes too long, or
     * the client goes.
     */
    private void await(
            Exchange exchange,
            CompletableFuture<View> coming,
            Duration patience,
            Consumer<View> then,
            Runnable late) {
        waiting++;
        var timer =
                loop.schedule(() -> coming.cancel(false), patience.toNanos(), TimeUnit.NANOSECONDS);
        coming.whenComplete((view, cancelled) -> {
            waiting--;
            asked = System.nanoTime();
            timer.cancel(false);
            boolean came = cancelled == null;
            answering(exchange, came ? () -> then.accept(view) : late);
        });
        exchange.loop().execute(() -> forget(exchange, coming));
    }

    /** Waits no longer than the client does. On the connection's loop. */
    private void forget(Exchange exchange, CompletableFuture<View> coming) {
        Runnable cancel = () -> loop.execute(() -> coming.cancel(false));
        if (exchange.over()) {
            cancel.run();
        } else {
            exchange.onGone(cancel);
        }
    }

    private void choose(Exchange exchange) {
        var text = listing().multivariant(name, HlsQuery.of(exchange.request()));
        exchange.answer(playlist(exchange, text, HttpHeaderValues.NO_STORE));
    }

    private static Reply playlist(Exchange exchange, HlsText text, CharSequence cache) {
        boolean zippable =
                exchange.request()
                        .headers()
                        .containsValue(
                                HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP, true);
        return text.reply(zippable).with(HttpHeaderNames.CACHE_CONTROL, cache);
    }

    /** What there is to list at the moment. */
    @SuppressWarnings("ReferenceEquality") // A view is never made twice, and comparing costs.
    private HlsListing listing() {
        var view = window.view();
        var known = listing;
        if (known == null || known.view() != view) {
            known = new HlsListing(base, promised(), view);
            listing = known;
        }
        return known;
    }

    private HlsTerms promised() {
        var promised = terms;
        if (promised == null) {
            throw new IllegalStateException(name + " has no segment yet");
        }
        return promised;
    }

    private void reload(Exchange exchange) {
        try {
            var wish = ReloadRequest.of(exchange.request().query());
            var view = window.view();
            if (!wish.waits() || view.over()) {
                list(exchange, wish, HttpHeaderValues.NO_STORE);
            } else {
                wish.check(base + newest(view), parts(view), promised().part());
                listWhen(exchange, wish, wish.segment() - base, wish.part());
            }
        } catch (Malformed wrong) {
            refuse(exchange, HttpResponseStatus.BAD_REQUEST, String.valueOf(wrong.getMessage()));
        }
    }

    private static long newest(View view) {
        var open = view.open();
        return open == null ? view.segments().getLast().number() : open.number();
    }

    private static int parts(View view) {
        return view.open() == null ? view.segments().getLast().parts().size() : view.parts().size();
    }

    private void list(Exchange exchange, ReloadRequest wish, CharSequence cache) {
        var wanted = new HlsListing.Wanted(HlsQuery.of(exchange.request()), wish.skip());
        exchange.answer(playlist(exchange, listing().media(wanted), cache));
    }

    /** {@code part} is -1 for a whole segment. */
    private void listWhen(Exchange exchange, ReloadRequest wish, long segment, int part) {
        await(
                exchange,
                part < 0 ? window.whenSegment(segment) : window.whenPart(segment, part),
                promised().patience(),
                view -> {
                    if (passed(view, segment, part)) {
                        listWhen(exchange, wish, segment + 1, 0);
                    } else {
                        list(exchange, wish, "max-age=" + promised().patience().toSeconds());
                    }
                },
                () -> refuse(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, nothingNew()));
    }

    /** Whether a segment became whole without that part: the next one's first is meant then. */
    private static boolean passed(View view, long segment, int part) {
        return !view.over()
                && view.segment(segment).filter(whole -> whole.parts().size() <= part).isPresent();
    }

    private String nothingNew() {
        return "nothing new of %s came within %d s; its publisher may be gone, so ask again"
                .formatted(name, promised().patience().toSeconds());
    }

    private void beginning(Exchange exchange, long number) {
        var view = window.view();
        initialization(view, number)
                .ifPresentOrElse(
                        found -> file(exchange, found, found.bytes()), () -> gone(exchange));
    }

    private static Optional<Initialization> initialization(View view, long number) {
        var open = view.open();
        if (open != null && open.initialization().number() == number) {
            return Optional.of(open.initialization());
        }
        return view.segments().stream()
                .map(segment -> segment.opening().initialization())
                .filter(initialization -> initialization.number() == number)
                .findFirst();
    }

    private void whole(Exchange exchange, long segment) {
        window.view()
                .segment(segment)
                .ifPresentOrElse(
                        found -> file(exchange, found.opening().initialization(), found.bytes()),
                        () -> gone(exchange));
    }

    /** The part that comes next may be asked for before it is there: playlists hint at it. */
    private void piece(Exchange exchange, long segment, int part) {
        var view = window.view();
        if (hinted(view, segment, part)) {
            await(
                    exchange,
                    window.whenPart(segment, part),
                    promised().patience(),
                    later -> piece(exchange, later, segment, part),
                    () -> refuse(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, nothingNew()));
        } else {
            piece(exchange, view, segment, part);
        }
    }

    private static boolean hinted(View view, long segment, int part) {
        if (view.over() || view.segments().isEmpty()) {
            return false;
        }
        return view.open() == null
                ? segment == newest(view) + 1 && part == 0
                : segment == newest(view) && part == view.parts().size();
    }

    private void piece(Exchange exchange, View view, long segment, int part) {
        view.part(segment, part)
                .ifPresentOrElse(
                        found -> file(exchange, kind(view, segment), found.bytes()),
                        () -> gone(exchange));
    }

    private static Initialization kind(View view, long segment) {
        var open = view.open();
        return view.segment(segment)
                .map(Segment::opening)
                .or(() -> Optional.ofNullable(open))
                .orElseThrow()
                .initialization();
    }

    private static void file(Exchange exchange, Initialization kind, ByteBuf bytes) {
        var type = kind.picture().isPresent() ? "video/mp4" : "audio/mp4";
        exchange.answer(
                Reply.of(HttpResponseStatus.OK, type, bytes.duplicate())
                        .with(HttpHeaderNames.CACHE_CONTROL, FOR_EVER));
    }

    private void gone(Exchange exchange) {
        refuse(
                exchange,
                HttpResponseStatus.NOT_FOUND,
                "/%s is not there, or not any more; ask for what the playlist names now"
                        .formatted(exchange.request().path()));
    }
}
