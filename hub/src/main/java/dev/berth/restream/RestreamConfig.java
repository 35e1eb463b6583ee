package dev.berth.restream;

import dev.berth.config.Section;
import java.util.ArrayList;
import java.util.List;

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
     * @param to URIs
     * @param places where each of them is written, for messages; empty when it is in no file
     */
    public record Job(String from, List<String> to, List<String> places) {
        public Job {
            to = List.copyOf(to);
            places = List.copyOf(places);
        }

        /** One that is in no file. */
        public Job(String from, List<String> to) {
            this(from, to, List.of());
        }

        private static Job of(String from, List<Section.Text> to) {
            return new Job(
                    from,
                    to.stream().map(Section.Text::value).toList(),
                    to.stream().map(Section.Text::where).toList());
        }

        /** What a message about the target begins with. */
        String before(int target) {
            return target < places.size() ? places.get(target) + ": " : "";
        }
    }

    /** Reads the list {@code restream}. */
    public static RestreamConfig read(Section root) {
        var jobs = new ArrayList<Job>();
        for (var section : root.sections("restream")) {
            var job = Job.of(section.text("from", ""), section.texts("to"));
            if (job.from.isEmpty()) {
                section.problem(
                        "from",
                        "a restream entry has no from; name its source, such as live/demo or test:");
            }
            if (job.to.isEmpty()) {
                section.problem(
                        "to",
                        "the restream entry"
                                + (job.from.isEmpty() ? "" : " from " + job.from)
                                + " has no to; list at least one rtmp:// address");
            }
            section.end();
            jobs.add(job);
        }
        return new RestreamConfig(jobs);
    }
}
