package dev.berth.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {
    private final Opened opened = new Opened();
    private final List<String> closed = new ArrayList<>();

    private void open(String name) {
        opened.add(() -> closed.add(name));
    }

    @Test
    void whateverFailsToCloseTheRestIsClosedInTheOppositeOrderAndOnce() {
        open("data");
        opened.add(() -> {
            throw new IOException("the disk is full");
        });
        open("authority");
        open("outputs");

        opened.close();
        opened.close();

        assertThat(closed).containsExactly("outputs", "authority", "data");
    }
}
