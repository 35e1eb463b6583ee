package dev.berth.restream;

import dev.berth.media.Sink;
import dev.berth.media.Streams;
import io.netty.util.concurrent.EventExecutorGroup;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Outputs that run in processes of their own, each within its own memory, so that what one of them
 * breaks or leaks harms nobody else.
 */
public final class Processes {
    /** What a process may use when nobody says how much, in bytes. */
    public static final int MEMORY = 64 << 20;

    /** The least that a process can work with, in bytes. */
    public static final int LEAST_MEMORY = 32 << 20;

    /** The most that one may be given, in bytes. */
    public static final int MOST_MEMORY = 1 << 30;

    /** How many there may be at once. */
    private static final int MOST = 100;

    /** Starts a process that does what {@link ProcessJob} tells it. */
    public interface Launcher {
        /**
         * Starts one that waits for its job.
         *
         * @param memory what it may use, in bytes
         */
        Process launch(int memory) throws IOException;
    }

    private final Streams streams;
    private final EventExecutorGroup loops;
    private final Launcher launcher;
    private final Map<String, String> settings;
    private final Semaphore room = new Semaphore(MOST);

    /**
     * Starts none yet.
     *
     * @param loops where the streams are read
     * @param settings what every process is told beside its target, as it understands it
     */
    public Processes(
            Streams streams,
            EventExecutorGroup loops,
            Launcher launcher,
            Map<String, String> settings) {
        this.streams = streams;
        this.loops = loops;
        this.launcher = launcher;
        this.settings = Map.copyOf(settings);
    }

    /**
     * Opens a sink in a process of its own, connected, as {@link dev.berth.media.Scheme#dial} does
     * in this one.
     *
     * @param memory what the process may use, in bytes
     * @throws IOException with the sentence that the process says, or one about the process
     */
    Sink dial(URI to, String stream, int memory) throws IOException, InterruptedException {
        if (!room.tryAcquire()) {
            throw new IOException(
                    "there are %d processes for outputs already, the most there may be; run some outputs without process: true"
                            .formatted(MOST));
        }
        var process = launch(memory);
        var sink =
                new ProcessSink(
                        process, memory, new ProcessFeed(process, streams, stream, loops.next()));
        try {
            sink.open(new ProcessJob(to, stream, memory, settings));
            return sink;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            sink.close();
            throw failed;
        }
    }

    private Process launch(int memory) throws IOException {
        try {
            var process = launcher.launch(memory);
            process.onExit().thenRun(room::release);
            return process;
        } catch (IOException failed) {
            room.release();
            throw new IOException(
                    "no process could be started for this output (%s); make room for one, or run it without process: true"
                            .formatted(failed.getMessage()),
                    failed);
        }
    }
}
