package dev.berth.bench;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one picture of 10 KB costs on its way in, and on its way out, which it goes once however
 * many players there are.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MessageBenchmark {
    private static final int CHUNK = 60_000;
    private static final int PICTURE = 10_000;

    private final ByteBuf head = Unpooled.wrappedBuffer(new byte[5]);
    private final ByteBuf body = Unpooled.directBuffer(PICTURE).writeZero(PICTURE);
    private final ByteBuf out = Unpooled.directBuffer(2 * PICTURE);
    private final ByteBuf wire = wire();

    public MessageBenchmark() {}

    /** In chunks of 128 bytes, as a publisher sends that sets no other size. */
    private ByteBuf wire() {
        var bytes = Unpooled.directBuffer(2 * PICTURE);
        RtmpWriter.share(bytes, 128, RtmpWriter.VIDEO_STREAM, RtmpWriter.VIDEO, 1, 0, head, body);
        return bytes;
    }

    @Benchmark
    public ByteBuf packageOnePicture() {
        out.clear();
        RtmpWriter.share(out, CHUNK, RtmpWriter.VIDEO_STREAM, RtmpWriter.VIDEO, 1, 40, head, body);
        return out;
    }

    @Benchmark
    public boolean readOnePictureInSmallChunks() throws Malformed {
        try (var reader = new RtmpReader(RtmpLimits.DEFAULT, ByteBufAllocator.DEFAULT)) {
            var message = reader.next(wire.duplicate());
            if (message == null) {
                return false;
            }
            message.release();
            return true;
        }
    }
}
