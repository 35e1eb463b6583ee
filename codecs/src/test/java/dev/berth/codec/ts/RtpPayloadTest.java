package dev.berth.codec.ts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.codec.Bytes;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class RtpPayloadTest {
    private static final ByteBuf PACKET = Bytes.of("47 1fff 10").writeZero(184);

    private final RtpPayload payload = new RtpPayload();

    @Test
    void barePacketsAreTakenAsTheyAre() {
        assertThat(payload.of(PACKET)).isEqualTo(PACKET);
    }

    @Test
    void packetsInRtpAreUnwrapped() {
        assertThat(payload.of(rtp("80 21 0001"))).isEqualTo(PACKET);
    }

    @Test
    void sourcesExtensionsAndPaddingStayOutside() {
        var wrapped = Bytes.of("b1 21 0001 00000000 00000000" + "0a0b0c0d" + "bede 0001 01020304");
        wrapped.writeBytes(PACKET.duplicate()).writeShort(0).writeByte(0).writeByte(4);
        assertThat(payload.of(wrapped)).isEqualTo(PACKET);
    }

    @Test
    void missingDatagramsAreCountedAcrossTheWrapAndLateOnesAreNotTaken() {
        payload.of(rtp("80 21 fffe"));
        payload.of(rtp("80 21 0001"));
        assertThat(payload.lost()).isEqualTo(2);
        assertThat(payload.of(rtp("80 21 ffff")).isReadable()).isFalse();
        assertThat(payload.of(rtp("80 21 0002"))).isEqualTo(PACKET);
        assertThat(payload.lost()).isEqualTo(2);
    }

    @Test
    void whatIsNoTransportStreamIsNothing() {
        for (var other : new String[] {"", "80", "80 60 0001 00000000 00000000 65", "ff", "bf"}) {
            assertThat(payload.of(Bytes.of(other)).isReadable()).as(other).isFalse();
        }
    }

    private static ByteBuf rtp(String beginning) {
        return Bytes.of(beginning + "00000000 00000000").writeBytes(PACKET.duplicate());
    }
}
