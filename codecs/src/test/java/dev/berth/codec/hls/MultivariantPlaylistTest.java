package dev.berth.codec.hls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.hls.MultivariantPlaylist.Resolution;
import org.junit.jupiter.api.Test;

class MultivariantPlaylistTest {
    @Test
    void itSaysWhatAPlayerChoosesBy() {
        var playlist =
                new MultivariantPlaylist(
                        "demo.hls/media.m3u8?token=a",
                        2_600_000,
                        2_500_000,
                        "avc1.64001f,mp4a.40.2",
                        new Resolution(1280, 720));
        assertThat(playlist.text())
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-STREAM-INF:BANDWIDTH=2600000,AVERAGE-BANDWIDTH=2500000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720
                        demo.hls/media.m3u8?token=a
                        """);
    }

    @Test
    void soundHasNoResolution() {
        assertThat(new MultivariantPlaylist("a.m3u8", 1, 1, "opus", null).text())
                .contains("CODECS=\"opus\"\n");
    }
}
