package dev.berth.supervise;

import dev.berth.journal.Journal;
import dev.berth.ports.Authority;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRefused;
import dev.berth.ports.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts services in order, each on the ports it claims. One whose port is taken waits for it, and
 * the others run meanwhile; it starts by itself once the port is free. Stops them in the opposite
 * order.
 *
 * <p>The services belong to whoever runs {@code attempt}: the caller of {@link #start} first, then
 * the thread that tries again.
 */
public final class Supervisor implements AutoCloseable {
    private final Authority authority;
    private final Journal journal;
    private final Duration retry;
    private final List<Supervised> services = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread watch;

    /** {@code retry} is how long to leave a service alone that could not start. */
    public Supervisor(Authority authority, Journal journal, Duration retry) {
        this.authority = authority;
        this.journal = journal;
        this.retry = retry;
    }

    /** Starts what can be started; {@link #status()} tells about the rest. Called once. */
    public void start(List<Service> wanted) {
        wanted.forEach(service -> services.add(new Supervised(service)));
        services.forEach(Supervised::attempt);
        watch = Thread.ofVirtual().name("berth-supervisor").start(this::watch);
    }

    public List<ServiceStatus> status() {
        return services.stream().map(Supervised::status).toList();
    }

    private void watch() {
        try {
            while (!closing.await(retry.toNanos(), TimeUnit.NANOSECONDS)) {
                services.stream().filter(service -> !service.runs()).forEach(Supervised::attempt);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops every service, the last one started first, and releases their ports. */
    @Override
    public void close() {
        closing.countDown();
        awaitWatch();
        services.reversed().forEach(Supervised::stop);
    }

    private void awaitWatch() {
        var thread = watch;
        try {
            if (thread != null && !thread.join(Duration.ofSeconds(10))) {
                thread.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One service and what became of it. */
    private final class Supervised {
        private final Service service;
        private volatile ServiceStatus status;
        private List<Lease> leases = List.of();
        private @Nullable Running running;

        Supervised(Service service) {
            this.service = service;
            this.status =
                    new ServiceStatus(
                            service.name(),
                            ServiceStatus.State.STOPPED,
                            service.claims(),
                            List.of(),
                            List.of(),
                            null,
                            null);
        }

        ServiceStatus status() {
            return status;
        }

        boolean runs() {
            return status.state() == ServiceStatus.State.RUNNING;
        }

        void attempt() {
            var held = new ArrayList<Lease>();
            try {
                for (var claim : service.claims()) {
                    held.add(authority.lease(claim));
                }
                var started = service.start(new Leases(held));
                leases = List.copyOf(held);
                running = started;
                become(ServiceStatus.State.RUNNING, started.urls(), null, null);
            } catch (PortRefused refused) {
                held.forEach(Lease::close);
                become(
                        ServiceStatus.State.WAITING_FOR_PORT,
                        List.of(),
                        refused.refusal(),
                        refused.refusal().explain());
            } catch (Exception | LinkageError failed) {
                held.forEach(Lease::close);
                become(ServiceStatus.State.FAILED, List.of(), null, said(failed));
            }
        }

        private String said(Throwable failed) {
            var message = failed.getMessage();
            return message == null ? failed.toString() : message;
        }

        void stop() {
            var started = running;
            running = null;
            if (started != null) {
                close(started);
            }
            leases.forEach(Lease::close);
            leases = List.of();
            become(ServiceStatus.State.STOPPED, List.of(), null, null);
        }

        /** One that fails to stop, against its word, keeps none of the others from stopping. */
        private void close(Running started) {
            try {
                started.close();
            } catch (RuntimeException failed) {
                journal.append("service.failed", service.name(), said(failed));
            }
        }

        private void become(
                ServiceStatus.State state,
                List<String> urls,
                @Nullable Refusal refusal,
                @Nullable String problem) {
            var before = status;
            status =
                    new ServiceStatus(
                            service.name(),
                            state,
                            service.claims(),
                            leases,
                            urls,
                            refusal,
                            problem);
            if (before.state() != state) {
                journal.append(
                        "service." + state.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        service.name(),
                        problem == null ? service.name() + " is " + words(state) : problem);
            }
        }

        private String words(ServiceStatus.State state) {
            return state.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + " "
                    + leases.stream().map(lease -> lease.endpoint().toString()).toList();
        }
    }
}
