package dev.berth.restream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.hub.Trial;
import dev.berth.media.Line;
import dev.berth.media.SinkStatus;
import dev.berth.restream.RestreamConfig.Job;
import dev.berth.rtmp.Await;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs in processes of their own, which push to another hub. */
class ProcessesTest {
    /** Small, so that a machine with little to spare encodes it in time. */
    private static final String SIGNAL = "test:?size=320x180&rate=15&tone=300";

    private static final String KEY = "k3y-Pr55-Zz81";
    private static final int MIB = 1 << 20;
    private static final String ASK =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 0\r\n\r\n";

    private final Trial trial = Trial.start();
    private final Trial platform = Trial.start();

    @AfterEach
    void end() {
        trial.close();
        platform.close();
    }

    private Restream restream() {
        return trial.hub().restream();
    }

    /** Adds an output that runs apart; its id. */
    private String apart(String stream, int memory) {
        var target = Target.of(platform.rtmp(stream)).apart(memory);
        return restream().add(new Job(SIGNAL, List.of(target))).getFirst().id();
    }

    private OutputStatus status(String id) {
        return restream().find(id).orElseThrow();
    }

    private void await(String id, OutputState state) {
        Await.until(
                () -> "the output is " + state + "; it is " + status(id),
                () -> status(id).state() == state);
    }

    /** Waits until that many frames of a stream have come to the platform. */
    private void awaitFrames(String stream, long frames) {
        Await.until(
                () -> frames + " frames of " + stream + " come; " + restream().list(),
                () ->
                        platform.hub().streams().status(stream).stream()
                                .anyMatch(status -> status.frames() >= frames));
    }

    private long frames(String stream) {
        return platform.hub().streams().status(stream).orElseThrow().frames();
    }

