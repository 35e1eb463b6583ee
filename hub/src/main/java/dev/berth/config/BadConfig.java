package dev.berth.config;

import java.util.List;

/** A configuration that cannot be used. Nothing was started. */
public final class BadConfig extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /** {@code problems} has at least one sentence. */
    public BadConfig(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
