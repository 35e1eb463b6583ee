package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HlsPathTest {
    @Test
    void aPathNamesAPlaylistOrAFileOfAStream() {
        assertThat(HlsPath.of("live/a.m3u8")).hasValue(new HlsPath.Multivariant("live/a"));
        assertThat(HlsPath.of("live/a.hls/media.m3u8")).hasValue(new HlsPath.Media("live/a"));
        assertThat(HlsPath.of("live/a.hls/init-7.mp4"))
                .hasValue(new HlsPath.Beginning("live/a", 7));
        assertThat(HlsPath.of("live/a.hls/12.m4s")).hasValue(new HlsPath.Whole("live/a", 12));
        assertThat(HlsPath.of("live/a.hls/12.3.m4s")).hasValue(new HlsPath.Piece("live/a", 12, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".m3u8",
                "live/a.flv",
                "live/a.hls/",
                "live/a.hls/12.mp4",
                "live/a.hls/-1.m4s",
                "live/a.hls/12.3.4.m4s",
                "live/a.hls/9999999999999999999999.m4s",
                "live/a.hls/1.9999999.m4s",
                "live/a.hls/../b.hls/1.m4s.txt",
            })
    void everythingElseIsNotHls(String path) {
        assertThat(HlsPath.of(path)).isEmpty();
    }

    @Test
    void aNameIsEncodedWhereAPlaylistWritesIt() {
        assertThat(HlsPath.media("live/über ä:\"b\""))
                .isEqualTo("%C3%BCber%20%C3%A4%3A%22b%22.hls/media.m3u8");
    }
}
