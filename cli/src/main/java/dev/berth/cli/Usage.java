package dev.berth.cli;

import dev.berth.config.BadConfig;

/**
 * The command line, or a file it names, is wrong: exit code 2. The message is one sentence, or one
 * a line.
 */
final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1;

    Usage(String message) {
        super(message);
    }

    Usage(BadConfig bad) {
        super(String.join(System.lineSeparator() + "berth: ", bad.problems()));
    }
}
