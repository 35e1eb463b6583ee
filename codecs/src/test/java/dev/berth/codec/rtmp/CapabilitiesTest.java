package dev.berth.codec.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.amf.Amf;
import dev.berth.codec.flv.FourCc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final Amf CONNECT =
            Amf.obj(
                    "app",
                    Amf.str("live"),
                    "fourCcList",
                    Amf.array(Amf.str("hvc1"), Amf.str("av01")),
                    "videoFourCcInfoMap",
                    Amf.obj("vp09", Amf.num(1), "avc1", Amf.num(2)),
                    "audioFourCcInfoMap",
                    Amf.obj("Opus", Amf.num(4)),
                    "capsEx",
                    Amf.num(6));

    @Test
    void aConnectObjectSaysWhatAPeerCanDo() {
        assertThat(Capabilities.of(CONNECT))
                .isEqualTo(
                        new Capabilities(
                                List.of("hvc1", "av01"),
                                Map.of("vp09", 1, "avc1", 2),
                                Map.of("Opus", 4),
                                Capabilities.MULTITRACK | Capabilities.MODEX));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        var capabilities = Capabilities.of(CONNECT);
        assertThat(Capabilities.of(new Amf.Obj(capabilities.toAmf()))).isEqualTo(capabilities);
        assertThat(Capabilities.NONE.toAmf()).isEmpty();
    }

    @Test
    void aPeerAcceptsWhatItDecodesOrPassesOn() {
        var capabilities = Capabilities.of(CONNECT);
        assertThat(capabilities.accepts(FourCc.HVC1)).isTrue();
        assertThat(capabilities.accepts(FourCc.VP09)).isTrue();
        assertThat(capabilities.accepts(FourCc.OPUS)).isTrue();
        assertThat(capabilities.accepts(FourCc.AVC1)).as("only encodes it").isFalse();
        assertThat(capabilities.accepts(FourCc.FLAC)).isFalse();
    }

    @Test
    void aStarIsEveryCodec() {
        var any = Amf.obj("fourCcList", Amf.array(Amf.str("*")));
        var anyVideo = Amf.obj("videoFourCcInfoMap", Amf.obj("*", Amf.num(4)));
        assertThat(Capabilities.of(any).accepts(FourCc.AV01)).isTrue();
        assertThat(Capabilities.of(anyVideo).accepts(FourCc.AV01)).isTrue();
    }

    @Test
    void capabilitiesAreBits() {
        var capabilities = Capabilities.of(CONNECT);
        assertThat(capabilities.has(Capabilities.MULTITRACK)).isTrue();
        assertThat(capabilities.has(Capabilities.RECONNECT)).isFalse();
    }

    @Test
    void whatMakesNoSenseIsPassedOver() {
        var odd =
                Amf.obj(
                        "fourCcList",
                        Amf.array(Amf.num(1), Amf.str("Opus")),
                        "videoFourCcInfoMap",
                        Amf.str("all"),
                        "capsEx",
                        Amf.nil());
        assertThat(Capabilities.of(odd))
                .isEqualTo(new Capabilities(List.of("Opus"), Map.of(), Map.of(), 0));
        assertThat(Capabilities.of(Amf.nil())).isEqualTo(Capabilities.NONE);
    }

    @Test
    void aReconnectRequestIsRecognised() {
        var request = new ReconnectRequest("rtmp://other/live", "the server restarts");
        assertThat(ReconnectRequest.of(request.toCommand())).isEqualTo(request);
        var here = new ReconnectRequest(null, null);
        assertThat(ReconnectRequest.of(here.toCommand())).isEqualTo(here);
    }

    @Test
    void anotherStatusIsNoReconnectRequest() {
        var status =
                new RtmpMessage.Command(
                        1,
                        "onStatus",
                        0,
                        List.of(Amf.nil(), Amf.obj("code", Amf.str("NetStream.Play.Start"))));
        assertThat(ReconnectRequest.of(status)).isNull();
        assertThat(ReconnectRequest.of(new RtmpMessage.Command(0, "onStatus", 0, List.of())))
                .isNull();
    }
}
