package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import java.util.List;

/**
 * Something about planned ports that somebody will run into.
 *
 * @param severity how bad it is
 * @param hazard what kind of thing it is
 * @param subject whose ports, such as {@code Radio B} or {@code ports.range}
 * @param statement what was found, as a sentence
 * @param cures lines that cure it, to be run or written down; best first
 */
public record Finding(
        Severity severity, Hazard hazard, String subject, Phrase statement, List<Cure> cures) {
    public Finding {
        cures = List.copyOf(cures);
    }

    /**
     * One way to cure a finding.
     *
     * @param what what it does
     * @param line a command, or a line for the file that {@code what} names
     */
    public record Cure(Phrase what, String line) {}

    public String text(Language language) {
        return statement.in(language);
    }
}
