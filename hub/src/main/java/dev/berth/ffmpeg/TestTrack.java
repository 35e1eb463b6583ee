package dev.berth.ffmpeg;

import java.io.IOException;

/** Picture or sound of the test signal: frames out of a graph, through an encoder. */
final class TestTrack implements AutoCloseable {
    private static final int SAMPLE_RATE = 44_100;
    private static final int SAMPLES = 1_024; // what an AAC frame holds

    private final Graph graph;
    private final Encoder encoder;
    private final double frameSeconds;
    private int track;
    private long frames;

    private TestTrack(Graph graph, Encoder encoder, double frameSeconds) {
        this.graph = graph;
        this.encoder = encoder;
        this.frameSeconds = frameSeconds;
    }

    static TestTrack picture(TestSignal signal) throws IOException {
        var filters =
                "testsrc2=size=%s:rate=%d,format=yuv420p".formatted(signal.size(), signal.rate());
        return of(Graph.picture(filters), () -> Encoder.h264(signal), 1.0 / signal.rate());
    }

    static TestTrack sound(TestSignal signal) throws IOException {
        var filters =
                "sine=frequency=%d:sample_rate=%d:samples_per_frame=%d"
                                .formatted(signal.tone(), SAMPLE_RATE, SAMPLES)
                        + ",aformat=sample_fmts=fltp:channel_layouts=stereo";
        return of(
                Graph.sound(filters),
                () -> Encoder.tone(SAMPLE_RATE),
                (double) SAMPLES / SAMPLE_RATE);
    }

    private static TestTrack of(Graph graph, Opening opening, double frameSeconds)
            throws IOException {
        try {
            return new TestTrack(graph, opening.open(), frameSeconds);
        } catch (IOException | RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    private interface Opening {
        Encoder open() throws IOException;
    }

    void announce(FlvOutput out) throws IOException {
        track = encoder.announce(out);
    }

    /** How much it has made, in seconds. */
    double made() {
        return frames * frameSeconds;
    }

    /** Makes one frame more. */
    void step(FlvOutput out) throws IOException {
        encoder.encode(graph.next(), out, track);
        frames++;
    }

    @Override
    public void close() {
        encoder.close();
        graph.close();
    }
}
