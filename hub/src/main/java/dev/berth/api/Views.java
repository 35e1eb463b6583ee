package dev.berth.api;

import dev.berth.journal.Entry;
import dev.berth.journal.Event;
import dev.berth.media.StreamStatus;
import dev.berth.ports.Claim;
import dev.berth.ports.Complaint;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Language;
import dev.berth.ports.Lease;
import dev.berth.ports.Prospect;
import dev.berth.ports.Refusal;
import dev.berth.ports.Remedy;
import dev.berth.ports.Rule;
import dev.berth.ports.Verdict;
import dev.berth.restream.OutputStatus;
import dev.berth.supervise.ServiceStatus;
import dev.berth.watch.Finding;
import io.avaje.jsonb.Json;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the API says, as JSON. Times are ISO 8601 in UTC, rates bits a second, sizes bytes, and
 * states lower-case words with dashes. The records are the contract: renaming a component breaks
 * clients.
 */
public final class Views {
    private Views() {}

    /** An enum constant as the API writes it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The hub as a whole. {@code status} is {@code ok}, or {@code degraded} when a service is not
     * running or there are {@code problems} besides.
     */
    @Json
    public record Health(
            String status,
            String version,
            long pid,
            Instant since,
            List<Service> services,
            List<String> problems) {}

    /** A service. */
    @Json
    public record Service(
            String name,
            String state,
            List<String> urls,
            List<LeaseView> leases,
            List<Wanted> wants,
            @Nullable String problem,
            @Nullable RefusalView refusal) {
        static Service of(ServiceStatus status) {
            var refusal = status.refusal();
            return new Service(
                    status.name(),
                    word(status.state()),
                    status.urls(),
                    status.leases().stream().map(LeaseView::of).toList(),
                    status.claims().stream().map(Wanted::of).toList(),
                    status.problem(),
                    refusal == null ? null : RefusalView.of(refusal));
        }
    }

    /** A port that is asked for. */
    @Json
    public record Wanted(String endpoint, String owner, String purpose) {
        static Wanted of(Claim claim) {
            return new Wanted(claim.endpoint().toString(), claim.owner(), claim.purpose());
        }

        static Wanted of(Verdict.Reserved reserved) {
            return new Wanted(reserved.endpoint().toString(), reserved.owner(), reserved.purpose());
        }
    }

    /** A port that is held. {@code passedOver} says why it is not the one that was asked for. */
    @Json
    public record LeaseView(
            String endpoint,
            String owner,
            String purpose,
            String grade,
            Instant since,
            List<RefusalView> passedOver) {
        static LeaseView of(Lease lease) {
            return new LeaseView(
                    lease.endpoint().toString(),
                    lease.claim().owner(),
                    lease.claim().purpose(),
                    word(lease.grade()),
                    lease.since(),
                    lease.passedOver().stream().map(RefusalView::of).toList());
        }
    }

    /**
     * Why a port was not had: the cause as a word, the rule that decided, a sentence, who has it,
     * and what to do.
     */
    @Json
    public record RefusalView(
            String endpoint,
            String code,
            String rule,
            String text,
            List<HolderView> holders,
            List<RemedyView> remedies) {
        static RefusalView of(Refusal refusal) {
            return of(refusal, Language.ENGLISH);
        }

        static RefusalView of(Refusal refusal, Language language) {
            return new RefusalView(
                    refusal.endpoint().toString(),
                    refusal.code(),
                    refusal.rule().code(),
                    refusal.explain(language),
                    refusal.holders().stream().map(HolderView::of).toList(),
                    refusal.remedies().stream()
                            .map(remedy -> RemedyView.of(remedy, language))
                            .toList());
        }
    }

    /** A way out; {@code command} is ready to be run, or null. */
    @Json
    public record RemedyView(String kind, String text, @Nullable String command) {
        static RemedyView of(Remedy remedy) {
            return of(remedy, Language.ENGLISH);
        }

        static RemedyView of(Remedy remedy, Language language) {
            return new RemedyView(word(remedy.kind()), remedy.text(language), remedy.command());
        }
    }

    /** Who has a socket. {@code pid} is -1 when it may not be seen. */
    @Json
    public record HolderView(
            String kind,
            long pid,
            String command,
            String commandLine,
            String user,
            @Nullable String unit,
            @Nullable String container,
            @Nullable Instant since,
            String local,
            @Nullable String peer,
            String text) {
        public static HolderView of(Holder holder) {
            var peer = holder.peer();
            return new HolderView(
                    word(holder.kind()),
                    holder.pid(),
                    holder.command(),
                    holder.commandLine(),
                    holder.user(),
                    holder.unit(),
                    holder.container(),
                    holder.since(),
                    holder.local().toString(),
                    peer == null ? null : address(peer),
                    holder.describe());
        }

        private static String address(InetSocketAddress peer) {
            var host = peer.getAddress().getHostAddress();
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + peer.getPort();
        }
    }

    /**
     * What a port is: {@code verdict} is {@code free}, {@code shareable}, {@code held}, {@code
     * cooling}, {@code reserved}, {@code forbidden}, {@code shadowed} or {@code unknown}, and
     * {@code rule} the rule that says so. {@code leftMillis} is how long it is cooling still, where
     * that is known.
     */
    @Json
    public record Check(
            String endpoint,
            boolean free,
            String verdict,
            String rule,
            String text,
            @Nullable Wanted reservedFor,
            @Nullable Long leftMillis,
            List<HolderView> holders,
            List<String> notes,
            List<RemedyView> remedies) {
        public static Check of(Verdict verdict, Language language) {
            return new Check(
                    verdict.endpoint().toString(),
                    verdict.free(),
                    verdict.code(),
                    verdict.rule().code(),
                    verdict.explain(language),
                    verdict instanceof Verdict.Reserved reserved ? Wanted.of(reserved) : null,
                    verdict instanceof Verdict.Cooling cooling ? left(cooling) : null,
                    verdict.holders().stream().map(HolderView::of).toList(),
                    verdict.notes().stream().map(note -> note.text(language)).toList(),
                    verdict.remedies().stream()
                            .map(remedy -> RemedyView.of(remedy, language))
                            .toList());
        }

        private static @Nullable Long left(Verdict.Cooling cooling) {
            return cooling.left() == null ? null : cooling.left().toMillis();
        }
    }

