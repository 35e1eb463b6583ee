package dev.berth.rtmp;

import dev.berth.codec.rtmp.RtmpMessage;
import java.time.Duration;

/** Says nothing over a link, and lets what comes wait for as long as {@link #REST}. */
class PatientPeer implements RtmpLink.Peer {
    static final Duration REST = Duration.ofMillis(60);

    @Override
    public void up(RtmpLink link) {}

    @Override
    public void on(RtmpMessage message) {
        message.release();
    }

    @Override
    public long patience() {
        return REST.toNanos();
    }

    @Override
    public void writability() {}

    @Override
    public void down(String why) {}
}