    /** The processes that are ours and run. */
    private static List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .children()
                .filter(child -> of(child, "cmdline").contains("OutputProcess"))
                .toList();
    }

    private static ProcessHandle only() {
        return processes().getFirst();
    }

    /** What everybody, or the same user, may read of a process. */
    private static String of(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException gone) {
            return "";
        }
    }

    /** What happened to an output, of one kind. */
    private List<String> events(String id, String kind) throws IOException {
        int port = URI.create(trial.api()).getPort();
        var read = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(ASK.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(read);
        } catch (SocketTimeoutException allCame) {
            // They come at once, and then for a while nothing does.
        }
        assertThat(read.toString(StandardCharsets.UTF_8)).contains("output.added");
        return read.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains('"' + id + '"') && line.contains('"' + kind + '"'))
                .toList();
    }

    @Test
    void anOutputInAProcessOfItsOwnLooksLikeAnyOther() {
        var id = apart("live/x", Processes.MEMORY);
        await(id, OutputState.LIVE);
        awaitFrames("live/x", 60);
        Await.until(
                () -> "its figures come; they are " + status(id),
                () ->
                        status(id).clients() == 1
                                && status(id).bitsPerSecond() > 0
                                && status(id).figures().line() != null);
        assertThat(status(id).problem()).isNull();
        assertThat(status(id).droppedFrames()).isZero();
        assertThat(platform.hub().streams().status("live/x").orElseThrow().codecs())
                .contains("h264", "aac");
        assertThat(processes()).hasSize(1);

        assertThat(restream().remove(id)).isTrue();
        Await.until("its process is gone", () -> processes().isEmpty());
    }

    @Test
    void aProcessThatIsKilledIsOneEventAndANewProcessAndNothingToTheOthers() throws Exception {
        var id = apart("live/x", Processes.MEMORY);
        awaitFrames("live/x", 30);
        var first = only();
        var other = apart("live/y", Processes.MEMORY);
        awaitFrames("live/y", 30);
        first.destroyForcibly();

        Await.until(
                () -> "a new process sends; " + status(id),
                () ->
                        status(id).reconnects() == 1
                                && status(id).state() == OutputState.LIVE
                                && processes().size() == 2);
        assertThat(processes()).doesNotContain(first);
        awaitFrames("live/x", frames("live/x") + 30);
        awaitFrames("live/y", frames("live/y") + 30);
        assertThat(events(id, "output.backing-off"))
                .singleElement()
                .asString()
                .contains("the process of this output was killed by signal 9");
        assertThat(status(other).reconnects()).isZero();
        assertThat(events(other, "output.backing-off")).isEmpty();
    }

    @Test
    void aProcessThatNeedsMoreThanItsMemoryEndsAloneAndSaysSo() {
        var id = apart("live/x", 8 * MIB);
        var other = apart("live/y", Processes.MEMORY);
        awaitFrames("live/y", 30);
        Await.until(
                () -> "it says what it lacks; " + status(id),
                () -> String.valueOf(status(id).problem()).contains("8 MiB of memory"));
        awaitFrames("live/y", frames("live/y") + 30);
        assertThat(status(other).reconnects()).isZero();
    }

    @Test
    void aProcessThatStandsStillIsOneThatIsBehind() throws Exception {
        var id = apart("live/x", Processes.MEMORY);
        awaitFrames("live/x", 30);
        signal(only(), "STOP");
        long before = status(id).queueBytes();
        Await.until(() -> "its queue grows; " + status(id), () -> status(id).queueBytes() > before);
        signal(only(), "CONT");
        awaitFrames("live/x", frames("live/x") + 30);
        assertThat(status(id).reconnects()).isZero();
    }

    private static void signal(ProcessHandle process, String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Test
    void theKeyIsInNoProcessList() {
        var id = apart("live/" + KEY, Processes.MEMORY);
        await(id, OutputState.LIVE);
        var process = only();
        assertThat(of(process, "cmdline")).contains("OutputProcess").doesNotContain(KEY);
        assertThat(of(process, "environ")).isEmpty();
        assertThat(status(id).toString()).doesNotContain(KEY);
    }

    @Test
    void aRefusalIsSaidByTheProcessInTheSameWords() {
        var target = "rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/x";
        var job = new Job(SIGNAL, List.of(Target.of(target).apart(Processes.MEMORY)));
        var id = restream().add(job).getFirst().id();
        await(id, OutputState.BACKING_OFF);
        assertThat(status(id).problem()).contains("refuses connections; see that the server runs");
    }

    @Test
    void anOutputThatStandsByHasItsProcessConnectedAndSendsWhenItIsStarted() {
        var target = Target.of(platform.rtmp("live/x")).standingBy().apart(Processes.MEMORY);
        var id = restream().add(new Job(SIGNAL, List.of(target))).getFirst().id();
        await(id, OutputState.STANDING_BY);
        assertThat(platform.hub().streams().status("live/x")).isEmpty();
        restream().order(id, Order.START);
        awaitFrames("live/x", 30);
    }

    @Test
    void whatListensStaysInsideTheHub() {
        var target =
                Target.of("rtmp://127.0.0.1:" + Trial.freePort().port() + "/live/x?listen=1")
                        .apart(Processes.MEMORY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> restream().add(new Job(SIGNAL, List.of(target))))
                .withMessageContaining("leave out process: true");
    }

    @Test
    void aJobIsReadAsItWasWrittenAndWhatFollowsIsLeft() throws IOException {
        var job =
                new ProcessJob(
                        URI.create("rtmp://host/app/" + KEY),
                        "live/é",
                        MIB,
                        Map.of("connect", "PT5S"));
        var bytes = new ByteArrayOutputStream();
        job.write(new DataOutputStream(bytes));
        bytes.write(ProcessJob.BEGIN);
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(ProcessJob.read(in)).isEqualTo(job);
        assertThat(in.readAllBytes()).containsExactly(ProcessJob.BEGIN);
        assertThat(job.toString()).doesNotContain(KEY);
    }

    @Test
    void everyWordIsReadAsItWasSaidAndNothingElseIsAWord() {
        var known = new SinkStatus(1, 0, 2_500_000, 1L << 40, 7, 8, 9, new Line(1_234, 5));
        var words =
                Stream.of(
                                new ProcessWord.Connected(),
                                new ProcessWord.Begun(),
                                new ProcessWord.Doing(known),
                                new ProcessWord.Doing(SinkStatus.NONE),
                                new ProcessWord.Failed("host a.example has no address"))
                        .collect(Collectors.<ProcessWord>toList());
        assertThat(words)
                .allSatisfy(word -> assertThat(ProcessWord.read(word.line())).contains(word));
        assertThat(
                        Stream.of(
                                        "",
                                        "Terminating due to java.lang.OutOfMemoryError",
                                        "doing 1",
                                        "doing a b c d e f g")
                                .flatMap(line -> ProcessWord.read(line).stream()))
                .isEmpty();
        assertThat(new ProcessWord.Failed("two\nlines").line()).isEqualTo("failed two lines");
    }
}
