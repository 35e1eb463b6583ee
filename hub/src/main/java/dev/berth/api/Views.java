package dev.berth.api;

import dev.berth.journal.Entry;
import dev.berth.journal.Event;
import dev.berth.media.Inspection;
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
import dev.berth.recording.Recording;
import dev.berth.restream.Checkup;
import dev.berth.restream.History;
import dev.berth.restream.OutputStatus;
import dev.berth.restream.PullStatus;
import dev.berth.restream.Sample;
import dev.berth.restream.Uplink;
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

    /**
     * A stream. {@code readers} counts those who watch by HLS as one, and {@code viewers} each of
     * them; {@code urls} is where it can be played, none while nobody publishes it.
     */
    @Json
    public record StreamView(
            String name,
            String state,
            @Nullable String publisher,
            @Nullable Instant since,
            List<String> codecs,
            int readers,
            int viewers,
            long bitsPerSecond,
            long bytes,
            long frames,
            long gopBytes,
            List<String> urls) {
        static StreamView of(StreamStatus status, List<String> urls) {
            return new StreamView(
                    status.name(),
                    word(status.state()),
                    status.publisher(),
                    status.since(),
                    status.codecs(),
                    status.readers(),
                    status.viewers(),
                    status.bitsPerSecond(),
                    status.bytes(),
                    status.frames(),
                    status.gopBytes(),
                    urls);
        }
    }

    /** A recording; one that grows is active. */
    @Json
    public record RecordingView(
            String id,
            String stream,
            Instant start,
            double seconds,
            long bytes,
            boolean active,
            @Nullable String problem) {
        static RecordingView of(Recording recording) {
            return new RecordingView(
                    recording.id(),
                    recording.stream(),
                    recording.start(),
                    recording.duration().toMillis() / 1_000.0,
                    recording.bytes(),
                    recording.active(),
                    recording.problem());
        }
    }

    /** A stream that is brought in from elsewhere. */
    @Json
    public record PullView(
            String stream,
            String from,
            boolean onDemand,
            String state,
            int readers,
            @Nullable String problem) {
        static PullView of(PullStatus status) {
            return new PullView(
                    status.stream(),
                    status.from(),
                    status.onDemand(),
                    word(status.state()),
                    status.readers(),
                    status.problem());
        }
    }

    /**
     * An output. Addresses are without what is secret in them. {@code order} is what it is to do:
     * {@code start}, {@code standby} or {@code stop}; {@code change} is when its schedule next
     * changes that. {@code score} is null when there is too little to say.
     */
    @Json
    public record OutputView(
            String id,
            String name,
            String from,
            String to,
            @Nullable String backup,
            boolean onBackup,
            String stream,
            String state,
            String order,
            @Nullable Instant change,
            Instant since,
            int clients,
            long bitsPerSecond,
            long bytes,
            long queueBytes,
            long droppedFrames,
            int reconnects,
            long delayMillis,
            double rttMillis,
            long retransmits,
            @Nullable Integer score,
            List<String> reasons,
            @Nullable String problem) {
        static OutputView of(OutputStatus status) {
            var stability = status.stability();
            return new OutputView(
                    status.id(),
                    status.name(),
                    status.from(),
                    status.to(),
                    status.backup(),
                    status.onBackup(),
                    status.stream(),
                    word(status.state()),
                    word(status.order()),
                    status.change(),
                    status.since(),
                    status.clients(),
                    status.bitsPerSecond(),
                    status.bytes(),
                    status.queueBytes(),
                    status.droppedFrames(),
                    status.reconnects(),
                    status.delayMillis(),
                    status.rttMillis(),
                    status.retransmits(),
                    stability == null ? null : stability.score(),
                    stability == null ? List.of() : stability.reasons(),
                    status.problem());
        }
    }

    /**
     * What can be known before going live. {@code bitsPerSecond} is what all outputs take together,
     * 0 when that is not known, {@code cores} how many cores sending it costs, and {@code uplink}
     * what went out, null when nothing was published.
     */
    @Json
    public record CheckupView(
            boolean good,
            List<CheckedView> targets,
            long bitsPerSecond,
            double cores,
            @Nullable UplinkView uplink,
            List<String> sentences) {}

    /** What was found at targets, and what went out to them where something was published. */
    @Json
    public record CheckView(
            boolean good,
            List<CheckedView> targets,
            @Nullable UplinkView uplink,
            List<String> sentences) {
        static CheckView of(Checkup checkup) {
            var uplink = checkup.uplink();
            return new CheckView(
                    checkup.good(),
                    checkup.targets().stream().map(CheckedView::of).toList(),
                    UplinkView.of(uplink),
                    uplink == null ? List.of() : uplink.sentences());
        }
    }

    /** What went out, in bits a second, when all targets were sent to at once. */
    @Json
    public record UplinkView(
            boolean fits, long millis, long needed, long delivered, List<ShareView> shares) {
        public static @Nullable UplinkView of(@Nullable Uplink uplink) {
            return uplink == null
                    ? null
                    : new UplinkView(
                            uplink.fits(),
                            uplink.time().toMillis(),
                            uplink.needed(),
                            uplink.delivered(),
                            uplink.shares().stream().map(ShareView::of).toList());
        }
    }

    /** What one target took, in bits a second. */
    @Json
    public record ShareView(
            String to,
            boolean keepsUp,
            long needed,
            long delivered,
            long droppedFrames,
            @Nullable String problem) {
        static ShareView of(Uplink.Share share) {
            return new ShareView(
                    share.to(),
                    share.keepsUp(),
                    share.needed(),
                    share.delivered(),
                    share.droppedFrames(),
                    share.problem());
        }
    }

    /** A target that was looked at without publishing anything. */
    @Json
    public record CheckedView(
            String name,
            String to,
            boolean backup,
            List<String> addresses,
            List<StepView> steps,
            List<String> codecs,
            @Nullable String problem) {
        public static CheckedView of(Checkup.Checked checked) {
            var found = checked.found();
            return new CheckedView(
                    checked.name(),
                    checked.to(),
                    checked.backup(),
                    found.addresses(),
                    found.steps().stream().map(StepView::of).toList(),
                    found.codecs(),
                    found.problem());
        }
    }

    /** Something that went well at a target, and how long it took. */
    @Json
    public record StepView(String name, double millis) {
        static StepView of(Inspection.Step step) {
            return new StepView(step.name(), step.took().toNanos() / 1e6);
        }
    }

    /**
     * How an output was doing, the oldest first: two minutes by the second, three hours by the
     * minute.
     */
    @Json
    public record HistoryView(List<SecondView> seconds, List<MinuteView> minutes) {
        static HistoryView of(History.Past past) {
            return new HistoryView(
                    past.seconds().stream().map(SecondView::of).toList(),
                    past.minutes().stream().map(MinuteView::of).toList());
        }
    }

    /** A second of an output. Counters begin anew with each connection. */
    @Json
    public record SecondView(
            Instant at,
            String state,
            long bitsPerSecond,
            long bytes,
            long queueBytes,
            long delayMillis,
            long droppedFrames,
            int reconnects,
            double rttMillis,
            long retransmits) {
        static SecondView of(Sample sample) {
            return new SecondView(
                    sample.at(),
                    word(sample.state()),
                    sample.bitsPerSecond(),
                    sample.bytes(),
                    sample.queueBytes(),
                    sample.delayMillis(),
                    sample.droppedFrames(),
                    sample.reconnects(),
                    sample.rttMillis(),
                    sample.retransmits());
        }
    }

    /** A minute of an output: the average bitrate, else the worst or what came about in it. */
    @Json
    public record MinuteView(
            Instant at,
            int samples,
            int away,
            long bitsPerSecond,
            long delayMillis,
            double rttMillis,
            long droppedFrames,
            long reconnects,
            @Nullable Integer score) {
        static MinuteView of(History.Minute minute) {
            return new MinuteView(
                    minute.at(),
                    minute.samples(),
                    minute.away(),
                    minute.bitsPerSecond(),
                    minute.delayMillis(),
                    minute.rttMillis(),
                    minute.droppedFrames(),
                    minute.reconnects(),
                    minute.score());
        }
    }

    /**
     * What to restream: one source, and one or more outputs, which share what else is said of them.
     */
    @Json
    public record NewOutputs(
            @Nullable String from,
            @Nullable List<String> to,
            @Nullable String name,
            @Nullable String backup,
            @Nullable Boolean standby,
            @Nullable Boolean process,
            @Nullable String audio,
            @Nullable String returnAfter,
            @Nullable String start,
            @Nullable String stop,
            @Nullable List<String> hours,
            @Nullable String zone,
            @Nullable String publish,
            @Nullable Long bitrate) {
        /** The same for others. */
        public NewOutputs of(String source, List<String> targets, @Nullable String other) {
            return new NewOutputs(
                    source,
                    targets,
                    name,
                    other,
                    standby,
                    process,
                    audio,
                    returnAfter,
                    start,
                    stop,
                    hours,
                    zone,
                    publish,
                    bitrate);
        }
    }

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
