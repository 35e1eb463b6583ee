package dev.berth.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** What a decoder needs first is kept, but no publisher fills our memory with it. */
class HeadersTest {
    private static Frame header(Codec codec, int track, int size) {
        var bytes = Unpooled.buffer(size).writeZero(size);
        return new Frame(codec, track, Frame.Role.CONFIG, 0, 0, 0, bytes);
    }

    @Test
    void theLastOneOfATrackCounts() {
        var headers = Headers.NONE.with(header(Codec.H264, 0, 10)).with(header(Codec.HEVC, 0, 20));
        assertThat(headers.frames()).extracting(Frame::codec).containsExactly(Codec.HEVC);
    }

    @Test
    void metadataComesFirstHoweverLateItCame() {
        var headers = Headers.NONE.with(header(Codec.H264, 0, 10)).with(header(Codec.AMF0, 0, 10));
        assertThat(headers.frames())
                .extracting(Frame::codec)
                .containsExactly(Codec.AMF0, Codec.H264);
    }

    @Test
    void oneThatIsTooLargeIsNotKeptAndDoesNotReplaceTheLast() {
        var before = Headers.NONE.with(header(Codec.H264, 0, 10));
        assertThat(before.with(header(Codec.H264, 0, (256 << 10) + 1))).isSameAs(before);
        assertThat(before.with(header(Codec.H264, 0, 256 << 10)).frames())
                .extracting(Frame::size)
                .containsExactly(256 << 10);
    }

    @Test
    void thereAreOnlySoManyTracksOfAKindAndThoseThatAreThereMayChange() {
        var headers = Headers.NONE;
        for (int track = 0; track < 200; track++) {
            headers = headers.with(header(Codec.AAC, track, 10));
        }
        assertThat(headers.frames()).hasSize(16);
        assertThat(headers.with(header(Codec.AAC, 3, 11)).frames().getLast().size()).isEqualTo(11);
        assertThat(headers.with(header(Codec.H264, 0, 10)).frames()).hasSize(17);
    }
}
