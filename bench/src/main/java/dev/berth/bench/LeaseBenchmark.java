package dev.berth.bench;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.PortRefused;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a lease costs, beside what the JDK takes to bind, listen and close. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LeaseBenchmark {
    private static final Endpoint PORT = Endpoint.parse("tcp/127.0.0.1:23456");
    private static final Claim HELD = Claim.strict("bench", "measuring", PORT);
    private static final Claim GUARDED = HELD.guarded();
    private static final InetSocketAddress ADDRESS = PORT.socketAddress();

    private final Authority authority = new Authority();

    public LeaseBenchmark() {}

    @Benchmark
    public void bareBindListenClose() throws IOException {
        try (var socket = ServerSocketChannel.open()) {
            socket.bind(ADDRESS);
        }
    }

    @Benchmark
    public void leaseAndReleaseHeld() throws PortRefused {
        authority.lease(HELD).close();
    }

    @Benchmark
    public void leaseAndReleaseGuarded() throws PortRefused {
        authority.lease(GUARDED).close();
    }

    @TearDown
    public void close() {
        authority.close();
    }
}
