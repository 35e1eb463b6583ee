package dev.berth.rtmp;

import dev.berth.access.Allowance;
import dev.berth.access.Answer;
import dev.berth.access.Answer.Admitted;
import dev.berth.access.Answer.Denied;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import dev.berth.access.Visit.Deed;
import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.rtmp.Capabilities;
import dev.berth.codec.rtmp.ReconnectRequest;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpMessage.Command;
import dev.berth.media.Streams;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One publisher or player who came to us. Everything here runs on its link's event loop. */
final class RtmpSession implements RtmpLink.Peer {
    /**
     * How often both sides are to acknowledge, in bytes. Each acknowledgement of a player wakes a
     * loop, and says nothing that TCP has not said; nginx-rtmp asks for it as often.
     */
    private static final int WINDOW = 5_000_000;

    private static final int MOST_STREAMS = 16;
    private static final int LONGEST_WORD = 40;
    private static final InetSocketAddress NOWHERE =
            InetSocketAddress.createUnresolved("unknown", 0);

    private final RtmpConfig config;
    private final Streams streams;
    private final Visitors visitors;
    private final String door;
    private final Map<Integer, Visit> asking = new HashMap<>();
    private final Map<Integer, Pass> passes = new HashMap<>();
    private final Map<Integer, Publisher> publishing = new HashMap<>();
    private final Map<Integer, Play> playing = new HashMap<>();

    /** Somebody who was let in to publish, and what it may still send. */
    private record Publisher(Ingest ingest, Visit visit, Pass pass, Allowance allowance) {}

    /** A stream that is played, and what ends the wait for its publisher. */
    private record Play(Feed feed, Future<?> patience) {}

    private @Nullable RtmpLink link;
    private @Nullable Future<?> silence;
    private @Nullable Future<?> unanswerable;
    private String app = "";
    private String appQuery = "";
    private Capabilities capabilities = Capabilities.NONE;
    private int lastStream;
    private boolean connected;

    /** {@code door} is {@code rtmp} or {@code rtmps}. */
    RtmpSession(RtmpConfig config, Streams streams, Visitors visitors, String door) {
        this.config = config;
        this.streams = streams;
        this.visitors = visitors;
        this.door = door;
    }

    private RtmpLink link() {
        if (link == null) {
            throw new IllegalStateException("the session has no link before hands are shaken");
        }
        return link;
    }

    @Override
    public void up(RtmpLink shaken) {
        link = shaken;
        shaken.within(config.handshake(), "saying what to publish or play");
    }

    @Override
    public void on(RtmpMessage message) throws Malformed {
        try {
            switch (message) {
                case Command command -> on(command);
                case RtmpMessage.Audio audio -> {
                    var ingest = ingest(audio.stream(), audio.payload());
                    if (ingest != null) {
                        ingest.audio(audio);
                    }
                }
                case RtmpMessage.Video video -> {
                    var ingest = ingest(video.stream(), video.payload());
                    if (ingest != null) {
                        ingest.video(video);
                    }
                }
                case RtmpMessage.Data data -> {
                    var ingest = ingest(data.stream(), data.payload());
                    if (ingest != null) {
                        ingest.data(data);
                    }
                }
                default -> {}
            }
        } finally {
            message.release();
        }
    }

    /** Several on one connection, which nobody does, would have to agree. */
    @Override
    public long patience() {
        return publishing.size() == 1
                ? publishing.values().iterator().next().ingest().publication().patience()
                : 0;
    }

    @Override
    public void rest(long time) {
        for (var publisher : publishing.values()) {
            publisher.ingest().publication().rest(time);
        }
    }

    /**
     * Where a message of a stream goes; null when nobody publishes there, or the publisher has sent
     * more than it may, and is hung up on.
     */
    private @Nullable Ingest ingest(int id, ByteBuf payload) {
        var publisher = publishing.get(id);
        if (publisher == null) {
            return null;
        }
        if (publisher.allowance().spend(payload.readableBytes(), link().readAt())) {
            return publisher.ingest();
        }
        var sentence = visitors.access().tooFast(publisher.visit(), publisher.pass());
        hangUp(id, denial(Deed.PUBLISH), sentence);
        return null;
    }

