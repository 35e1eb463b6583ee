package dev.berth.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.media.Shown;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtmpUrlTest {
    @ParameterizedTest
    @CsvSource({
        // address, tls, host, port, app, key, listen
        "rtmp://host/live/demo,                    false, host,      1935, live,   demo,       false",
        "RTMP://host/live/demo,                    false, host,      1935, live,   demo,       false",
        "rtmps://host/live/demo,                   true,  host,      443,  live,   demo,       false",
        "rtmp://host:19350/live/demo,              false, host,      19350,live,   demo,       false",
        "rtmp://[::1]:1936/live/demo,              false, [::1],     1936, live,   demo,       false",
        "rtmp://my_host/live/demo,                 false, my_host,   1935, live,   demo,       false",
        "rtmp://host/a/b/c/demo,                   false, host,      1935, a/b/c,  demo,       false",
        "rtmp://host/live/demo?token=1,            false, host,      1935, live,   demo?token=1,false",
        "rtmp://host/live/?streamname=a,           false, host,      1935, live,   ?streamname=a,false",
        "rtmp://0.0.0.0:8889/live/out?listen=1,    false, 0.0.0.0,   8889, live,   out,        true",
        "rtmp://0.0.0.0:8889/live/out?listen,      false, 0.0.0.0,   8889, live,   out,        true",
        "rtmp://h/live/out?listen=0,               false, h,         1935, live,   out,        false",
        "rtmp://h/live/out?a=1&listen=1&b=2,       false, h,         1935, live,   out?a=1&b=2,true",
    })
    void anAddressIsTakenApart(
            String address,
            boolean tls,
            String host,
            int port,
            String app,
            String key,
            boolean listen) {
        assertThat(RtmpUrl.parse(URI.create(address)))
                .isEqualTo(new RtmpUrl(tls, host, port, app, key, listen));
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/live/demo,        does not begin with rtmp:// or rtmps://",
        "rtmp:live,                    has no host",
        "rtmp://host:99999/live/demo,  'has port 99999, which is not from 1 to 65535'",
        "rtmp://host:0/live/demo,      'has port 0, which is not from 1 to 65535'",
        "rtmp://host,                  lacks an application or a stream key",
        "rtmp://host/,                 lacks an application or a stream key",
        "rtmp://host/live,             lacks an application or a stream key",
        "rtmp://host/live/,            lacks an application or a stream key",
        "rtmp://me:pw@host/live/demo,  has no host",
    })
    void aBadAddressIsRefusedWithASentenceThatNamesItTheFaultAndTheWayOut(
            String address, String fault) {
        assertThatThrownBy(() -> RtmpUrl.parse(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(Shown.of(address) + " ")
                .hasMessageNotContaining("demo")
                .hasMessageNotContaining("pw")
                .hasMessageContaining(fault)
                .hasMessageEndingWith("write it as rtmp://host:1935/app/key");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://host/live/demo,                 rtmp://host/live/***",
        "rtmp://host:1935/live/demo,            rtmp://host/live/***",
        "rtmps://host:443/live/demo?k=1,        rtmps://host/live/***",
        "rtmps://host:1935/live/demo,           rtmps://host:1935/live/***",
        "rtmp://host:8889/live/demo?listen=1,   rtmp://host:8889/live/demo?listen=1",
        "rtmp://host/live/demo?a=1&b&listen=1,  rtmp://host/live/demo?a=***&***&listen=1",
    })
    void anAddressIsWrittenWithoutItsSecretAndWhatGoesWithoutSaying(
            String address, String written) {
        assertThat(RtmpUrl.parse(URI.create(address))).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://other:1936/live,   rtmp://other:1936/live",
        "rtmps://other/studio/,    rtmps://other/studio",
        "/studio,                  rtmp://host/studio",
        "//other:1936/live,        rtmp://other:1936/live",
    })
    void aServerThatSendsUsElsewhereMayNameThePlaceInFullOrInPart(String tcUrl, String moved)
            throws Exception {
        var url = RtmpUrl.parse(URI.create("rtmp://host/live/demo?key=secret"));

        assertThat(url.movedTo(tcUrl).tcUrl()).isEqualTo(moved);
        assertThat(url.movedTo(tcUrl).key()).isEqualTo("demo?key=secret");
    }

    @ParameterizedTest
    @CsvSource({"http://other/live", "'rtmp://other/ live'", "rtmp://other"})
    void aServerThatSendsUsNowhereIsNamedAndTheKeyIsNot(String tcUrl) {
        var url = RtmpUrl.parse(URI.create("rtmp://host/live/s3cret-key"));

        assertThatThrownBy(() -> url.movedTo(tcUrl))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rtmp://host/live")
                .hasMessageContaining("://other")
                .hasMessageNotContaining("s3cret")
                .hasNoCause();
    }

    @Test
    void aServerThatSendsUsOutOfTlsIsNotFollowed() {
        var url = RtmpUrl.parse(URI.create("rtmps://host/live/s3cret-key"));

        assertThatThrownBy(() -> url.movedTo("rtmp://other/live"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("rtmps://host/live sends us to rtmp://other/live, where")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void whatAPeerRepeatsOfTheKeyIsHidden() {
        var url = RtmpUrl.parse(URI.create("rtmp://host/live/s3cret-key?token=t0ken&a=b"));

        assertThat(url.hush("live/s3cret-key?token=t0ken&a=b is taken"))
                .isEqualTo("live/*** is taken");
        assertThat(url.hush("no s3cret-key, no t0ken, a b")).isEqualTo("no ***, no ***, a ***");
        assertThat(url.hush("about")).isEqualTo("about");
    }

    @Test
    void theStreamOfAnAddressLeavesTheSecretOut() {
        var url = RtmpUrl.parse(URI.create("rtmp://host/live/demo?key=secret"));

        assertThat(url.stream()).isEqualTo("live/demo");
    }
}
