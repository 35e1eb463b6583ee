package dev.berth.codec.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Bytes;
import dev.berth.codec.Heap;
import dev.berth.codec.ts.TsMessage.Role;
import dev.berth.codec.ts.TsMessage.Sample;
import dev.berth.codec.ts.TsMessage.Tracks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TsReaderTest {
    private static final int PACKET = 188;
    private static final int MUCH = 1 << 20;

    private static final TsTrack PICTURES = new TsTrack(0x100, TsCodec.H264, 0);
    private static final TsTrack SOUND = new TsTrack(0x101, TsCodec.AAC, 0);

    @Test
    void whatFfmpegWroteIsUnderstood() {
        var messages = messages(Bytes.capture("small.ts"));
        assertThat(messages.getFirst()).isEqualTo(new Tracks(List.of(PICTURES, SOUND), List.of()));
        var pictures = samples(messages, PICTURES);
        assertThat(pictures).extracting(Sample::role).startsWith(Role.CONFIG, Role.KEY);
        assertThat(frames(pictures)).hasSize(10);
        assertThat(frames(pictures).stream().filter(sample -> sample.role() == Role.KEY))
                .hasSize(2);
        assertThat(frames(samples(messages, SOUND))).hasSize(88);
    }

    @Test
    void picturesAreDatedByTheirDecodingAndShowLater() {
        var pictures = frames(samples(messages(Bytes.capture("small.ts")), PICTURES));
        for (int i = 1; i < pictures.size(); i++) {
            assertThat(pictures.get(i).dts() - pictures.get(i - 1).dts()).isEqualTo(18_000);
        }
        assertThat(pictures)
                .allSatisfy(picture -> {
                    assertThat(picture.pts()).isGreaterThanOrEqualTo(picture.dts());
                    assertThat((picture.pts() - picture.dts()) % 18_000).isZero();
                });
    }

    @Test
    void framesOfSoundInOnePacketFollowEachOtherWithoutAGap() {
        var sound = frames(samples(messages(Bytes.capture("small.ts")), SOUND));
        for (int i = 1; i < sound.size(); i++) {
            long due = sound.getFirst().dts() + i * 1_024L * 90_000 / 44_100;
            assertThat(sound.get(i).dts()).isBetween(due - 2, due + 2);
        }
    }

    @Test
    void configurationsSayWhatFlvSaysToo() {
        var messages = messages(Bytes.capture("small.ts"));
        var avc = samples(messages, PICTURES).getFirst().data();
        assertThat(Bytes.hex(avc)).startsWith("0164000a").contains("67640");
        assertThat(Bytes.hex(samples(messages, SOUND).getFirst().data())).isEqualTo("1208");
    }

    @Test
    void hevcAndOpusAreUnderstood() {
        var messages = messages(Bytes.capture("hevc-opus.ts"));
        var pictures = samples(messages, new TsTrack(0x100, TsCodec.HEVC, 0));
        var sound = samples(messages, new TsTrack(0x101, TsCodec.OPUS, 1));
        assertThat(frames(pictures)).hasSize(5);
        assertThat(pictures.get(1).role()).isEqualTo(Role.KEY);
        assertThat(Bytes.hex(sound.getFirst().data()))
                .startsWith(Bytes.hex(Bytes.of("'OpusHead' 01 01")));
        assertThat(frames(sound)).hasSize(51);
        assertThat(sound.get(2).dts() - sound.get(1).dts()).isEqualTo(1_800);
    }

    @Test
    void soundThatSaysItselfWhatItIsIsCutWhereItsFramesBegin() {
        var messages = messages(Bytes.capture("ac3-mp3.ts"));
        assertThat(messages.getFirst())
                .isEqualTo(
                        new Tracks(
                                List.of(
                                        new TsTrack(0x100, TsCodec.AC3, 0),
                                        new TsTrack(0x101, TsCodec.MP3, 0),
                                        new TsTrack(0x102, TsCodec.EAC3, 0)),
                                List.of()));
        assertThat(samples(messages, new TsTrack(0x100, TsCodec.AC3, 0)))
                .allMatch(frame -> frame.data().readableBytes() == 256)
                .hasSize(16);
        assertThat(samples(messages, new TsTrack(0x101, TsCodec.MP3, 0)))
                .allMatch(frame -> frame.data().getUnsignedShort(0) == 0xfffb)
                .hasSize(21);
        assertThat(samples(messages, new TsTrack(0x102, TsCodec.EAC3, 0)))
                .allMatch(frame -> frame.data().readableBytes() == 256)
                .hasSize(16);
    }

    @Test
    void theStreamIsReadTheSameHoweverItIsCut() {
        var file = Bytes.capture("small.ts");
        var expected = messages(file.duplicate());
        var heap = new Heap();
        for (int cut = 0; cut <= file.readableBytes(); cut += 61) {
            try (var reader = new TsReader(MUCH, heap.allocator())) {
                var there = heap.allocator().buffer().writeBytes(file, 0, cut);
                var messages = drain(reader, there);
                there.writeBytes(file, cut, file.readableBytes() - cut);
                messages.addAll(drain(reader, there));
                there.release();
                messages.addAll(finished(reader));
                assertThat(messages.equals(expected)).as("cut before byte %d", cut).isTrue();
                messages.forEach(TsReaderTest::release);
            }
            heap.assertAllGivenBack();
        }
    }

    @Test
    void aReaderThatFallsIntoTheMiddleFindsThePackets() {
        var file = Bytes.capture("small.ts").skipBytes(100);
        try (var reader = new TsReader(MUCH, new Heap().allocator())) {
            assertThat(drain(reader, file)).isNotEmpty();
            assertThat(reader.damage().skippedBytes()).isEqualTo(PACKET - 100);
        }
    }

    @Test
    void aLostPacketCostsTheUnitItBelongsToAndIsCounted() {
        var file = Bytes.capture("small.ts");
        int victim = middleOfAPicture(file);
        var cut = Unpooled.copiedBuffer(file.slice(0, victim), behind(file, victim + PACKET));
        try (var reader = new TsReader(MUCH, new Heap().allocator())) {
            var messages = drain(reader, cut);
            messages.addAll(finished(reader));
            assertThat(reader.damage()).isEqualTo(new TsDamage(0, 1, 0, 0, 1));
            assertThat(frames(samples(messages, PICTURES))).hasSize(9);
        }
    }

    @Test
    void aPictureThatIsCutOffAtTheEndIsNone() {
        var file = Bytes.capture("small.ts");
        var cut = file.slice(0, middleOfAPicture(file));
        try (var reader = new TsReader(MUCH, new Heap().allocator())) {
            var messages = drain(reader, cut);
            messages.addAll(finished(reader));
            assertThat(frames(samples(messages, PICTURES))).hasSize(5);
            assertThat(reader.damage()).isEqualTo(new TsDamage(0, 0, 0, 0, 1));
        }
    }

    @Test
    void aPacketThatComesTwiceCountsOnce() {
        var file = Bytes.capture("small.ts");
        int twice = middleOfAPicture(file);
        var more = Unpooled.copiedBuffer(file.slice(0, twice + PACKET), behind(file, twice));
        try (var reader = new TsReader(MUCH, new Heap().allocator())) {
            var messages = drain(reader, more);
            messages.addAll(finished(reader));
            assertThat(reader.damage()).isEqualTo(TsDamage.NONE);
            assertThat(messages).isEqualTo(messages(file));
        }
    }

    @Test
    void damageIsCountedAndNeverThrown() {
        var file = Bytes.capture("small.ts");
        var random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            var heap = new Heap();
            var in = heap.allocator().buffer().writeBytes(file.duplicate());
            for (int i = 0; i < 20; i++) {
                int at = random.nextInt(in.readableBytes());
                in.setByte(at, in.getByte(at) ^ 1 << random.nextInt(8));
            }
            try (var reader = new TsReader(MUCH, heap.allocator())) {
                drain(reader, in).forEach(TsReaderTest::release);
                reader.finish();
            }
            in.release();
            heap.assertAllGivenBack();
        }
    }

    @Test
    void aUnitWithoutAnEndIsGivenUpAtTheLimit() {
        var heap = new Heap();
        var bomb = Unpooled.buffer();
        var out = new Stream();
        out.begin(bomb);
        for (int i = 0; i < 1_000; i++) {
            out.more(bomb);
        }
        try (var reader = new TsReader(10_000, heap.allocator())) {
            drain(reader, bomb);
            assertThat(heap.used()).isLessThan(40_000);
            assertThat(reader.damage().lostUnits()).isEqualTo(1);
        }
        heap.assertAllGivenBack();
    }

    @Test
    void aUnitOfCountlessPiecesIsGivenUp() {
        var pieces = new ArrayList<TsMessage>();
        var at = new PesTime(0, 0, false);
        var slices = Unpooled.buffer();
        var packets = Unpooled.buffer();
        var frames = Unpooled.buffer();
        for (int i = 0; i < 5_000; i++) {
            AnnexB.write(Bytes.of("41"), slices);
            Opus.control(0, packets);
            frames.writeInt(0x0b77_0001); // E-AC-3 of four bytes
        }
        var pictures = new NalReader(PICTURES, AvcSyntax.AVC, new Heap().allocator());
        assertThat(pictures.read(at, slices, pieces::add)).isFalse();
        assertThat(pieces).isEmpty();
        var sound = new OpusReader(new TsTrack(0x101, TsCodec.OPUS, 1));
        assertThat(sound.read(at, packets, pieces::add)).isFalse();
        assertThat(frames(pieces)).hasSize(1_000);
        var dolby = new SoundReader(new TsTrack(0x102, TsCodec.EAC3, 0), SoundSyntax.DOLBY);
        assertThat(dolby.read(at, frames, pieces::add)).isFalse();
        assertThat(frames(pieces)).hasSize(1_000 + 4_096);
    }

    @Test
    void timesGoOnWhere33BitsWrap() throws Exception {
        var writer = new TsWriter();
        var out = Unpooled.buffer();
        writer.track(0x100, TsCodec.MP3, null);
        writer.tables(out);
        var frame = Bytes.of("fffb 5064").writeZero(204);
        for (int i = -2; i < 3; i++) {
            writer.write(
                    0x100, true, (1L << 33) + i * 2_160L, (1L << 33) + i * 2_160L, -1, frame, out);
        }
        assertThat(frames(messages(out)))
                .extracting(sample -> sample.dts() - (1L << 33))
                .containsExactly(-4_320L, -2_160L, 0L, 2_160L, 4_320L);
    }

    @Test
    void tracksThatNobodyHereReadsAreNamed() {
        var table = "02 b0 12 0001 c1 00 00 e100 f000 02 e100 f000";
        var section = Bytes.of(table);
        section.writeInt(Crc.of(section, 0, section.readableBytes()));
        assertThat(Tables.tracks(section))
                .isEqualTo(new Tracks(List.of(), List.of("stream type 0x02")));
    }

    /** Packets of one picture that never ends. */
    private static final class Stream {
        private int counter;

        void begin(ByteBuf out) {
            out.writeBytes(Bytes.capture("small.ts").slice(PACKET, 2 * PACKET));
            packet(0x41, "000001e0 0000 8080 05 2100010001", out);
        }

        void more(ByteBuf out) {
            packet(0x01, "", out);
        }

        private void packet(int pid, String payload, ByteBuf out) {
            int end = out.writerIndex() + PACKET;
            out.writeByte(0x47).writeByte(pid).writeByte(0).writeByte(0x10 | (counter++ & 0xf));
            out.writeBytes(Bytes.of(payload)).writeZero(end - out.writerIndex());
        }
    }

    /** Where the second packet of the last key picture begins. */
    private static int middleOfAPicture(ByteBuf file) {
        for (int at = file.readableBytes() - PACKET; at > 0; at -= PACKET) {
            if (file.getUnsignedMedium(at) == 0x470100
                    && file.getUnsignedShort(at - PACKET + 1) == 0x4100
                    && (file.getByte(at - PACKET + 5) & 0x40) != 0) {
                return at;
            }
        }
        throw new AssertionError("every picture is small");
    }

    private static ByteBuf behind(ByteBuf bytes, int from) {
        return bytes.slice(from, bytes.readableBytes() - from);
    }

    private static List<TsMessage> messages(ByteBuf stream) {
        try (var reader = new TsReader(MUCH, new Heap().allocator())) {
            var messages = drain(reader, stream);
            messages.addAll(finished(reader));
            return messages;
        }
    }

    private static List<TsMessage> drain(TsReader reader, ByteBuf in) {
        var messages = new ArrayList<TsMessage>();
        for (var next = reader.next(in); next != null; next = reader.next(in)) {
            messages.add(next);
        }
        return messages;
    }

    private static List<TsMessage> finished(TsReader reader) {
        reader.finish();
        var messages = new ArrayList<TsMessage>();
        for (var next = reader.last(); next != null; next = reader.last()) {
            messages.add(next);
        }
        return messages;
    }

    private static List<Sample> samples(List<TsMessage> messages, TsTrack track) {
        return messages.stream()
                .filter(Sample.class::isInstance)
                .map(Sample.class::cast)
                .filter(sample -> sample.track().equals(track))
                .toList();
    }

    private static List<Sample> frames(List<? extends TsMessage> messages) {
        return messages.stream()
                .filter(Sample.class::isInstance)
                .map(Sample.class::cast)
                .filter(sample -> sample.role() != Role.CONFIG)
                .toList();
    }

    private static void release(TsMessage message) {
        if (message instanceof Sample sample) {
            sample.data().release();
        }
    }
}