    private void on(Command command) {
        switch (command.name()) {
            case "connect" -> connect(command);
            case "createStream" -> createStream(command);
            case "publish" -> publish(command);
            case "play" -> play(command);
            case "FCPublish" -> link().send(Replies.goOn("onFCPublish", "NetStream.Publish.Start"));
            case "FCSubscribe" ->
                    link().send(Replies.goOn("onFCSubscribe", "NetStream.Play.Start"));
            case "FCUnpublish" -> {} // what it ends is named in deleteStream, or by hanging up
            case "deleteStream" -> leave((int) Replies.number(command, 1));
            case "closeStream" -> leave(command.stream());
            default -> answer(command);
        }
    }

    private void connect(Command command) {
        var said =
                command.argument(0).members().get("app") instanceof Amf.Str(var text) ? text : "";
        app = trimmed(said);
        appQuery = RtmpUrl.query(said);
        capabilities = Capabilities.of(command.argument(0));
        connected = true;
        link().write(new RtmpMessage.WindowAcknowledgementSize(WINDOW));
        link().write(new RtmpMessage.SetPeerBandwidth(WINDOW, RtmpMessage.Limit.DYNAMIC));
        link().write(new RtmpMessage.SetChunkSize(config.chunkSize()));
        link().send(Replies.connected(command, capabilities));
    }

    /** Some clients put a slash around the application, or a query behind it. */
    private static String trimmed(String app) {
        var path = RtmpUrl.path(app);
        return path.replaceAll("^/+|/+$", "");
    }

    private void createStream(Command command) {
        if (lastStream == MOST_STREAMS) {
            link().send(
                            Replies.error(
                                    command,
                                    "NetConnection.Call.Failed",
                                    "this connection has "
                                            + MOST_STREAMS
                                            + " streams already; open another connection"));
            return;
        }
        link().send(Replies.result(command, Amf.num(++lastStream)));
    }

    private String name(Command command) {
        var key = RtmpUrl.path(Replies.text(command, 1));
        return app.isEmpty() ? key : app + "/" + key;
    }

    private void publish(Command command) {
        int id = command.stream();
        if (!connected || busy(id)) {
            hangUp(
                    id,
                    "NetStream.Publish.BadName",
                    "publish needs a connect before it, and a stream of its own");
            return;
        }
        var visit = visit(Deed.PUBLISH, command);
        ask(id, visit, pass -> publish(id, visit, pass));
    }

    private void publish(int id, Visit visit, Pass pass) {
        var name = visit.stream();
        try {
            var publication = visitors.publish(name, "rtmp client " + link().remote());
            publication.livesOn(link().loop());
            var allowance = new Allowance(pass, link().readAt());
            publishing.put(id, new Publisher(new Ingest(publication), visit, pass, allowance));
            listenForSilence();
            link().write(new RtmpMessage.UserControl(RtmpMessage.UserControl.STREAM_BEGIN, id));
            link().send(
                            Replies.status(
                                    id,
                                    "status",
                                    "NetStream.Publish.Start",
                                    "Publishing " + name + "."));
        } catch (IOException refused) {
            refuse(id, "NetStream.Publish.BadName", refused.getMessage());
        }
    }

    /**
     * A token may stand behind the key or behind the application; behind the key it counts first.
     */
    private Visit visit(Deed deed, Command command) {
        var query = new HashMap<>(Visit.query(appQuery));
        query.putAll(Visit.query(RtmpUrl.query(Replies.text(command, 1))));
        var from =
                link().channel().remoteAddress() instanceof InetSocketAddress address
                        ? address
                        : NOWHERE;
        return new Visit(deed, name(command), door, from, query);
    }

    /**
     * Asks for a visitor, who is not hurried meanwhile; what it sends before the answer is lost.
     */
    private void ask(int id, Visit visit, Consumer<Pass> welcome) {
        asking.put(id, visit);
        link().settled();
        visitors.access().ask(visit, answer -> onLoop(() -> answered(id, visit, answer, welcome)));
    }

