package dev.berth.restream;

import dev.berth.media.Line;
import dev.berth.media.SinkStatus;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the process of an output says on its standard output, a line each. Other lines there are not
 * its own: a Java machine prints there too.
 */
public sealed interface ProcessWord {
    /** It has connected. */
    record Connected() implements ProcessWord {}

    /** It has taken the last step before the media. */
    record Begun() implements ProcessWord {}

    /** How it is doing; said every second from then on. */
    record Doing(SinkStatus status) implements ProcessWord {}

    /** Why it ends. */
    record Failed(String sentence) implements ProcessWord {}

    /** The line that says it. */
    default String line() {
        return switch (this) {
            case Connected _ -> "connected";
            case Begun _ -> "begun";
            case Doing(var status) -> "doing " + figures(status);
            case Failed(var sentence) -> "failed " + sentence.replaceAll("\\R", " ");
        };
    }

    private static String figures(SinkStatus status) {
        var figures =
                new StringJoiner(" ")
                        .add(Integer.toString(status.clients()))
                        .add(Integer.toString(status.stalled()))
                        .add(Long.toString(status.bitsPerSecond()))
                        .add(Long.toString(status.bytes()))
                        .add(Long.toString(status.queueBytes()))
                        .add(Long.toString(status.droppedFrames()))
                        .add(Long.toString(status.delayMillis()));
        var line = status.line();
        return line == null
                ? figures.toString()
                : figures.add(Long.toString(line.rttMicros()))
                        .add(Long.toString(line.retransmits()))
                        .toString();
    }

    /** What a line says, if it is one of these. */
    static Optional<ProcessWord> read(String line) {
        int blank = line.indexOf(' ');
        var word = blank < 0 ? line : line.substring(0, blank);
        var rest = line.substring(blank + 1);
        return switch (word) {
            case "connected" -> Optional.of(new Connected());
            case "begun" -> Optional.of(new Begun());
            case "doing" -> doing(rest);
            case "failed" -> Optional.of(new Failed(rest));
            default -> Optional.empty();
        };
    }

    private static Optional<ProcessWord> doing(String figures) {
        var parts = figures.split(" ", -1);
        if (parts.length != 7 && parts.length != 9) {
            return Optional.empty();
        }
        var numbers = new long[parts.length];
        try {
            for (int i = 0; i < parts.length; i++) {
                numbers[i] = Long.parseLong(parts[i]);
            }
        } catch (NumberFormatException cutShort) {
            return Optional.empty();
        }
        return Optional.of(new Doing(status(numbers)));
    }

    private static SinkStatus status(long... of) {
        @Nullable Line line = of.length > 7 ? new Line(of[7], of[8]) : null;
        return new SinkStatus((int) of[0], (int) of[1], of[2], of[3], of[4], of[5], of[6], line);
    }
}
