package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.rtmp.Child;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The players that people put on their pages, in a browser that people have. */
class BrowserTest {
    private static final int SECONDS = 6;

    @TempDir private static Path folder;
    private static Hall hall;
    private static Child publisher;
    private static Browser browser;

    @BeforeAll
    static void open() throws Exception {
        browser = Browser.open(folder);
        hall = Hall.open(folder);
        publisher = Child.ffmpeg(camera(hall.rtmp("live/demo")));
        hall.awaitFrames("live/demo", 100);
    }

    /** A camera as streamers have it: a key frame every two seconds, and no waiting. */
    private static String[] camera(String to) {
        return ("-re -f lavfi -i testsrc2=size=640x360:rate=25 -f lavfi -i sine=frequency=440"
                        + " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency"
                        + " -g 50 -b:v 800k -c:a aac -f flv "
                        + to)
                .split(" ");
    }

    @AfterAll
    static void close() throws Exception {
        publisher.close();
        hall.close();
        browser.close();
    }

    @Test
    void hlsJsPlaysWithLowLatency() throws Exception {
        var seen = browser.play("hls", hall.url("live/demo.m3u8"), SECONDS);

        assertPlayed(seen);
        assertThat(seen).containsEntry("lowLatency", true);
    }

    @Test
    void mpegtsJsPlaysFlvOverHttp() throws Exception {
        assertPlayed(browser.play("flv", hall.url("live/demo.flv"), SECONDS));
    }

    @Test
    void mpegtsJsPlaysFlvOverAWebSocket() throws Exception {
        assertPlayed(browser.play("flv", hall.webSocket("live/demo.flv").toString(), SECONDS));
    }

    private static void assertPlayed(Map<String, Object> seen) {
        System.out.println("in the browser: " + seen);
        assertThat(seen.get("fatal")).as("%s", seen).isNull();
        assertThat(number(seen, "pictures")).as("pictures shown").isGreaterThan(SECONDS * 5);
        assertThat(number(seen, "soundBytes")).as("bytes of sound decoded").isPositive();
        assertThat(number(seen, "played")).as("seconds played").isGreaterThan(SECONDS / 2.0);
        assertThat(number(seen, "width")).isEqualTo(640);
    }

    private static double number(Map<String, Object> seen, String what) {
        return seen.get(what) instanceof Number number ? number.doubleValue() : -1;
    }
}
