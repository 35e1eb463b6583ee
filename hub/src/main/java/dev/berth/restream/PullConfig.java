package dev.berth.restream;

import dev.berth.config.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What to bring in from elsewhere.
 *
 * @param jobs each a stream of this hub and where it comes from
 */
public record PullConfig(List<Job> jobs) {
    public static final PullConfig NONE = new PullConfig(List.of());

    private static final Duration LINGER = Duration.ofSeconds(10);
    private static final Duration LONGEST_LINGER = Duration.ofHours(1);

    public PullConfig {
        jobs = List.copyOf(jobs);
    }

    /**
     * One stream.
     *
     * @param stream what it is called here, such as {@code live/cam}
     * @param from a URI of another server, or a file, such as {@code rtsp://host/cam}
     * @param onDemand whether it is pulled only while somebody reads it
     * @param linger how long it goes on then without a reader
     * @param place where it is written, for messages; empty when it is in no file
     */
    public record Job(String stream, String from, boolean onDemand, Duration linger, String place) {
        /** One that is in no file. */
        public Job(String stream, String from, boolean onDemand, Duration linger) {
            this(stream, from, onDemand, linger, "");
        }

        /** What a message about it begins with. */
        String before() {
            return place.isEmpty() ? "" : place + ": ";
        }

        private static Job read(Section section, TargetReader reader) {
            return new Job(
                    section.text("stream", ""),
                    reader.filled(section, "from"),
                    section.flag("on-demand", true),
                    section.duration("linger", LINGER, Duration.ZERO, LONGEST_LINGER),
                    section.where("from"));
        }

        /** The source may have a password in it. */
        @Override
        public String toString() {
            return "a pull of " + stream;
        }
    }

    /** Reads the list {@code pull}; sources are filled in from the environment. */
    public static PullConfig read(Section root, Map<String, String> environment) {
        var reader = new TargetReader(environment);
        var jobs = new ArrayList<Job>();
        for (var section : root.sections("pull")) {
            var job = Job.read(section, reader);
            if (!section.has("stream")) {
                section.problem(
                        "stream",
                        "a pull entry has no stream; name what it becomes here, such as live/cam");
            }
            if (!section.has("from")) {
                section.problem(
                        "from",
                        "a pull entry has no from; name its source, such as rtsp://host/cam");
            }
            section.end();
            jobs.add(job);
        }
        return new PullConfig(jobs);
    }
}
