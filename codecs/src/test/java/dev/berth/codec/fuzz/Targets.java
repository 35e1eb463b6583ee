package dev.berth.codec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Heap;
import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Reader;
import dev.berth.codec.amf.Amf0Writer;
import dev.berth.codec.amf.Amf3Reader;
import dev.berth.codec.amf.Amf3Writer;
import dev.berth.codec.amf.AmfLimits;
import dev.berth.codec.flv.AudioTag;
import dev.berth.codec.flv.FlvReader;
import dev.berth.codec.flv.VideoTag;
import dev.berth.codec.mp4.Mp4Track;
import dev.berth.codec.mp4.Mp4Writer;
import dev.berth.codec.rtmp.Capabilities;
import dev.berth.codec.rtmp.ClientHandshake;
import dev.berth.codec.rtmp.ReconnectRequest;
import dev.berth.codec.rtmp.RtmpLimits;
import dev.berth.codec.rtmp.RtmpMessage;
import dev.berth.codec.rtmp.RtmpReader;
import dev.berth.codec.rtmp.RtmpWriter;
import dev.berth.codec.rtmp.ServerHandshake;
import dev.berth.codec.ts.TsCodec;
import dev.berth.codec.ts.TsMessage;
import dev.berth.codec.ts.TsReader;
import dev.berth.codec.ts.TsWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Everything which reads what strangers send. Each target takes any bytes at all, lets nothing but
 * {@link Malformed} happen, gives every buffer back and needs little more memory than the input.
 */
final class Targets {
    /** What an input may make us hold: twice itself, and what is made room for at once. */
    private static final int ALLOWANCE = 2 << 20;

    private Targets() {}

    /** Reads bytes in whatever way. */
    @FunctionalInterface
    interface Target {
        void read(ByteBuf in, Heap heap) throws Malformed;
    }

    static final List<Target> OF_CHUNKS = List.of(Targets::rtmp, Targets::rtmpInPieces);

    static final List<Target> OF_FILES = List.of(Targets::flv);

    static final List<Target> OF_TRANSPORT = List.of(Targets::ts, Targets::tsUnits);

    static final List<Target> ALL =
            Stream.of(
                            OF_CHUNKS,
                            OF_FILES,
                            OF_TRANSPORT,
                            List.<Target>of(
                                    Targets::serverHandshake,
                                    Targets::clientHandshake,
                                    Targets::amf0,
                                    Targets::amf3,
                                    Targets::video,
                                    Targets::audio,
                                    Targets::configurations))
                    .flatMap(List::stream)
                    .toList();

    /** Runs a target, and checks what holds for all of them. */
    static void run(Target target, byte[] input) {
        var heap = new Heap();
        var in = heap.allocator().buffer(input.length).writeBytes(input);
        try {
            target.read(in, heap);
        } catch (Malformed expected) {
            assertThat(expected.getMessage()).isNotBlank();
        } finally {
            in.release();
        }
        heap.assertAllGivenBack();
    }

    static void rtmp(ByteBuf in, Heap heap) throws Malformed {
        try (var reader = new RtmpReader(RtmpLimits.DEFAULT, heap.allocator())) {
            readAll(reader, in, heap, in.readableBytes());
        }
    }

    static void rtmpInPieces(ByteBuf in, Heap heap) throws Malformed {
        int length = in.readableBytes();
        try (var reader = new RtmpReader(RtmpLimits.DEFAULT, heap.allocator())) {
            var there = Unpooled.buffer();
            while (in.isReadable()) {
                there.writeBytes(in, Math.min(in.readableBytes(), 7));
                readAll(reader, there, heap, length);
                there.discardReadBytes();
                assertThat(there.readableBytes()).as("bytes left").isLessThanOrEqualTo(18);
            }
        }
    }

    private static void readAll(RtmpReader reader, ByteBuf in, Heap heap, int length)
            throws Malformed {
        var message = reader.next(in);
        while (message != null) {
            try {
                writeAgain(message);
            } finally {
                message.release();
            }
            message = reader.next(in);
        }
        assertThat(heap.used()).isLessThan(2L * length + ALLOWANCE);
    }

    private static void writeAgain(RtmpMessage message) throws Malformed {
        var out = Unpooled.buffer();
        new RtmpWriter().write(message, out);
        try (var reader = new RtmpReader(RtmpLimits.DEFAULT, new Heap().allocator())) {
            var again = reader.next(out);
            if (again != null) {
                assertThat(again).isEqualTo(message);
                again.release();
            }
        }
        switch (message) {
            case RtmpMessage.Command command -> {
                Capabilities.of(command.argument(0)).toAmf();
                ReconnectRequest.of(command);
            }
            case RtmpMessage.Video(int _, long _, var payload) -> video(payload);
            case RtmpMessage.Audio(int _, long _, var payload) -> audio(payload);
            default -> {}
        }
    }

