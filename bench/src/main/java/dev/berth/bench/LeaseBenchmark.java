package dev.berth.bench;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.PortRefused;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a lease and a question about an owner cost, beside what the JDK takes to bind, listen and
 * close, and what the cheapest system call takes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LeaseBenchmark {
    private static final Endpoint PORT = Endpoint.parse("tcp/127.0.0.1:23456");
    private static final Claim HELD = Claim.strict("bench", "measuring", PORT);
    private static final Claim GUARDED = HELD.guarded();
    private static final InetSocketAddress ADDRESS = PORT.socketAddress();
    private static final Endpoint RTP = Endpoint.parse("udp/127.0.0.1:23458");
    private static final Claim MEDIA = Claim.strict("bench", "RTP", RTP);
    private static final Claim CONTROL = Claim.strict("bench", "RTCP", RTP.withPort(23_459));
    private static final Endpoint BUSY = Endpoint.parse("tcp/127.0.0.1:23461");
    private static final Endpoint BUSY_EVERYWHERE = Endpoint.parse("tcp/0.0.0.0:23462");

    private final Authority authority = new Authority();
    private final MethodHandle parent =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("getppid"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT));

    public LeaseBenchmark() {}

    @Setup
    public void open() throws PortRefused {
        authority.lease(Claim.strict("bench", "busy", BUSY));
        authority.lease(Claim.strict("bench", "busy", BUSY_EVERYWHERE));
    }

    @Benchmark
    public int cheapestSystemCall() throws Throwable {
        return (int) parent.invokeExact();
    }

    @Benchmark
    public void bareBindListenClose() throws IOException {
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
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

    @Benchmark
    public void barePairOfUdp() throws IOException {
        try (var media = DatagramChannel.open(StandardProtocolFamily.INET);
                var control = DatagramChannel.open(StandardProtocolFamily.INET)) {
            media.bind(RTP.socketAddress());
            control.bind(CONTROL.endpoint().socketAddress());
        }
    }

    @Benchmark
    public void leaseAndReleaseRtpPair() throws PortRefused {
        try (var _ = authority.lease(MEDIA);
                var _ = authority.lease(CONTROL)) {
            // Released in the order in which nothing is left half.
        }
    }

    @Benchmark
    public List<Holder> ownerOfOneAddress() {
        return authority.holders(BUSY);
    }

    @Benchmark
    public List<Holder> ownerOfEveryIpv4Address() {
        return authority.holders(BUSY_EVERYWHERE);
    }

    @Benchmark
    public List<Holder> ownerAskedForEveryAddress() {
        return authority.holders(Endpoint.tcp(BUSY_EVERYWHERE.port()));
    }

    @TearDown
    public void close() {
        authority.close();
    }
}
