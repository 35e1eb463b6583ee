package dev.berth.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> KEYS = List.of("listen", "policy", "token");

    @Test
    void aLetterMoreFewerOtherOrSwappedIsOneEdit() {
        assertThat(Spelling.distance("listen", "listten")).isEqualTo(1);
        assertThat(Spelling.distance("listen", "lisen")).isEqualTo(1);
        assertThat(Spelling.distance("listen", "lissen")).isEqualTo(1);
        assertThat(Spelling.distance("listen", "litsen")).isEqualTo(1);
        assertThat(Spelling.distance("listen", "listen")).isZero();
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void theWordMostLikeWhatWasTypedIsMeant() {
        assertThat(Spelling.hint("lisetn", KEYS)).isEqualTo("did you mean listen?");
        assertThat(Spelling.hint("tokne", KEYS)).isEqualTo("did you mean token?");
    }

    @Test
    void whatIsLikeNothingGetsTheWordsThereAre() {
        assertThat(Spelling.hint("colour", KEYS)).isEqualTo("known are listen, policy, token");
        assertThat(Spelling.closest("x".repeat(10_000), KEYS)).isEmpty();
    }
}
