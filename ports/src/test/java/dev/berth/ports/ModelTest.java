package dev.berth.ports;

import static dev.berth.ports.Given.freePorts;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of everything that can be done, against a model that is a few maps. Which port a
 * pool gives is its own choice; the model only knows which ones would have been right. A sequence
 * begins with nothing held, and can be repeated: {@code -Dberth.model.seed=…
 * -Dberth.model.sequences=1}.
 */
class ModelTest {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration REST = Duration.ofSeconds(20);
    private static final Duration TERM = Duration.ofSeconds(30);
    private static final int PORTS = 12;
    private static final int STEPS = 14;

    /** The rest of the world: it takes ports and leaves them. */
    interface Strangers {
        boolean squat(Endpoint endpoint);

        void leave(Endpoint endpoint);
    }

    @Test
    void aHundredThousandSequencesDoWhatTheModelSays() throws IOException {
        var machine = new Machine();
        var strangers =
                new Strangers() {
                    @Override
                    public boolean squat(Endpoint endpoint) {
                        return machine.squat(endpoint);
                    }

                    @Override
                    public void leave(Endpoint endpoint) {
                        machine.leave(endpoint);
                    }
                };
        run(machine, strangers, new PortRange(2000, 2000 + PORTS - 1), 100_000);
    }

    @Test
    void soDoHundredsOnTheKernel() throws IOException {
        run(Binder.ofThisMachine(), new Neighbours(), freePorts(PORTS), 500);
    }

    /** Strangers with real sockets. */
    private static final class Neighbours implements Strangers {
        private final Map<Endpoint, Mooring> sockets = new HashMap<>();

        @Override
        public boolean squat(Endpoint endpoint) {
            try {
                sockets.put(endpoint, Binder.ofThisMachine().hold(endpoint));
                return true;
            } catch (IOException taken) {
                return false;
            }
        }

        @Override
        public void leave(Endpoint endpoint) {
            Mooring socket = sockets.remove(endpoint);
            if (socket != null) {
                socket.close();
            }
        }
    }

    private static void run(Binder binder, Strangers strangers, PortRange range, int sequences)
            throws IOException {
        long seed = Long.getLong("berth.model.seed", System.nanoTime());
        int count = Integer.getInteger("berth.model.sequences", sequences);
        var now = new AtomicLong();
        try (var authority = new Authority(Clock.systemUTC(), now::get, 1000, binder)) {
            var pool = authority.pool(PoolSpec.of("model", range).on(HOME).quarantine(REST));
            for (int i = 0; i < count; i++) {
                var sequence = new Sequence(authority, pool, strangers, range, now, seed + i);
                try {
                    sequence.run();
                } catch (AssertionError | RuntimeException failure) {
                    throw new AssertionError(
                            "run again with -Dberth.model.seed=%d -Dberth.model.sequences=1: %s"
                                    .formatted(seed + i, sequence.story),
                            failure);
                }
            }
        }
    }

    /** One sequence, and the model it is held to. */
    private static final class Sequence {
        private final Authority authority;
        private final Pool pool;
        private final Strangers strangers;
        private final PortRange range;
        private final AtomicLong now;
        private final Random random;
        final List<String> story = new ArrayList<>();

        // The model: who has what, until when, what rests until when, and what may be in doubt.
        private final Map<Endpoint, Lease> leases = new HashMap<>();
        private final Map<Lease, Long> ends = new HashMap<>();
        private final Set<Endpoint> squatted = new HashSet<>();
        private final Set<Integer> doubtful = new HashSet<>();
        private final Map<Integer, Long> resting = new HashMap<>();
        private final List<Lease> past = new ArrayList<>();

        Sequence(
                Authority authority,
                Pool pool,
                Strangers strangers,
                PortRange range,
                AtomicLong now,
                long seed) {
            this.authority = authority;
            this.pool = pool;
            this.strangers = strangers;
            this.range = range;
            this.now = now;
            this.random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                assertThat(authority.leases()).hasSize(leases.size());
            }
            compare();
            end();
        }

        private void step() {
            switch (random.nextInt(10)) {
                case 0, 1 -> claim(anywhere());
                case 2, 3 -> ask(Arrangement.single(transport()));
                case 4 -> ask(Arrangement.rtp());
                case 5 -> steal(anywhere());
                case 6 -> leave();
                case 7 -> release();
                case 8 -> renew();
                default -> pass(Duration.ofSeconds(random.nextInt(20)));
            }
        }

        private Transport transport() {
            return random.nextBoolean() ? Transport.TCP : Transport.UDP;
        }

        private Endpoint anywhere() {
            return new Endpoint(transport(), HOME, range.first() + random.nextInt(PORTS));
        }

        private void claim(Endpoint endpoint) {
            story.add("claim " + endpoint);
            var claim = Claim.strict("model", "test", endpoint).term(TERM);
            boolean possible = !leases.containsKey(endpoint) && !squatted.contains(endpoint);
            switch (authority.answer(claim)) {
                case Answer.Granted(Lease lease) -> {
                    assertThat(possible).isTrue();
                    granted(lease);
                }
                case Answer.Refused(Refusal why) -> {
                    assertThat(possible).as(why.code()).isFalse();
                    assertThat(why.code())
                            .isEqualTo(leases.containsKey(endpoint) ? "reserved" : "held");
                }
            }
        }

