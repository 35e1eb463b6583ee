package dev.berth.neighbours;

/** A file that names no ports that can be understood. The message is one sentence. */
public final class BadNeighbour extends Exception {
    private static final long serialVersionUID = 1;

    BadNeighbour(String sentence) {
        super(sentence);
    }
}
