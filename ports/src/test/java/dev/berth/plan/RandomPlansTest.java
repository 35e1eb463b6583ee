package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Thousands of plans, against a checker that knows nothing but numbers. */
class RandomPlansTest {
    private static final int ROUNDS = 400;
    private static final int CHANGES = 30;

    /** Whether no number of a transport is there twice; all of these plans are on every address. */
    private static boolean distinct(Plan plan) {
        var seen = new HashSet<String>();
        return plan.ports().stream().allMatch(port -> seen.add(port.endpoint().toString()));
    }

    private static Booking any(Random random) {
        var shapes = Shapes.BUILT_IN.all();
        var shape = shapes.get(random.nextInt(shapes.size()));
        var features = new ArrayList<String>();
        shape.features().stream().filter(feature -> random.nextBoolean()).forEach(features::add);
        int base = (8000 + random.nextInt(120)) / shape.alignment() * shape.alignment();
        return Booking.of(
                "Owner " + random.nextInt(12), shape, base, features.toArray(String[]::new));
    }

    @Test
    void aPlanThatIsAcceptedNeverOverlapsAndOneThatIsRefusedWould() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int refusals = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var stations = new Stations().in(8000, 8120);
            for (int change = 0; change < CHANGES; change++) {
                var wanted = any(random);
                switch (stations.ask(wanted)) {
                    case Outcome.Accepted accepted -> {
                        assertThat(distinct(accepted.plan())).as("seed %d", seed).isTrue();
                        stations.plan = accepted.plan();
                    }
                    case Outcome.Refused refused -> {
                        refusals++;
                        assertThat(distinct(stations.plan.with(wanted)))
                                .as("seed %d: %s", seed, refused)
                                .isFalse();
                        prove(stations, refused.offers(), seed);
                    }
                }
            }
        }
        assertThat(refusals).as("seed %d", seed).isPositive();
    }

    private static void prove(Stations stations, List<Offer> offers, long seed) {
        for (var offer : offers) {
            assertThat(stations.ask(offer.booking()))
                    .as("seed %d: %s", seed, offer)
                    .isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void aReplanNeverOverlapsAndLeavesThoseWhoFitWhereTheyAre() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            var stations = new Stations().in(7990, 8499);
            for (int change = 0; change < CHANGES; change++) {
                stations.force(any(random));
            }
            var before = stations.plan;
            if (stations.planner().replan(before) instanceof Outcome.Accepted accepted) {
                assertThat(distinct(accepted.plan())).as("seed %d", seed).isTrue();
                var moved = new HashSet<>(accepted.moves().stream().map(Move::owner).toList());
                assertThat(staying(before, accepted.plan(), moved)).as("seed %d", seed).isTrue();
                if (distinct(before)) {
                    assertThat(moved).as("seed %d", seed).isEmpty();
                }
            }
        }
    }

    private static boolean staying(Plan before, Plan after, Set<String> moved) {
        return before.bookings().stream()
                .filter(booking -> !moved.contains(booking.owner()))
                .allMatch(after.bookings()::contains);
    }
}
