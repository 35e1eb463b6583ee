package dev.berth.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is wrong with a configuration, one sentence each, so that it can be mended in one
 * go.
 */
public final class Problems {
    private static final int MOST = 200;

    private final List<String> found = new ArrayList<>();

    /** Nothing is wrong yet. */
    public Problems() {}

    /** Adds a sentence: which key, what it is, and what it should be. */
    public void add(String sentence) {
        if (found.size() < MOST) {
            found.add(sentence);
        }
    }

    public boolean none() {
        return found.isEmpty();
    }

    public List<String> all() {
        return List.copyOf(found);
    }

    /** Throws all of it, unless there is nothing. */
    public void check() throws BadConfig {
        if (!none()) {
            throw new BadConfig(all());
        }
    }
}
