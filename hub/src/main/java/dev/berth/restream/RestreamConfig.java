package dev.berth.restream;

import dev.berth.config.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to restream.
 *
 * @param jobs each a source and its outputs
 */
public record RestreamConfig(List<Job> jobs) {
    public static final RestreamConfig NONE = new RestreamConfig(List.of());

    public RestreamConfig {
        jobs = List.copyOf(jobs);
    }

    /**
     * One source to several outputs.
     *
     * @param from a stream of this hub such as {@code live/demo}, or a URI such as {@code
     *     rtmp://host/app/key}, {@code file:/clip.mp4} or {@code test:}
     * @param to where to
     */
    public record Job(String from, List<Target> to) {
        public Job {
            to = List.copyOf(to);
        }

        /** One to bare addresses. */
        public static Job of(String from, List<String> addresses) {
            return new Job(from, addresses.stream().map(Target::of).toList());
        }

        /** The source may have a password in it. */
        @Override
        public String toString() {
            return "a source to " + to;
        }
    }

    /** Reads the list {@code restream}; addresses are filled in from the environment. */
    public static RestreamConfig read(Section root, Map<String, String> environment) {
        var reader = new TargetReader(environment);
        var jobs = new ArrayList<Job>();
        for (var section : root.sections("restream")) {
            jobs.add(job(section, reader));
            section.end();
        }
        return new RestreamConfig(jobs);
    }

    private static Job job(Section section, TargetReader reader) {
        var job = new Job(reader.filled(section, "from"), reader.read(section));
        if (!section.has("from")) {
            section.problem(
                    "from",
                    "a restream entry has no from; name its source, such as live/demo or test:");
        }
        if (!section.has("to")) {
            section.problem(
                    "to",
                    "the restream entry"
                            + (job.from.isEmpty() ? "" : " from " + Origin.shown(job.from))
                            + " has no to; list at least one rtmp:// address");
        }
        return job;
    }
}
