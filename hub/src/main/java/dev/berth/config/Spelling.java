package dev.berth.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant to type. */
public final class Spelling {
    private static final int LONGEST = 64;

    private Spelling() {}

    /** The known word most like {@code typed}, if one is like it at all. */
    public static Optional<String> closest(String typed, Collection<String> known) {
        int patience = Math.max(1, Math.min(typed.length(), LONGEST) / 3);
        return known.stream()
                .filter(word -> distance(typed, word) <= patience)
                .min(Comparator.comparingInt(word -> distance(typed, word)));
    }

    /** {@code "; did you mean X?"}, or else the words there are. */
    public static String hint(String typed, Collection<String> known) {
        return closest(typed, known)
                .map(word -> "did you mean " + word + "?")
                .orElseGet(() -> "known are " + String.join(", ", known));
    }

    /** Edits between two words: a letter more, fewer, other, or two neighbours swapped. */
    static int distance(String from, String to) {
        if (from.length() > LONGEST || to.length() > LONGEST) {
            return LONGEST;
        }
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : cheapest(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int cheapest(int[][] edits, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best =
                Math.min(
                        edits[i - 1][j - 1] + change,
                        1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
    }
}