    /**
     * What another program meant: the rules that may be behind it, the likeliest first, and what
     * the ports are here and now that it may be about.
     */
    @Json
    public record Explanation(
            String program, String name, List<String> causes, String text, List<Check> suspects) {
        public static Explanation of(
                Complaint complaint, Language language, Function<Endpoint, Verdict> look) {
            return new Explanation(
                    complaint.program(),
                    complaint.name(),
                    complaint.causes().stream().map(Rule::code).toList(),
                    complaint.text(language),
                    complaint.suspects().stream()
                            .map(suspect -> Check.of(look.apply(suspect), language))
                            .toList());
        }
    }

    /** A port that was found free, and why each one before it was passed over. */
    @Json
    public record Found(String endpoint, List<RefusalView> passedOver) {
        public static Found of(Prospect.Found found, Language language) {
            return new Found(
                    found.endpoint().toString(),
                    found.passedOver().stream().map(why -> RefusalView.of(why, language)).toList());
        }
    }

    /** Who holds sockets on a port. */
    @Json
    public record Who(String endpoint, List<HolderView> holders) {}

    /**
     * A socket of the machine. {@code wanted} is the lease that it belongs to, {@code namespace}
     * the network namespace it is in when that is not the asker's.
     */
    @Json
    public record SocketView(
            HolderView holder, @Nullable Wanted wanted, @Nullable String namespace) {}

    /** A stream. */
    @Json
    public record StreamView(
            String name,
            String state,
            @Nullable String publisher,
            @Nullable Instant since,
            List<String> codecs,
            int readers,
            long bitsPerSecond,
            long bytes,
            long frames,
            long gopBytes) {
        static StreamView of(StreamStatus status) {
            return new StreamView(
                    status.name(),
                    word(status.state()),
                    status.publisher(),
                    status.since(),
                    status.codecs(),
                    status.readers(),
                    status.bitsPerSecond(),
                    status.bytes(),
                    status.frames(),
                    status.gopBytes());
        }
    }

    /** An output. */
    @Json
    public record OutputView(
            String id,
            String from,
            String to,
            String stream,
            String state,
            Instant since,
            int clients,
            long bitsPerSecond,
            long bytes,
            long queueBytes,
            long droppedFrames,
            int reconnects,
            long delayMillis,
            @Nullable String problem) {
        static OutputView of(OutputStatus status) {
            return new OutputView(
                    status.id(),
                    status.from(),
                    status.to(),
                    status.stream(),
                    word(status.state()),
                    status.since(),
                    status.clients(),
                    status.bitsPerSecond(),
                    status.bytes(),
                    status.queueBytes(),
                    status.droppedFrames(),
                    status.reconnects(),
                    status.delayMillis(),
                    status.problem());
        }
    }

    /** What to restream: one source, and one or more outputs. */
    @Json
    public record NewOutputs(@Nullable String from, @Nullable List<String> to) {}

    /** Something that happened. */
    @Json
    public record EventView(long id, Instant at, String kind, String subject, String text) {
        static EventView of(Event event) {
            return new EventView(
                    event.id(), event.at(), event.kind(), event.subject(), event.text());
        }
    }

    /**
     * What the ledger says. {@code answer} is one about who had a port at a moment, null when that
     * was not asked for; then {@code entries} are those around it.
     */
    @Json
    public record Log(@Nullable String answer, List<EntryView> entries) {
        public static Log of(List<Entry> entries) {
            return new Log(null, entries.stream().map(EntryView::of).toList());
        }

        public static Log of(String answer, List<Entry> entries) {
            return new Log(answer, entries.stream().map(EntryView::of).toList());
        }
    }

    /** Something that happened to a port. {@code endpoint} is null where it is about the hub. */
    @Json
    public record EntryView(
            Instant at,
            String kind,
            @Nullable String endpoint,
            String owner,
            String purpose,
            String who,
            String text,
            String lease) {
        public static EntryView of(Entry entry) {
            var endpoint = entry.endpoint();
            return new EntryView(
                    entry.at(),
                    entry.kind().code(),
                    endpoint == null ? null : endpoint.toString(),
                    entry.owner(),
                    entry.purpose(),
                    entry.who(),
                    entry.text(),
                    entry.lease());
        }
    }

    /** Something about a port that is not as the leases and the plan have it. */
    @Json
    public record FindingView(
            String kind,
            String endpoint,
            String owner,
            String purpose,
            String text,
            @Nullable HolderView holder,
            List<RemedyView> remedies) {
        static FindingView of(Finding finding, Language language) {
            var holder = finding.holder();
            return new FindingView(
                    finding.kind().code(),
                    finding.endpoint().toString(),
                    finding.owner(),
                    finding.purpose(),
                    finding.text(language),
                    holder == null ? null : HolderView.of(holder),
                    finding.remedies().stream()
                            .map(remedy -> RemedyView.of(remedy, language))
                            .toList());
        }
    }

    /** RFC 9457. */
    @Json
    public record Problem(String title, int status, String detail) {}
}