    static void serverHandshake(ByteBuf in, Heap heap) throws Malformed {
        var handshake = new ServerHandshake(new SplittableRandom(1), 0);
        release(handshake.answer(in, heap.allocator()));
        release(handshake.answer(in, heap.allocator()));
    }

    static void clientHandshake(ByteBuf in, Heap heap) throws Malformed {
        var handshake = new ClientHandshake(new SplittableRandom(1), 0);
        handshake.start(heap.allocator()).release();
        release(handshake.answer(in, heap.allocator()));
        release(handshake.answer(in, heap.allocator()));
    }

    static void amf0(ByteBuf in, Heap heap) throws Malformed {
        var reader = new Amf0Reader(AmfLimits.DEFAULT);
        for (var value : reader.readAll(in)) {
            var out = heap.allocator().buffer();
            try {
                Amf0Writer.write(out, value);
                assertSame(reader.read(out), value);
            } finally {
                out.release();
            }
        }
    }

    static void amf3(ByteBuf in, Heap heap) throws Malformed {
        for (var value : new Amf3Reader(AmfLimits.DEFAULT).readAll(in)) {
            var out = heap.allocator().buffer();
            try {
                Amf3Writer.write(out, value);
                Amf0Writer.write(out, value);
            } finally {
                out.release();
            }
        }
    }

    private static void assertSame(Amf read, Amf written) {
        assertThat(read).isEqualTo(written);
    }

    static void video(ByteBuf in, Heap heap) throws Malformed {
        video(in);
    }

    private static void video(ByteBuf in) throws Malformed {
        for (var tag : VideoTag.read(in)) {
            var out = Unpooled.buffer();
            tag.writeHeader(out, true);
            out.writeBytes(tag.data().duplicate());
            if (out.isReadable()) {
                assertThat(VideoTag.read(out)).containsExactly(tag);
            }
            tag.withoutNanos().writeHeader(out, false);
        }
    }

    static void audio(ByteBuf in, Heap heap) throws Malformed {
        audio(in);
    }

    private static void audio(ByteBuf in) throws Malformed {
        for (var tag : AudioTag.read(in)) {
            var out = Unpooled.buffer();
            tag.writeHeader(out, true);
            out.writeBytes(tag.data().duplicate());
            assertThat(AudioTag.read(out)).containsExactly(tag);
            tag.withoutNanos().writeHeader(out, false);
        }
    }

    /** Every codec's configuration, out of the same bytes. */
    static void configurations(ByteBuf in, Heap heap) {
        List<Configuration> all =
                List.of(
                        Mp4Track::h264,
                        Mp4Track::hevc,
                        Mp4Track::av1,
                        Mp4Track::aac,
                        Mp4Track::opus,
                        Mp4Track::flac,
                        Mp4Track::mp3,
                        Mp4Track::ac3);
        for (var configuration : all) {
            try {
                Mp4Writer.initialization(List.of(configuration.track(1, in)), Unpooled.buffer());
            } catch (Malformed expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
    }

    /** Makes a track of a configuration. */
    private interface Configuration {
        Mp4Track track(int id, ByteBuf configuration) throws Malformed;
    }

    static void flv(ByteBuf in, Heap heap) throws Malformed {
        var reader = new FlvReader(1 << 20);
        for (var tag = reader.next(in); tag != null; tag = reader.next(in)) {
            tag.close();
        }
    }

    static void ts(ByteBuf in, Heap heap) {
        int length = in.readableBytes();
        try (var reader = new TsReader(1 << 20, heap.allocator())) {
            for (var next = reader.next(in); next != null; next = reader.next(in)) {
                release(next);
                assertThat(heap.used()).isLessThan(2L * length + ALLOWANCE);
            }
            reader.finish();
        }
    }

    /** The input as the configuration of every codec in turn, and then as an access unit of it. */
    static void tsUnits(ByteBuf in, Heap heap) {
        var config = in.readSlice(Math.min(in.readableBytes(), 32));
        for (var codec : TsCodec.values()) {
            var out = Unpooled.buffer();
            var writer = new TsWriter();
            try {
                writer.track(0x100, codec, config);
                writer.write(0x100, true, 0, 0, 0, in, out);
            } catch (Malformed refused) {
                assertThat(out.isReadable()).isFalse();
            }
            assertThat(out.readableBytes() % 188).isZero();
        }
    }

    private static void release(TsMessage message) {
        if (message instanceof TsMessage.Sample sample) {
            sample.data().release();
        }
    }

    private static void release(@Nullable ByteBuf answer) {
        if (answer != null) {
            answer.release();
        }
    }
}
