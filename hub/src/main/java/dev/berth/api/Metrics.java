package dev.berth.api;

import dev.berth.access.Access;
import dev.berth.access.AccessStatus;
import dev.berth.access.Answer.Denial;
import dev.berth.journal.Entry;
import dev.berth.journal.Ledger;
import dev.berth.journal.LedgerStatus;
import dev.berth.media.StreamStatus;
import dev.berth.media.Streams;
import dev.berth.ports.Authority;
import dev.berth.ports.Change;
import dev.berth.ports.Grade;
import dev.berth.ports.Lease;
import dev.berth.ports.Pool;
import dev.berth.ports.PoolStats;
import dev.berth.ports.Transport;
import dev.berth.restream.OutputState;
import dev.berth.restream.OutputStatus;
import dev.berth.restream.Restream;
import dev.berth.watch.Finding;
import dev.berth.watch.Watch;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The hub in figures, as Prometheus reads them. Nothing has a label per port or stream, of which
 * there may be thousands: those are in the API. Outputs have.
 *
 * <p>{@code lock} guards {@code registry}, {@code pools}, {@code eachOutput} and {@code now}; one
 * scrape at a time. Counting costs the counted nothing but an addition.
 */
final class Metrics implements Consumer<Change> {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Authority authority;
    private final Streams streams;
    private final Access access;
    private final Restream restream;
    private final Ledger ledger;
    private final Watch watch;
    private final List<Figure> more;
    private final Map<String, LongAdder> changes = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable PrometheusMeterRegistry registry;
    private @Nullable MultiGauge pools;
    private @Nullable OutputGauges eachOutput;
    private volatile Figures now;

    Metrics(
            Authority authority,
            Streams streams,
            Access access,
            Restream restream,
            Ledger ledger,
            Watch watch,
            List<Figure> more) {
        this.authority = authority;
        this.streams = streams;
        this.access = access;
        this.restream = restream;
        this.ledger = ledger;
        this.watch = watch;
        this.more = List.copyOf(more);
        this.now = figures();
    }

    @Override
    public void accept(Change change) {
        count(changes, Entry.Kind.of(change).code());
        if (change instanceof Change.Refused(_, var refusal)) {
            count(refused, refusal.code());
        }
    }

    private static void count(Map<String, LongAdder> counts, String label) {
        counts.computeIfAbsent(label, first -> new LongAdder()).increment();
    }

    List<Route> routes() {
        return List.of(Route.get("/metrics", this::scrape));
    }

