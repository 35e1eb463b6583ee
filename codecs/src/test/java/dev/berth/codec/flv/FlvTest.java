package dev.berth.codec.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Heap;
import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Reader;
import dev.berth.codec.amf.AmfLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvTest {
    private static final String FILE = "'FLV' 01 05 00000009 00000000";
    private static final String AUDIO_TAG = "08 000002 000001 00 000000 af01 0000000d";

    @Test
    void aFileIsWrittenAsTheSpecificationWritesIt() {
        var out = Unpooled.buffer();
        FlvWriter.fileHeader(out, true, true);
        FlvWriter.tag(out, FlvTag.AUDIO, 1, Bytes.of("af"), Bytes.of("01"));
        assertThat(Bytes.hex(out)).isEqualTo(Bytes.hex(Bytes.of(FILE + AUDIO_TAG)));
    }

    @Test
    void theFileHeaderSaysWhatThereIs() {
        var audio = Unpooled.buffer();
        var video = Unpooled.buffer();
        FlvWriter.fileHeader(audio, true, false);
        FlvWriter.fileHeader(video, false, true);
        assertThat(audio.getByte(4)).isEqualTo((byte) 4);
        assertThat(video.getByte(4)).isEqualTo((byte) 1);
    }

    @Test
    void timestampsHaveTheirHighestByteLast() throws Malformed {
        var out = Bytes.of(FILE);
        FlvWriter.tag(out, FlvTag.VIDEO, 0xfedc_ba98L, Bytes.of("17"), Bytes.of("02"));
        assertThat(Bytes.hex(out.slice(13, 11))).isEqualTo("09000002dcba98fe000000");
        assertThat(read(new FlvReader(100), out))
                .containsExactly(new FlvTag(FlvTag.VIDEO, 0xfedc_ba98L, Bytes.of("1702")));
    }

    @Test
    void aTagIsNotWaitedForLongerThanItIs() throws Malformed {
        var withoutSize = Bytes.of(FILE + AUDIO_TAG.replace("0000000d", ""));
        assertThat(read(new FlvReader(100), withoutSize)).hasSize(1);
    }

    @Test
    void theFileHeaderMayBeLonger() throws Malformed {
        var in = Bytes.of("'FLV' 01 05 0000000b ffff 00000000" + AUDIO_TAG);
        assertThat(read(new FlvReader(100), in))
                .containsExactly(new FlvTag(FlvTag.AUDIO, 1, Bytes.of("af01")));
    }

    @Test
    void whatFfmpegWroteIsReadTheSameHoweverItIsCut() throws Malformed {
        var file = Bytes.capture("small.flv");
        var expected = read(new FlvReader(100_000), file.duplicate());
        assertThat(expected).hasSizeGreaterThan(10);
        var heap = new Heap();
        for (int cut = 0; cut <= file.readableBytes(); cut++) {
            var reader = new FlvReader(100_000);
            var there = heap.allocator().buffer().writeBytes(file, 0, cut);
            var tags = read(reader, there);
            there.writeBytes(file, cut, file.readableBytes() - cut);
            tags.addAll(read(reader, there));
            assertThat(tags.equals(expected)).as("cut before byte %d", cut).isTrue();
            tags.forEach(FlvTag::close);
            there.release();
            heap.assertAllGivenBack();
        }
    }

    @Test
    void whatFfmpegWroteIsWrittenAgainByteForByte() throws Malformed {
        var file = Bytes.capture("small.flv");
        var out = Unpooled.buffer();
        FlvWriter.fileHeader(out, true, true);
        for (var tag : read(new FlvReader(100_000), file.duplicate())) {
            var head = Unpooled.buffer();
            FlvWriter.tag(out, tag.type(), tag.timestamp(), head, rewritten(tag, head));
        }
        assertThat(Bytes.hex(out)).isEqualTo(Bytes.hex(file));
    }

    @Test
    void ffmpegDescribesItsFile() throws Malformed {
        var script = read(new FlvReader(100_000), Bytes.capture("small.flv")).getFirst();
        var values = new Amf0Reader(AmfLimits.DEFAULT).readAll(script.body());
        assertThat(values.getFirst()).isEqualTo(Amf.str("onMetaData"));
        assertThat(values.get(1).members())
                .containsEntry("width", Amf.num(32))
                .containsEntry("videocodecid", Amf.num(7));
    }

    @Test
    void whatIsNoFlvFileIsRefused() {
        assertThatThrownBy(() -> new FlvReader(100).next(Bytes.of("'GIF89a...'")))
                .isInstanceOf(Malformed.class)
                .hasMessage("an FLV file begins with 0x474946 instead of FLV");
    }

    @Test
    void aTagBeyondTheLimitIsRefusedAtOnce() {
        assertThatThrownBy(() ->
                        new FlvReader(100).next(Bytes.of(FILE + "08 000065 000000 00 000000")))
                .isInstanceOf(Malformed.class)
                .hasMessage("an FLV tag of 101 bytes is announced; 100 are allowed");
    }

    @Test
    void anEncryptedTagIsRefused() {
        assertThatThrownBy(() ->
                        new FlvReader(100).next(Bytes.of(FILE + "28" + AUDIO_TAG.substring(2))))
                .isInstanceOf(Malformed.class)
                .hasMessage("an FLV tag is encrypted");
    }

    @Test
    void aFileHeaderOfNoSensibleLengthIsRefused() {
        for (var length : new String[] {"00000008", "ffffffff"}) {
            assertThatThrownBy(() -> new FlvReader(100).next(Bytes.of("'FLV' 01 05" + length)))
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void aFourCcHasFourCharacters() {
        assertThat(FourCc.of("hvc1").value()).isEqualTo(0x68766331);
        assertThat(FourCc.EAC3).hasToString("ec-3");
        assertThatThrownBy(() -> FourCc.of("h264x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'h264x' has not four characters");
    }

    /** The data behind the header, which goes to {@code head}. */
    private static ByteBuf rewritten(FlvTag tag, ByteBuf head) throws Malformed {
        return switch (tag.type()) {
            case FlvTag.AUDIO -> {
                var audio = AudioTag.read(tag.body()).getFirst();
                audio.writeHeader(head, true);
                yield audio.data();
            }
            case FlvTag.VIDEO -> {
                var video = VideoTag.read(tag.body()).getFirst();
                video.writeHeader(head, true);
                yield video.data();
            }
            default -> tag.body();
        };
    }

    private static List<FlvTag> read(FlvReader reader, ByteBuf in) throws Malformed {
        var tags = new ArrayList<FlvTag>();
        for (var tag = reader.next(in); tag != null; tag = reader.next(in)) {
            tags.add(tag);
        }
        return tags;
    }
}
