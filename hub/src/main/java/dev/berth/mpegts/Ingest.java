package dev.berth.mpegts;

import dev.berth.access.Access;
import dev.berth.access.Allowance;
import dev.berth.access.Answer;
import dev.berth.access.Answer.Admitted;
import dev.berth.access.Answer.Denied;
import dev.berth.access.Pass;
import dev.berth.access.Visit;
import dev.berth.codec.ts.RtpPayload;
import dev.berth.journal.Journal;
import dev.berth.media.Publication;
import dev.berth.media.Streams;
import dev.berth.media.TsFrames;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who sends to one input, and what becomes of it. Datagrams know no connection: the first sender is
 * the publisher until it has been silent for a while, and whatever others send meanwhile is passed
 * over. Belongs to the receiver's thread; times are {@link System#nanoTime()}.
 */
final class Ingest implements AutoCloseable {
    /** So long after a refusal nothing is asked for who was refused. */
    private static final long RETRY = Duration.ofSeconds(3).toNanos();

    /** While so many are refused, nothing is asked for anybody: access is to have some rest. */
    private static final int MOST_REFUSED = 64;

    /** Losses are told together. */
    private static final long REPORT = Duration.ofSeconds(10).toNanos();

    /** Who sends: first one waits for an answer, and then publishes. */
    private sealed interface Sender permits Asking, Publishing {
        InetSocketAddress address();
    }

    private record Asking(InetSocketAddress address, Visit visit, CompletableFuture<Answer> answer)
            implements Sender {}

    private record Publishing(
            InetSocketAddress address,
            Visit visit,
            Pass pass,
            Allowance allowance,
            Publication publication,
            RtpPayload rtp,
            TsFrames frames)
            implements Sender {}

    private final MpegTsConfig.Input input;
    private final Streams streams;
    private final Access access;
    private final Journal journal;
    private final LongAdder lost;
    private @Nullable Sender sender;
    private long heardAt;

    /** Until when. Whoever floods has many ports, but not many addresses. */
    private final Map<InetAddress, Long> refused = new HashMap<>();

    private long strangers;
    private long reportAt;
    private long counted;
    private long told;
    private List<String> unread = List.of();
    private String lastRefusal = "";

    /** {@code lost} is where the transport packets are added up that were lost or damaged. */
    Ingest(
            MpegTsConfig.Input input,
            Streams streams,
            Access access,
            Journal journal,
            LongAdder lost) {
        this.input = input;
        this.streams = streams;
        this.access = access;
        this.journal = journal;
        this.lost = lost;
    }

    /** A datagram came. Borrows it. */
    void datagram(InetSocketAddress from, ByteBuf bytes, long now) {
        if (sender == null) {
            arrive(from, bytes, now);
        }
        settle(now);
        switch (sender) {
            case null -> {}
            case Sender other when !other.address().equals(from) -> stranger(from, other);
            case Publishing publisher -> take(publisher, bytes, now);
            case Asking _ -> heardAt = now;
        }
    }

    /** Whoever sends no transport stream is nobody. */
    private void arrive(InetSocketAddress from, ByteBuf bytes, long now) {
        if (mustRest(from.getAddress(), now) || !new RtpPayload().of(bytes).isReadable()) {
            return;
        }
        var visit = new Visit(Visit.Deed.PUBLISH, input.stream(), "mpegts", from, Map.of());
        var answer = new CompletableFuture<Answer>();
        sender = new Asking(from, visit, answer);
        heardAt = now;
        access.ask(visit, answer::complete);
    }

    /** Goes on once an answer is there. */
    private void settle(long now) {
        if (sender instanceof Asking asking && asking.answer().isDone()) {
            sender = null;
            switch (asking.answer().join()) {
                case Admitted(var pass) -> publish(asking, pass, now);
                case Denied _ -> rest(asking.address(), now); // access has told it already
            }
        }
    }

    private void publish(Asking asking, Pass pass, long now) {
        try {
            var publication = streams.publish(input.stream(), words(asking.address()));
            sender =
                    new Publishing(
                            asking.address(),
                            asking.visit(),
                            pass,
                            new Allowance(pass, now),
                            publication,
                            new RtpPayload(),
                            new TsFrames(publication::write));
            begin(now);
        } catch (IOException taken) {
            pass.close();
            rest(asking.address(), now);
            refuse(String.valueOf(taken.getMessage()));
        }
    }