    private void onLoop(Runnable task) {
        var loop = link().loop();
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** The visitor may have left meanwhile, or want something else: then nobody takes the pass. */
    private void answered(int id, Visit visit, Answer answer, Consumer<Pass> welcome) {
        boolean awaited = asking.remove(id, visit);
        switch (answer) {
            case Admitted(var pass) when awaited -> {
                passes.put(id, pass);
                welcome.accept(pass);
            }
            case Admitted(var pass) -> pass.close();
            case Denied(_, var sentence) when awaited -> refuse(id, denial(visit.deed()), sentence);
            case Denied _ -> {}
        }
    }

    /** The codes that encoders and players show the description of. */
    private static String denial(Deed deed) {
        return switch (deed) {
            case PUBLISH -> "NetStream.Publish.Denied";
            case PLAY -> "NetStream.Play.Failed";
        };
    }

    private boolean busy(int id) {
        return asking.containsKey(id)
                || passes.containsKey(id)
                || asking.size() + passes.size() >= MOST_STREAMS;
    }

    /** A publisher that is cut off without a word is noticed by its silence. */
    private void listenForSilence() {
        if (silence == null) {
            long period = config.silence().toNanos() / 2;
            silence =
                    link().loop()
                            .scheduleAtFixedRate(
                                    this::checkSilence, period, period, TimeUnit.NANOSECONDS);
        }
    }

    private void checkSilence() {
        if (!publishing.isEmpty()
                && System.nanoTime() - link().readAt() > config.silence().toNanos()) {
            link().abort(
                            "the publisher has sent nothing for "
                                    + config.silence().toSeconds()
                                    + " s");
        }
    }

    private void play(Command command) {
        int id = command.stream();
        if (!connected || busy(id)) {
            hangUp(
                    id,
                    "NetStream.Play.Failed",
                    "play needs a connect before it, and a stream of its own");
            return;
        }
        var visit = visit(Deed.PLAY, command);
        ask(id, visit, pass -> play(id, visit.stream()));
    }

    private void play(int id, String name) {
        try {
            start(id, Taste.suiting(visitors.play(name), streams, capabilities));
        } catch (IOException refused) {
            refuse(id, "NetStream.Play.StreamNotFound", refused.getMessage());
        }
    }

    private void start(int id, String name) throws IOException {
        link().write(new RtmpMessage.UserControl(RtmpMessage.UserControl.STREAM_BEGIN, id));
        link().write(Replies.status(id, "status", "NetStream.Play.Reset", "Playing " + name + "."));
        link().send(Replies.status(id, "status", "NetStream.Play.Start", "Playing " + name + "."));
        var feed =
                new Feed(
                        link(),
                        config.stall(),
                        frames -> tellDropped(id, frames),
                        () -> ended(id, name));
        boolean multitrack = (capabilities.capsEx() & Capabilities.MULTITRACK) != 0;
        feed.start(streams, name, new RtmpPackaging(id, config.chunkSize(), false, multitrack));
        playing.put(id, new Play(feed, await(id, name, feed)));
        visitors.joined(feed);
    }

    /**
     * A player of a stream that nobody publishes waits as long as a stream waits for its publisher.
     */
    private Future<?> await(int id, String name, Feed feed) {
        return link().loop()
                .schedule(
                        () -> giveUp(id, name, feed),
                        streams.config().grace().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void giveUp(int id, String name, Feed feed) {
        var published = streams.status(name).filter(status -> status.publisher() != null);
        boolean silent = published.filter(status -> status.frames() > 0).isEmpty();
        if (!feed.delivery().started() && silent) {
            refuse(
                    id,
                    "NetStream.Play.StreamNotFound",
                    (published.isEmpty()
                                    ? "nobody publishes %s, and nobody came to do so within %d s"
                                    : "%s is published, and nothing of it has come within %d s")
                            .formatted(name, streams.config().grace().toSeconds()));
        }
    }

    private void tellDropped(int id, long frames) {
        link().write(
                        Replies.status(
                                id,
                                "warning",
                                "NetStream.Play.InsufficientBW",
                                frames
                                        + " frames were skipped, because this connection is slower than the stream"));
    }

    private void ended(int id, String name) {
        link().write(new RtmpMessage.UserControl(RtmpMessage.UserControl.STREAM_EOF, id));
        link().write(
                        Replies.status(
                                id,
                                "status",
                                "NetStream.Play.UnpublishNotify",
                                name + " has ended."));
        link().send(Replies.status(id, "status", "NetStream.Play.Stop", name + " has ended."));
        stopPlaying(id);
        giveBack(id);
        if (unused()) {
            link().close("the stream ended", config.stall());
        }
    }

    /** Ends what was to happen on one stream, and the connection if nothing else does there. */
    private void refuse(int id, String code, @Nullable String sentence) {
        stopPlaying(id);
        giveBack(id);
        if (unused()) {
            hangUp(id, code, sentence);
        } else {
            tellRefused(id, code, sentence);
        }
    }

    /** For who breaks the rules, whatever else the connection is used for. */
    private void hangUp(int id, String code, @Nullable String sentence) {
        tellRefused(id, code, sentence);
        link().close("refused: " + sentence);
    }

    private void tellRefused(int id, String code, @Nullable String sentence) {
        link().send(Replies.status(id, "error", code, sentence == null ? "refused" : sentence));
    }

    /** Whether nobody publishes or plays here, or asks to. */
    private boolean unused() {
        return asking.isEmpty() && passes.isEmpty();
    }

    private void answer(Command command) {
        if (command.transaction() == 0) {
            return;
        }
        switch (command.name()) {
            case "releaseStream",
                    "_checkbw",
                    "getStreamLength",
                    "receiveAudio",
                    "receiveVideo",
                    "pause",
                    "seek" ->
                    link().send(
                                    Replies.result(
                                            command,
                                            command.name().equals("getStreamLength")
                                                    ? Amf.num(0)
                                                    : Amf.nil()));
            default ->
                    link().send(
                                    Replies.error(
                                            command,
                                            "NetConnection.Call.Failed",
                                            "there is no command "
                                                    + shortened(command.name())
                                                    + " here"));
        }
    }

    /** A peer's word, as much of it as belongs in a sentence. */
    private static String shortened(String word) {
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD) + "...";
    }

    private void leave(int id) {
        var publisher = publishing.remove(id);
        if (publisher != null) {
            publisher.ingest().publication().end();
            link().send(
                            Replies.status(
                                    id, "status", "NetStream.Unpublish.Success", "Unpublished."));
        }
        stopPlaying(id);
        asking.remove(id);
        giveBack(id);
        if (unused()) {
            link().within(config.handshake(), "saying what to publish or play next");
        }
    }

    private void giveBack(int id) {
        var pass = passes.remove(id);
        if (pass != null) {
            pass.close();
        }
    }

    private void stopPlaying(int id) {
        var play = playing.remove(id);
        if (play != null) {
            play.patience().cancel(false);
            play.feed().close();
            visitors.left(play.feed());
        }
    }

    /** Over a copy, because a feed leaves once it has sent the end of its stream. */
    @Override
    public void writability() {
        List.copyOf(playing.values()).forEach(play -> play.feed().writability());
        if (unanswerable != null) {
            unanswerable.cancel(false);
            unanswerable = null;
        }
        if (!link().writable() && playing.isEmpty()) {
            unanswerable =
                    link().loop()
                            .schedule(
                                    () -> link().abort("the other side takes no answers"),
                                    config.stall().toNanos(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Asks a visitor to come again, if it knows how, and hangs up.
     *
     * @param tcUrl where to come; null for where it is now
     * @return false when hands are not shaken yet, and there is nobody to ask
     */
    boolean drain(@Nullable String tcUrl) {
        var visitor = link;
        if (visitor == null) {
            return false;
        }
        if ((capabilities.capsEx() & Capabilities.RECONNECT) != 0) {
            visitor.write(new ReconnectRequest(tcUrl, "the hub is closing").toCommand());
        }
        visitor.close("the hub is closing");
        return true;
    }

    @Override
    public void down(String why) {
        if (silence != null) {
            silence.cancel(false);
        }
        if (unanswerable != null) {
            unanswerable.cancel(false);
        }
        publishing.values().forEach(publisher -> publisher.ingest().publication().lost());
        publishing.clear();
        List.copyOf(playing.keySet()).forEach(this::stopPlaying);
        asking.clear();
        passes.values().forEach(Pass::close);
        passes.clear();
    }
}
