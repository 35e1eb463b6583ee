package dev.berth.codec.ts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Heap;
import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsMessage.Role;
import dev.berth.codec.ts.TsMessage.Sample;
import dev.berth.codec.ts.TsMessage.Tracks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TsWriterTest {
    private static final int PACKET = 188;
    private static final int PICTURES = 0x100;
    private static final int SOUND = 0x101;

    private final TsWriter writer = new TsWriter();
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void theTablesAreAsFfmpegWritesThem() throws Malformed {
        var theirs = Bytes.capture("small.ts");
        writer.track(PICTURES, TsCodec.H264, avc());
        writer.track(SOUND, TsCodec.AAC, Bytes.of("1208"));
        writer.tables(out);
        // Behind ffmpeg's own service description; it has a language descriptor for the sound too.
        assertThat(Bytes.hex(out.slice(0, PACKET)))
                .isEqualTo(Bytes.hex(theirs.slice(PACKET, PACKET)));
        assertThat(Bytes.hex(out.slice(PACKET, 27)))
                .isEqualTo("475000100002b0170001c10000e100f0001be100f0000fe101f000");
    }

    @Test
    void aPacketOfSoundIsAsTheSpecificationWritesIt() throws Malformed {
        writer.track(SOUND, TsCodec.AAC, Bytes.of("1208"));
        writer.write(SOUND, true, 90_000, 90_000, 45_000, Bytes.of("21 10 05"), out);
        assertThat(out.readableBytes()).isEqualTo(PACKET);
        assertThat(Bytes.hex(out.slice(0, 12)))
                .as("header, adaptation field of 159 bytes: random access, PCR 45000")
                .isEqualTo(Bytes.hex(Bytes.of("47 4101 30 9f 50 000057e4 7e00")));
        assertThat(Bytes.hex(out.slice(12 + 152, 24)))
                .as("PES header, PTS 90000, ADTS header of 10 bytes, the frame")
                .isEqualTo(
                        Bytes.hex(
                                Bytes.of(
                                        "000001c0 0012 84 80 05 21 0005 bf21"
                                                + "fff1 50 40 01 5f fc 211005")));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Malformed {
        var messages = read(Bytes.capture("small.ts"));
        write(messages);
        var again = read(out);
        assertThat(samples(again)).isEqualTo(samples(messages));
        assertThat(again.getFirst()).isEqualTo(messages.getFirst());
    }

    @Test
    void hevcAndOpusAreWrittenAndReadAgain() throws Malformed {
        var messages = read(Bytes.capture("hevc-opus.ts"));
        write(messages);
        assertThat(samples(read(out))).isEqualTo(samples(messages));
    }

    @Test
    void whatHasNoConfigurationIsWrittenAndReadAgain() throws Malformed {
        var messages = read(Bytes.capture("ac3-mp3.ts"));
        write(messages);
        assertThat(samples(read(out))).isEqualTo(samples(messages));
    }

    @Test
    void keyFramesHaveADelimiterAndTheParameterSetsInFront() throws Malformed {
        writer.track(PICTURES, TsCodec.H264, avc());
        writer.write(PICTURES, true, 0, 0, -1, Bytes.of("00000002 6588"), out);
        assertThat(Bytes.hex(out))
                .contains("00000001" + "09f0" + "00000001" + "67")
                .endsWith("00000001" + "6588");
    }

    @Test
    void unitsOfEverySizeFillWholePackets() throws Malformed {
        writer.track(SOUND, TsCodec.AC3, null);
        for (int size = 1; size < 2 * PACKET; size++) {
            out.clear();
            writer.write(SOUND, size % 2 == 0, 0, 0, size % 3 - 1, Bytes.counting(size), out);
            assertThat(out.readableBytes() % PACKET).isZero();
            for (int at = 0; at < out.readableBytes(); at += PACKET) {
                assertThat(out.getByte(at)).isEqualTo((byte) 0x47);
            }
            assertThat(Bytes.hex(out))
                    .endsWith(Bytes.hex(Bytes.counting(size).skipBytes(size - 1)));
        }
    }

    @Test
    void theClockGoesWithThePictures() throws Malformed {
        writer.track(SOUND, TsCodec.MP3, null);
        assertThat(writer.clocks(SOUND)).isTrue();
        writer.track(PICTURES, TsCodec.H264, avc());
        assertThat(writer.clocks(SOUND)).isFalse();
        assertThat(writer.clocks(PICTURES)).isTrue();
        writer.clock(1, out);
        assertThat(Bytes.hex(out)).startsWith("4701002f" + "b710" + "00000000fe00");
        assertThat(out.readableBytes()).isEqualTo(PACKET);
    }

    @Test
    void aNewTrackMakesANewVersionOfTheMap() throws Malformed {
        writer.track(SOUND, TsCodec.MP3, null);
        writer.tables(out);
        writer.track(PICTURES, TsCodec.AC3, null);
        writer.tables(out);
        assertThat(out.getByte(PACKET + 10)).isEqualTo((byte) 0xc1);
        assertThat(out.getByte(3 * PACKET + 10)).isEqualTo((byte) 0xc3);
    }

    @Test
    void whatCannotBeSaidIsRefusedAndNothingIsWritten() throws Malformed {
        assertThatThrownBy(() -> writer.track(SOUND, TsCodec.AAC, Bytes.of("f8")))
                .isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> writer.track(SOUND, TsCodec.AAC, null))
                .isInstanceOf(Malformed.class)
                .hasMessage("a track of AAC has no configuration");
        assertThatThrownBy(() -> writer.track(SOUND, TsCodec.AAC, Bytes.of("1200")))
                .isInstanceOf(Malformed.class)
                .hasMessage("AAC with channel configuration 0 cannot be said in ADTS");
        writer.track(PICTURES, TsCodec.H264, avc());
        assertThatThrownBy(
                        () -> writer.write(PICTURES, true, 0, 0, -1, Bytes.of("00000009 65"), out))
                .isInstanceOf(Malformed.class)
                .hasMessage("a NAL unit of 9 bytes is announced where 1 are left");
        assertThat(out.isReadable()).isFalse();
    }

    private void write(List<TsMessage> messages) throws Malformed {
        var tracks = (Tracks) messages.getFirst();
        for (var track : tracks.tracks()) {
            if (track.codec() == TsCodec.MP3
                    || track.codec() == TsCodec.AC3
                    || track.codec() == TsCodec.EAC3) {
                writer.track(track.pid(), track.codec(), null);
            }
        }
        for (var sample : samples(messages)) {
            if (sample.role() == Role.CONFIG) {
                writer.track(sample.track().pid(), sample.track().codec(), sample.data());
            }
        }
        writer.tables(out);
        for (var sample : samples(messages)) {
            if (sample.role() != Role.CONFIG) {
                boolean key = sample.role() == Role.KEY;
                writer.write(
                        sample.track().pid(),
                        key,
                        sample.pts(),
                        sample.dts(),
                        -1,
                        sample.data(),
                        out);
            }
        }
    }

    private static ByteBuf avc() {
        return samples(read(Bytes.capture("small.ts"))).stream()
                .filter(sample -> sample.track().codec() == TsCodec.H264)
                .findFirst()
                .orElseThrow()
                .data();
    }

    private static List<TsMessage> read(ByteBuf stream) {
        var messages = new ArrayList<TsMessage>();
        try (var reader = new TsReader(1 << 20, new Heap().allocator())) {
            for (var next = reader.next(stream); next != null; next = reader.next(stream)) {
                messages.add(next);
            }
            reader.finish();
            for (var next = reader.last(); next != null; next = reader.last()) {
                messages.add(next);
            }
        }
        return messages;
    }

    /** By track, because whoever reads does not keep the order between them. */
    private static List<Sample> samples(List<TsMessage> messages) {
        return messages.stream()
                .filter(Sample.class::isInstance)
                .map(Sample.class::cast)
                .sorted((a, b) -> Integer.compare(a.track().pid(), b.track().pid()))
                .toList();
    }
}