        private void granted(Lease lease) {
            assertThat(leases.put(lease.endpoint(), lease)).isNull();
            ends.put(lease, now.get() + TERM.toNanos());
        }

        private void ask(Arrangement wanted) {
            story.add("ask " + wanted.parts());
            boolean possible = bases(wanted, this::had).findAny().isPresent();
            boolean rested =
                    bases(wanted, e -> had(e) && isRested(e.port()) && !doubtful.contains(e.port()))
                            .findAny()
                            .isPresent();
            var claim = pool.claim("model", "test").term(TERM);
            switch (pool.answer(claim, wanted)) {
                case Pool.Reply.Granted(Bundle bundle) -> {
                    assertThat(possible).isTrue();
                    for (Lease lease : bundle.leases()) {
                        assertThat(had(lease.endpoint())).isTrue();
                        assertThat(!rested || isRested(lease.endpoint().port())).isTrue();
                    }
                    bundle.leases().forEach(this::granted);
                }
                case Pool.Reply.Refused(Refusal why) ->
                        assertThat(possible).as(why.explain()).isFalse();
            }
        }

        private java.util.stream.IntStream bases(
                Arrangement wanted, java.util.function.Predicate<Endpoint> free) {
            return java.util.stream.IntStream.rangeClosed(range.first(), range.last())
                    .filter(base -> base % wanted.step() == 0)
                    .filter(base -> base + wanted.reach() <= range.last())
                    .filter(base ->
                            wanted.parts().stream()
                                    .map(p -> at(p.transport(), base + p.offset()))
                                    .allMatch(free));
        }

        private static Endpoint at(Transport transport, int port) {
            return new Endpoint(transport, HOME, port);
        }

        /** A number is one conversation: neither transport may be leased. */
        private boolean had(Endpoint endpoint) {
            return !leases.containsKey(at(Transport.TCP, endpoint.port()))
                    && !leases.containsKey(at(Transport.UDP, endpoint.port()))
                    && !squatted.contains(endpoint);
        }

        private boolean isRested(int port) {
            return resting.getOrDefault(port, Long.MIN_VALUE) <= now.get();
        }

        private void steal(Endpoint endpoint) {
            story.add("steal " + endpoint);
            boolean possible = !leases.containsKey(endpoint) && !squatted.contains(endpoint);
            assertThat(strangers.squat(endpoint)).isEqualTo(possible);
            if (possible) {
                squatted.add(endpoint);
                doubtful.add(endpoint.port());
            }
        }

        private void leave() {
            squatted.stream()
                    .skip(squatted.isEmpty() ? 0 : random.nextInt(squatted.size()))
                    .findFirst()
                    .ifPresent(endpoint -> {
                        story.add("leave " + endpoint);
                        strangers.leave(endpoint);
                        squatted.remove(endpoint);
                    });
        }

        private @org.jspecify.annotations.Nullable Lease any() {
            var all = leases.values().stream().toList();
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void release() {
            Lease lease = any();
            for (Lease stale : past) {
                assertThat(authority.release(stale.endpoint(), stale.token())).isFalse();
            }
            if (lease != null) {
                story.add("release " + lease.endpoint());
                lease.close();
                ended(lease);
            }
        }

        private void ended(Lease lease) {
            leases.remove(lease.endpoint());
            ends.remove(lease);
            past.add(lease);
            int port = lease.endpoint().port();
            if (!leases.containsKey(at(Transport.TCP, port))
                    && !leases.containsKey(at(Transport.UDP, port))) {
                resting.put(port, now.get() + REST.toNanos());
            }
        }

        private void renew() {
            past.forEach(stale -> assertThat(stale.renew()).isFalse());
            Lease lease = any();
            if (lease != null) {
                story.add("renew " + lease.endpoint());
                assertThat(lease.renew()).isTrue();
                ends.put(lease, now.get() + TERM.toNanos());
            }
        }

        private void pass(Duration time) {
            story.add("pass " + time);
            now.addAndGet(time.toNanos());
            authority.sweep();
            ends.entrySet().stream()
                    .filter(end -> end.getValue() <= now.get())
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(this::ended);
            doubtful.removeIf(port -> squatted.stream().noneMatch(e -> e.port() == port));
        }

        private void compare() {
            assertThat(authority.leases()).containsExactlyInAnyOrderElementsOf(leases.values());
            var ports = new HashSet<Integer>();
            leases.keySet().forEach(endpoint -> ports.add(endpoint.port()));
            assertThat(pool.stats(Transport.UDP).leased()).isEqualTo(ports.size());
        }

        /** Nothing of this sequence is left for the next one. */
        private void end() {
            List.copyOf(leases.values()).forEach(Lease::close);
            squatted.forEach(strangers::leave);
            now.addAndGet(REST.toNanos());
            authority.sweep();
            assertThat(pool.stats(Transport.UDP).free()).isEqualTo(PORTS);
        }
    }
}
