package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlvTagsTest {
    @ParameterizedTest
    @CsvSource({
        // type, body, codec, role
        "9, 17 00 000000 aabb,          h264,  CONFIG",
        "9, 17 01 000028 aabb,          h264,  KEY",
        "9, 27 01 fffff0 aabb,          h264,  DELTA",
        "9, 37 01 000000 aabb,          h264,  DISPOSABLE",
        "9, 90 68766331 aabb,           hevc,  CONFIG",
        "9, 91 68766331 000028 aabb,    hevc,  KEY",
        "9, a1 61763031 aabb,           av1,   DELTA",
        "9, 12 aabb,                    flv:2, KEY",
        "9, 91 666c763a aabb,           fourcc:flv:, KEY",
        "9, 91 68323634 aabb,           fourcc:h264, KEY",
        "9, 91 78797a31 aabb,           fourcc:xyz1, KEY",
        "8, af 00 1210,                 aac,   CONFIG",
        "8, af 01 aabb,                 aac,   KEY",
        "8, 2f aabb,                    mp3,   KEY",
        "8, 91 4f707573 aabb,           opus,  KEY",
        "8, b2 aabb,                    flv:11,KEY",
    })
    void aTagBodyIsTheSameWhenItIsWrittenAgain(int type, String body, String codec, Frame.Role role)
            throws Exception {
        var bytes = bytes(body);
        var frames = new ArrayList<Frame>();
        FlvTags.read(type, 40, bytes, frames::add);

        assertThat(frames).hasSize(1);
        var frame = frames.getFirst();
        assertThat(frame.codec().name()).isEqualTo(codec);
        assertThat(frame.role()).isEqualTo(role);
        assertThat(FlvTags.type(frame)).isEqualTo(type);
        assertThat(frame.time()).isEqualTo(40);
        var again = Unpooled.buffer();
        FlvTags.header(frame, again);
        again.writeBytes(frame.data().duplicate());
        assertThat(ByteBufUtil.hexDump(again)).isEqualTo(ByteBufUtil.hexDump(bytes));
        frame.release();
        assertThat(bytes.refCnt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"8", "9", "18", "4"})
    void anEmptyTagHasNoFrames(int type) throws Exception {
        var frames = new ArrayList<Frame>();
        FlvTags.read(type, 0, Unpooled.EMPTY_BUFFER, frames::add);

        assertThat(frames).isEqualTo(List.of());
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex.replace(" ", "")));
    }
}
