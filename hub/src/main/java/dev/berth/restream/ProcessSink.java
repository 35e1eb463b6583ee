package dev.berth.restream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.media.Sink;
import dev.berth.media.SinkStatus;
import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An output that runs in a process of its own. A thread of ours hears what the process says, a
 * platform thread because it waits in the kernel; it alone writes {@code figures}, {@code said} and
 * {@code heardAt}.
 */
final class ProcessSink implements Sink {
    /** How long a process may take to start and to connect. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** How long one that sends may say nothing, which it does every second. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** How long one may take to say goodbye to its target before it is killed. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    /** What a Java machine ends with that has run out of memory (ExitOnOutOfMemoryError). */
    private static final int OUT_OF_MEMORY = 3;

    /** What a shell, and {@link Process#exitValue}, add to the signal that ended a process. */
    private static final int SIGNAL = 128;

    private final Process process;
    private final int memory;
    private final ProcessFeed feed;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private volatile SinkStatus figures = SinkStatus.NONE;
    private volatile @Nullable String said;
    private volatile long heardAt;
    private volatile boolean closed;

    ProcessSink(Process process, int memory, ProcessFeed feed) {
        this.process = process;
        this.memory = memory;
        this.feed = feed;
    }

    /** Tells the process what to do, and waits until it has connected. */
    void open(ProcessJob job) throws IOException, InterruptedException {
        Thread.ofPlatform().daemon().name("berth-words-" + process.pid()).start(this::hear);
        tell(job::write);
        await(connected);
    }

    @Override
    public void begin() throws IOException, InterruptedException {
        tell(out -> out.write(ProcessJob.BEGIN));
        await(begun);
    }

    /** What is written to a process. */
    private interface Message {
        void write(DataOutputStream out) throws IOException;
    }

    /** A process that has ended takes nothing, and its end says more than a broken pipe. */
    private void tell(Message message) throws InterruptedException {
        try {
            var out = new DataOutputStream(process.getOutputStream());
            message.write(out);
            out.flush();
        } catch (IOException gone) {
            process.waitFor(GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void await(CompletableFuture<Void> step) throws IOException, InterruptedException {
        if (!finished(step, PATIENCE)) {
            throw new IOException(
                    "the process of this output is not ready after %d s; see whether the machine is overloaded, or run it without process: true"
                            .formatted(PATIENCE.toSeconds()));
        }
    }

    /** Whether a step was taken within {@code patience}; an IOException when it failed. */
    private static boolean finished(CompletableFuture<Void> step, Duration patience)
            throws IOException, InterruptedException {
        try {
            step.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException failed) {
            throw new IOException(step.exceptionNow().getMessage(), failed);
        }
    }

    @Override
    public void confirm() throws IOException {
        if (over.isCompletedExceptionally()) {
            throw new IOException(over.exceptionNow().getMessage());
        }
    }

    @Override
    public void run() throws IOException, InterruptedException {
        heardAt = System.nanoTime();
        feed.start();
        while (!finished(over, LOOK)) {
            checkSilence(System.nanoTime());
        }
    }

    private void checkSilence(long now) throws IOException {
        if (now - heardAt > SILENCE.toNanos()) {
            process.destroyForcibly();
            throw new IOException(
                    "the process of this output has said nothing for %d s and was killed; see whether the machine is overloaded"
                            .formatted(SILENCE.toSeconds()));
        }
    }

    private void hear() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            lines.lines().forEach(line -> ProcessWord.read(line).ifPresent(this::hear));
        } catch (IOException | UncheckedIOException ended) {
            // Its exit code says the rest.
        }
        process.onExit().thenAccept(ended -> ended(ended.exitValue()));
    }

    private void hear(ProcessWord word) {
        heardAt = System.nanoTime();
        switch (word) {
            case ProcessWord.Connected _ -> connected.complete(null);
            case ProcessWord.Begun _ -> begun.complete(null);
            case ProcessWord.Doing(var status) -> figures = status;
            case ProcessWord.Failed(var sentence) -> said = sentence;
        }
    }

    private void ended(int code) {
        figures = SinkStatus.NONE;
        var failure = new IOException(why(code));
        connected.completeExceptionally(failure);
        begun.completeExceptionally(failure);
        if (closed || code == 0) {
            over.complete(null);
        } else {
            over.completeExceptionally(failure);
        }
    }

    private String why(int code) {
        var sentence = said;
        if (sentence != null) {
            return sentence;
        }
        if (code == OUT_OF_MEMORY) {
            return "the process of this output needed more than its %d MiB of memory and ended; raise its memory"
                    .formatted(memory >> 20);
        }
        return code > SIGNAL
                ? "the process of this output was killed by signal %d; see who ended it"
                        .formatted(code - SIGNAL)
                : "the process of this output ended with exit code %d; the hub's own log says more"
                        .formatted(code);
    }

    /** It ends with its stream by itself. */
    @Override
    public void finish() {}

    /** What the process says of itself, and what waits for it here. */
    @Override
    public SinkStatus status() {
        var there = figures;
        return new SinkStatus(
                there.clients(),
                there.stalled(),
                there.bitsPerSecond(),
                there.bytes(),
                there.queueBytes() + feed.queueBytes(),
                there.droppedFrames() + feed.droppedFrames(),
                there.delayMillis() + TimeUnit.NANOSECONDS.toMillis(feed.delayNanos()),
                there.line());
    }

    /** Asks the process to end, and kills it when it does not. */
    @Override
    public void close() {
        closed = true;
        feed.close();
        process.destroy();
        Executor later = CompletableFuture.delayedExecutor(GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
        later.execute(process::destroyForcibly);
    }
}
