package dev.berth.ffmpeg;

import dev.berth.codec.Malformed;
import dev.berth.codec.amf.Amf;
import dev.berth.codec.amf.Amf0Reader;
import dev.berth.codec.amf.Amf0Writer;
import dev.berth.codec.amf.AmfLimits;
import dev.berth.media.Frame;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a stream says of itself, once its sound has become AAC. */
final class SoundMetadata {
    /** Of the sound as it was. */
    private static final Set<String> STALE =
            Set.of("audiosamplerate", "audiosamplesize", "audiodatarate", "stereo");

    /** FLV, video file format specification 10.1, E.4.2.1. */
    private static final Amf AAC = new Amf.Num(10);

    private SoundMetadata() {}

    /**
     * The same frame where it is no metadata, or none that can be read, with a further reference;
     * else a new one.
     */
    static Frame of(Frame frame) {
        if (!frame.metadata()) {
            return frame.retain();
        }
        try {
            return written(
                    frame,
                    changed(new Amf0Reader(AmfLimits.DEFAULT).readAll(frame.data().slice())));
        } catch (Malformed unreadable) {
            return frame.retain();
        }
    }

    private static Frame written(Frame frame, List<Amf> values) {
        var bytes = Unpooled.buffer();
        Amf0Writer.writeAll(bytes, values);
        return new Frame(frame.codec(), frame.track(), frame.role(), frame.time(), 0, 0, bytes);
    }

    private static List<Amf> changed(List<Amf> values) {
        var changed = new ArrayList<Amf>();
        for (var value : values) {
            changed.add(
                    switch (value) {
                        case Amf.Obj(var members) -> new Amf.Obj(changed(members));
                        case Amf.EcmaArray(var members) -> new Amf.EcmaArray(changed(members));
                        default -> value;
                    });
        }
        return changed;
    }

    private static Map<String, Amf> changed(Map<String, Amf> members) {
        var changed = new LinkedHashMap<>(members);
        changed.keySet().removeAll(STALE);
        changed.replace("audiocodecid", AAC);
        return changed;
    }
}
