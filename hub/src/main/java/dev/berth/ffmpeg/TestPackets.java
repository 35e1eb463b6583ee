package dev.berth.ffmpeg;

import java.io.IOException;

/** The test signal, without end. */
final class TestPackets implements Packets {
    private final TestTrack picture;
    private final TestTrack sound;

    private TestPackets(TestTrack picture, TestTrack sound) {
        this.picture = picture;
        this.sound = sound;
    }

    /** Starts both encoders. */
    static TestPackets open(TestSignal signal) throws IOException {
        var picture = TestTrack.picture(signal);
        try {
            return new TestPackets(picture, TestTrack.sound(signal));
        } catch (IOException | RuntimeException e) {
            picture.close();
            throw e;
        }
    }

    @Override
    public void announce(FlvOutput out) throws IOException {
        picture.announce(out);
        sound.announce(out);
    }

    /** Whichever track is behind makes a frame. */
    @Override
    public boolean feed(FlvOutput out) throws IOException {
        (picture.made() <= sound.made() ? picture : sound).step(out);
        return true;
    }

    @Override
    public void close() {
        sound.close();
        picture.close();
    }
}
