package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.media.FlvPackaging;
import dev.berth.media.Headers;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of RFC 6455, section 5.2. */
class WebSocketPackagingTest {
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "1,     8201",
        "125,   827d",
        "126,   827e007e",
        "65535, 827effff",
        "65536, 827f0000000000010000"
    })
    void aMessageBeginsWithItsLength(int size, String header) {
        var packager = new WebSocketPackaging(new FlvPackaging()).packager(new Headers(List.of()));
        var out = Unpooled.buffer(packager.preambleRoom(), packager.preambleRoom());

        packager.preamble(size, out);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(header);
    }
}
