package dev.berth.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections share loops: few one of them, many all of them. */
class PackedLoopsTest {
    private final List<Channel> channels = new ArrayList<>();
    private Loops loops;

    @BeforeEach
    void start() {
        loops = Loops.start(2);
    }

    @AfterEach
    void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        loops.close();
    }

    private void connect(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            var channel = loops.clientChannel().getDeclaredConstructor().newInstance();
            loops.group().register(channel).sync();
            channels.add(channel);
        }
    }

    @Test
    void fewConnectionsLiveOnOneLoop() throws Exception {
        connect(PackedLoops.FEW);
        assertThat(new HashSet<>(channels.stream().map(Channel::eventLoop).toList())).hasSize(1);
    }

    @Test
    void manyShareTheLoopsEvenly() throws Exception {
        connect(4 * PackedLoops.FEW);
        var byLoop =
                channels.stream()
                        .collect(
                                Collectors.groupingBy(
                                        (Function<Channel, EventLoop>) Channel::eventLoop,
                                        Collectors.counting()));
        assertThat(byLoop.values()).containsExactly(2L * PackedLoops.FEW, 2L * PackedLoops.FEW);
    }

    @Test
    void aPlaceThatWasGivenUpIsTakenAgain() throws Exception {
        connect(PackedLoops.FEW);
        var first = channels.removeFirst();
        first.close().sync();
        var loop = first.eventLoop();
        loop.submit(() -> {}).sync();

        connect(1);

        assertThat(channels.getLast().eventLoop()).isSameAs(loop);
    }
}
