package dev.berth.restream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An output as its owner wants it.
 *
 * @param to its address, whole: the key is in it
 * @param name what its owner calls it; empty when that is nothing
 * @param backup another ingest of the same platform, taken while the first fails; null when there
 *     is none
 * @param stable how long the first must hold again before it is gone back to
 * @param standby whether it connects, and sends nothing until it is started
 * @param sound what it makes of the sound
 * @param schedule when it runs
 * @param memory what the process of its own that it runs in may use, in bytes; 0 when it runs
 *     inside the hub
 * @param place where it is written, for messages; empty when it is in no file
 */
public record Target(
        String to,
        String name,
        @Nullable String backup,
        Duration stable,
        boolean standby,
        Sound sound,
        Schedule schedule,
        int memory,
        String place) {
    /** How long an ingest must hold before it is trusted again. */
    public static final Duration STABLE = Duration.ofSeconds(30);

    private static final int LONGEST_NAME = 60;

    /** An address and nothing else. */
    public static Target of(String to) {
        return new Target(to, "", null, STABLE, false, Sound.COPY, Schedule.ALWAYS, 0, "");
    }

    public Target named(String other) {
        return new Target(to, other, backup, stable, standby, sound, schedule, memory, place);
    }

    public Target backedBy(String other) {
        return new Target(to, name, other, stable, standby, sound, schedule, memory, place);
    }

    public Target stableAfter(Duration other) {
        return new Target(to, name, backup, other, standby, sound, schedule, memory, place);
    }

    public Target standingBy() {
        return new Target(to, name, backup, stable, true, sound, schedule, memory, place);
    }

    public Target during(Schedule other) {
        return new Target(to, name, backup, stable, standby, sound, other, memory, place);
    }

    public Target sounding(Sound other) {
        return new Target(to, name, backup, stable, standby, other, schedule, memory, place);
    }

    /** The same in a process of its own, which may use so many bytes of memory. */
    public Target apart(int other) {
        return new Target(to, name, backup, stable, standby, sound, schedule, other, place);
    }

    /** What a message about it begins with. */
    String before() {
        return place.isEmpty() ? "" : place + ": ";
    }

    /**
     * Refuses what no output can be, by an IllegalArgumentException that says why. Its addresses
     * are the doors' business.
     */
    void check() {
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "the name of an output has %d characters, or a line break; use a word or two, at most %d characters"
                            .formatted(name.length(), LONGEST_NAME));
        }
    }

    /** The addresses have the key in them. */
    @Override
    public String toString() {
        return name.isEmpty() ? "a target" : name;
    }
}