    private void begin(long now) {
        strangers = 0;
        counted = 0;
        told = 0;
        unread = List.of();
        lastRefusal = "";
        reportAt = now + REPORT;
    }

    private void rest(InetSocketAddress from, long now) {
        refused.put(from.getAddress(), now + RETRY);
    }

    private boolean mustRest(InetAddress from, long now) {
        refused.values().removeIf(until -> now - until >= 0);
        return refused.size() >= MOST_REFUSED || refused.containsKey(from);
    }

    /** Says the same only once. */
    private void refuse(String why) {
        if (!why.equals(lastRefusal)) {
            lastRefusal = why;
            journal.append("mpegts.refused", input.stream(), input.listen() + ": " + why);
        }
    }

    private String words(InetSocketAddress from) {
        return "mpegts " + from.getAddress().getHostAddress() + " port " + from.getPort();
    }

    private void stranger(InetSocketAddress from, Sender publisher) {
        if (strangers++ == 0) {
            journal.append(
                    "mpegts.stranger",
                    input.stream(),
                    "%s: what %s sends is passed over while %s publishes %s; stop one of them, or give it an input of its own"
                            .formatted(
                                    input.listen(),
                                    words(from),
                                    words(publisher.address()),
                                    input.stream()));
        }
    }

    private void take(Publishing publisher, ByteBuf bytes, long now) {
        heardAt = now;
        if (publisher.allowance().spend(bytes.readableBytes(), now)) {
            publisher.frames().datagram(publisher.rtp().of(bytes));
        } else {
            access.tooFast(publisher.visit(), publisher.pass());
            rest(publisher.address(), now);
            leave(publisher);
        }
    }

    /** Looks who went silent, and tells what was lost on the way. */
    void look(long now) {
        settle(now);
        if (sender instanceof Publishing publisher) {
            count(publisher);
            if (now - reportAt >= 0) {
                reportAt = now + REPORT;
                report(publisher);
            }
            name(publisher);
            if (now - heardAt >= input.silence().toNanos()) {
                leave(publisher);
            }
        }
    }

    private void count(Publishing publisher) {
        var damage = publisher.frames().damage();
        long sum = damage.lostPackets() + damage.badPackets() + damage.badTables();
        lost.add(sum - counted);
        counted = sum;
    }

    private void report(Publishing publisher) {
        if (counted > told) {
            told = counted;
            journal.append("mpegts.loss", input.stream(), losses(publisher));
        }
    }

    private String losses(Publishing publisher) {
        var damage = publisher.frames().damage();
        var datagrams = publisher.rtp().lost();
        return "%s has lost %d transport packets%s since it began, %d came damaged, and %d access units were given up; look at the network between %s and here"
                .formatted(
                        input.stream(),
                        damage.lostPackets(),
                        datagrams == 0 ? "" : " (" + datagrams + " RTP datagrams)",
                        damage.badPackets() + damage.badTables(),
                        damage.lostUnits(),
                        publisher.address().getAddress().getHostAddress());
    }

    /** Names the tracks that stay outside, once for each set of them. */
    private void name(Publishing publisher) {
        var now = publisher.frames().passedOver();
        if (!now.equals(unread) && !now.isEmpty()) {
            unread = now;
            journal.append(
                    "mpegts.unread",
                    input.stream(),
                    "%s comes with %s, which nobody here reads; send H.264 or HEVC, and AAC, MP3, AC-3 or Opus"
                            .formatted(input.stream(), String.join(" and ", now)));
        }
    }

    /** The stream waits for the publisher, or for another one. */
    private void leave(Publishing publisher) {
        publisher.frames().finish();
        count(publisher);
        report(publisher);
        publisher.frames().close();
        publisher.publication().lost();
        publisher.pass().close();
        sender = null;
    }

    /** Something went wrong here over one datagram; the next may do better. */
    void stumbled(RuntimeException over) {
        refuse("a datagram was passed over (" + over + "); see what " + input.stream() + " sends");
    }

    /** The socket is of no use any more. */
    void failed(IOException why) {
        refuse("receiving failed (" + why.getMessage() + "); start the hub anew");
    }

    @Override
    public void close() {
        switch (sender) {
            case null -> {}
            case Publishing publisher -> leave(publisher);
            case Asking asking -> asking.answer().thenAccept(Ingest::sendAway);
        }
    }

    private static void sendAway(Answer late) {
        if (late instanceof Admitted(var pass)) {
            pass.close();
        }
    }
}
