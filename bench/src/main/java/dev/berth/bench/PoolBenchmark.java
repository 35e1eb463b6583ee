package dev.berth.bench;

import dev.berth.ports.Arrangement;
import dev.berth.ports.Authority;
import dev.berth.ports.Pool;
import dev.berth.ports.PoolSpec;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
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

/**
 * What a lease out of a pool of 64,512 ports costs, beside what the JDK takes to bind and close.
 * The full pool is one where 99 ports of 100 are promised to somebody else: to the search that is
 * the same as leased, and needs no 64,000 open files.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PoolBenchmark {
    private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
    private static final PortRange ALL = new PortRange(1024, 65_535);
    private static final Arrangement UDP = Arrangement.single(Transport.UDP);

    private final Authority emptyOne = new Authority();
    private final Authority fullOne = new Authority();
    private final Pool empty = emptyOne.pool(PoolSpec.of("empty", ALL).on(HOME));
    private final Pool full = fullOne.pool(PoolSpec.of("full", ALL).on(HOME));
    private final Pool oldest = fullOne.pool(PoolSpec.of("oldest", ALL).on(HOME).oldestFirst());

    public PoolBenchmark() {
        fullOne.reserve(everyPortBut(100));
    }

    private static List<Reservation> everyPortBut(int hundredth) {
        var all = new ArrayList<Reservation>();
        for (int port = ALL.first(); port + 1 < ALL.last(); port += hundredth * 2) {
            var range = new PortRange(port + 2, Math.min(ALL.last(), port + hundredth * 2 - 1));
            all.add(
                    new Reservation(
                            Transport.UDP,
                            null,
                            range,
                            "others",
                            "bench",
                            Reservation.Strength.PLANNED,
                            "bench"));
        }
        return all;
    }

    @Benchmark
    public void bareBindClose() throws IOException {
        try (var socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            socket.bind(new InetSocketAddress(HOME, 23_456));
        }
    }

    @Benchmark
    public void emptyPool() throws PortRefused {
        empty.lease("bench", "measuring", UDP).close();
    }

    @Benchmark
    public void fullPool() throws PortRefused {
        full.lease("bench", "measuring", UDP).close();
    }

    @Benchmark
    public void fullPoolOldestFirst() throws PortRefused {
        oldest.lease("bench", "measuring", UDP).close();
    }

    @Benchmark
    public void rtpPairOfEmptyPool() throws PortRefused {
        empty.lease("bench", "measuring", Arrangement.rtp()).close();
    }

    @Benchmark
    public void rtpPairOfFullPool() throws PortRefused {
        full.lease("bench", "measuring", Arrangement.rtp()).close();
    }

    @TearDown
    public void close() {
        emptyOne.close();
        fullOne.close();
    }
}