    private void scrape(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CONTENT_TYPE, TEXT);
        response.send(scrape());
    }

    private String scrape() {
        lock.lock();
        try {
            var open = registry == null ? open() : registry;
            var gauges = pools == null ? pools(open) : pools;
            registry = open;
            pools = gauges;
            var each = eachOutput == null ? new OutputGauges(open) : eachOutput;
            eachOutput = each;
            now = figures();
            changes.forEach(
                    (kind, count) -> counter(open, "berth.lease.changes", count, "kind", kind));
            refused.forEach(
                    (code, count) -> counter(open, "berth.lease.refusals", count, "code", code));
            gauges.register(rows(), true);
            each.show(now.outputs);
            return open.scrape();
        } finally {
            lock.unlock();
        }
    }

    /** Everything that is read together, so that one answer does not contradict itself. */
    private record Figures(
            List<Lease> leases,
            List<Finding> findings,
            LedgerStatus ledger,
            List<StreamStatus> streams,
            AccessStatus access,
            List<OutputStatus> outputs) {}

    private Figures figures() {
        return new Figures(
                authority.leases(),
                watch.findings(),
                ledger.status(),
                streams.all(),
                access.status(),
                restream.list());
    }

    /** Made by the first who asks: a hub that nobody scrapes starts without it. */
    private PrometheusMeterRegistry open() {
        var fresh = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        bindPorts(fresh);
        bindLedger(fresh);
        bindMedia(fresh);
        bindAccess(fresh);
        more.forEach(figure -> bind(figure, fresh));
        new JvmMemoryMetrics().bindTo(fresh);
        new JvmThreadMetrics().bindTo(fresh);
        new FileDescriptorMetrics().bindTo(fresh);
        new ProcessorMetrics().bindTo(fresh);
        new UptimeMetrics().bindTo(fresh);
        return fresh;
    }

    private void bindPorts(MeterRegistry to) {
        FunctionTimer.builder(
                        "berth.lease.answers",
                        authority,
                        asked -> asked.pace().answers(),
                        asked -> asked.pace().took().toNanos(),
                        TimeUnit.NANOSECONDS)
                .register(to);
        for (var grade : Grade.values()) {
            gauge(
                    to,
                    "berth.leases",
                    at -> at.leases.stream().filter(lease -> lease.grade() == grade).count(),
                    "grade",
                    Views.word(grade));
        }
        for (var kind : Finding.KINDS) {
            gauge(
                    to,
                    "berth.findings",
                    at -> at.findings.stream().filter(found -> found.kind() == kind).count(),
                    "kind",
                    kind.code());
        }
    }

    /** Pools come and go, unlike what else there are figures of. */
    private static MultiGauge pools(MeterRegistry to) {
        return MultiGauge.builder("berth.pool.ports").register(to);
    }

    private List<MultiGauge.Row<?>> rows() {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        authority.pools().forEach(pool -> rows.addAll(rows(pool)));
        return rows;
    }

    /** The books of a pool, added up where it keeps one for each transport. */
    private static List<MultiGauge.Row<Number>> rows(Pool pool) {
        var books = pool.spec().together() ? List.of(Transport.UDP) : List.of(Transport.values());
        var stats = books.stream().map(pool::stats).toList();
        return List.of(
                row(pool, "leased", stats, PoolStats::leased),
                row(pool, "cooling", stats, PoolStats::cooling),
                row(pool, "squatted", stats, PoolStats::squatted),
                row(pool, "reserved", stats, PoolStats::reserved),
                row(pool, "free", stats, PoolStats::free));
    }

    private static MultiGauge.Row<Number> row(
            Pool pool, String state, List<PoolStats> stats, ToIntFunction<PoolStats> figure) {
        var labels = Tags.of("pool", pool.spec().name(), "state", state);
        return MultiGauge.Row.of(labels, stats.stream().mapToInt(figure).sum());
    }

    private void bindLedger(MeterRegistry to) {
        gauge(to, "berth.ledger.waiting", at -> at.ledger.waiting());
        gauge(to, "berth.ledger.failing", at -> at.ledger.problem() == null ? 0 : 1);
        counter(to, "berth.ledger.written", at -> at.ledger.written());
        counter(to, "berth.ledger.lost", at -> at.ledger.lost());
    }

    private void bindMedia(MeterRegistry to) {
        for (var state : StreamStatus.State.values()) {
            gauge(
                    to,
                    "berth.streams",
                    at -> at.streams.stream().filter(stream -> stream.state() == state).count(),
                    "state",
                    Views.word(state));
        }
        gauge(
                to,
                "berth.stream.readers",
                at -> at.streams.stream().mapToInt(StreamStatus::readers).sum());
        gauge(
                to,
                "berth.hls.viewers",
                at -> at.streams.stream().mapToInt(StreamStatus::viewers).sum());
        gauge(
                to,
                "berth.stream.bits.per.second",
                at -> at.streams.stream().mapToLong(StreamStatus::bitsPerSecond).sum());
        for (var state : OutputState.values()) {
            gauge(
                    to,
                    "berth.outputs",
                    at -> at.outputs.stream().filter(output -> output.state() == state).count(),
                    "state",
                    Views.word(state));
        }
        gauge(
                to,
                "berth.output.clients",
                at -> at.outputs.stream().mapToInt(OutputStatus::clients).sum());
        gauge(
                to,
                "berth.output.bits.per.second",
                at -> at.outputs.stream().mapToLong(OutputStatus::bitsPerSecond).sum());
        gauge(
                to,
                "berth.output.queue.bytes",
                at -> at.outputs.stream().mapToLong(OutputStatus::queueBytes).sum());
    }

    private void bindAccess(MeterRegistry to) {
        gauge(to, "berth.access.visitors", at -> at.access.publishers(), "deed", "publish");
        gauge(to, "berth.access.visitors", at -> at.access.players(), "deed", "play");
        for (var why : Denial.values()) {
            FunctionCounter.builder(
                            "berth.access.denied",
                            this,
                            self -> self.now.access.denied().getOrDefault(why, 0L))
                    .tags("why", Views.word(why))
                    .register(to);
        }
    }

    private static void bind(Figure figure, MeterRegistry to) {
        var labels = Tags.of(figure.labels().toArray(String[]::new));
        if (figure.rising()) {
            FunctionCounter.builder(figure.name(), figure, one -> one.value().getAsDouble())
                    .tags(labels)
                    .register(to);
        } else {
            Gauge.builder(figure.name(), () -> figure.value().getAsDouble())
                    .tags(labels)
                    .register(to);
        }
    }

    private void gauge(
            MeterRegistry to, String name, ToDoubleFunction<Figures> figure, String... labels) {
        Gauge.builder(name, () -> figure.applyAsDouble(now)).tags(labels).register(to);
    }

    private void counter(MeterRegistry to, String name, ToDoubleFunction<Figures> figure) {
        FunctionCounter.builder(name, this, self -> figure.applyAsDouble(self.now)).register(to);
    }

    private static void counter(MeterRegistry to, String name, LongAdder count, String... labels) {
        FunctionCounter.builder(name, count, LongAdder::sum).tags(labels).register(to);
    }
}
