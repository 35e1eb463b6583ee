package dev.berth.ports;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Understands the error codes and log lines of other programs. Six causes hide behind one message
 * in most of them, and one cause has another number on each system.
 */
public final class Complaints {
    /** No log line that anybody pastes is longer. */
    public static final int LONGEST = 10_000;

    private Complaints() {}

    /**
     * What {@code text} says about ports: a code such as {@code -203}, {@code 10048} or {@code
     * EADDRINUSE}, or a line of a log. The most telling first; none where it says nothing about
     * ports that is known here.
     *
     * @throws IllegalArgumentException when it is longer than {@link #LONGEST} characters
     */
    public static List<Complaint> in(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the text has %d characters; give the line that matters, of at most %d"
                            .formatted(text.length(), LONGEST));
        }
        var found = new ArrayList<Complaint>();
        var named = PortsInText.of(text);
        for (var saying : Sayings.ALL) {
            if (saying.pattern().matcher(text).find() && isNew(saying, found)) {
                found.add(saying.about(named));
            }
        }
        return found;
    }

    /** A saying that only repeats a cause which a more telling one gave already adds nothing. */
    private static boolean isNew(Saying saying, List<Complaint> found) {
        return found.stream().noneMatch(other -> other.causes().containsAll(saying.causes()));
    }

    /**
     * A way of saying it.
     *
     * @param pattern what it looks like, anywhere in a text
     * @param usual what it is about where the text names no port
     */
    record Saying(
            Pattern pattern,
            String program,
            String name,
            List<Rule> causes,
            Phrase meaning,
            List<Endpoint> usual) {
        private Complaint about(List<Endpoint> named) {
            return new Complaint(program, name, causes, meaning, named.isEmpty() ? usual : named);
        }
    }
}
