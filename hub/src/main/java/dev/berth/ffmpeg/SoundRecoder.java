package dev.berth.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_rescale;

import dev.berth.media.Codec;
import dev.berth.media.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Sound into AAC: decoder, resampler, encoder. What comes out lags behind what went in by a frame
 * or two, and is dated right. Of one thread at a time; closed exactly once.
 */
final class SoundRecoder implements AutoCloseable {
    private static final int RATE = 48_000;
    private static final int SAMPLES = 1_024; // what an AAC frame holds

    /** 44,100 Hz in the two bits, 16 bits, stereo: what FLV says of every AAC sound. */
    private static final int LAYOUT = 0xf;

    private final Decoder decoder;
    private final Encoder encoder;
    private final Consumer<Frame> to;
    private final SoundClock clock = new SoundClock(RATE);
    private @Nullable Resampler resampler;

    /** The sample at which this resampler began, and how many of its own rate it was given. */
    private long begun;

    private long heard;

    /** The sample that comes next. */
    private long next;

    /**
     * Starts it, and hands on the configuration of what will come out.
     *
     * @param first a frame of what will go in
     * @param configuration of that; null where the codec has none
     * @param to takes over what comes out
     */
    SoundRecoder(Frame first, @Nullable ByteBuf configuration, Consumer<Frame> to)
            throws IOException {
        this.to = to;
        decoder = new Decoder(first, configuration);
        try {
            encoder = Encoder.sound(RATE);
        } catch (IOException e) {
            decoder.close();
            throw e;
        }
        emit(Frame.Role.CONFIG, first.time(), encoder.configuration());
    }

    /** Borrows the frame. */
    void recode(Frame frame) throws IOException {
        decoder.put(frame.data());
        boolean first = true;
        while (decoder.next()) {
            take(decoder.frame(), first ? frame.time() : -1);
            first = false;
        }
    }

    /** {@code time} is -1 when only the frame before it says when it is. */
    private void take(AVFrame sound, long time) throws IOException {
        var fit = fitting(sound);
        long sample = begun + av_rescale(heard, RATE, sound.sample_rate());
        if (time >= 0) {
            clock.hear(time, sample);
        }
        heard += sound.nb_samples();
        next = begun + av_rescale(heard, RATE, sound.sample_rate());
        sound.pts(sample);
        fit.put(sound);
        while (fit.next()) {
            encoder.encode(fit.frame(), this::emit);
        }
    }

    /** Sound may change its rate or its channels on the way. */
    private Resampler fitting(AVFrame sound) throws IOException {
        var fit = resampler;
        if (fit == null || !fit.takes(sound)) {
            var fresh = Resampler.of(sound, RATE, SAMPLES);
            if (fit != null) {
                fit.close();
            }
            begun = next;
            heard = 0;
            resampler = fresh;
            return fresh;
        }
        return fit;
    }

    /** The encoder dates its packets by when they are heard, the first before the first sample. */
    private void emit(AVPacket packet) {
        var bytes = new byte[packet.size()];
        packet.data().get(bytes);
        emit(Frame.Role.KEY, clock.at(packet.pts()), bytes);
    }

    private void emit(Frame.Role role, long time, byte[] bytes) {
        to.accept(new Frame(Codec.AAC, 0, role, time, 0, LAYOUT, Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void close() {
        if (resampler != null) {
            resampler.close();
        }
        encoder.close();
        decoder.close();
    }
}
