package dev.berth.rtmp;

import dev.berth.codec.flv.FourCc;
import dev.berth.codec.rtmp.Capabilities;
import dev.berth.media.Codec;
import dev.berth.media.Frame;
import dev.berth.media.Headers;
import dev.berth.media.Kind;
import dev.berth.media.Streams;
import dev.berth.media.Tap;
import dev.berth.media.Variant;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What sound the other side of a connection takes. RTMP 1.0 does not say; what everybody takes are
 * AAC and MP3, and whoever takes more by enhanced RTMP tells so in connect.
 */
final class Taste {
    private static final Set<Codec> COMMON = Set.of(Codec.AAC, Codec.MP3);
    private static final Map<Codec, FourCc> NEWER =
            Map.of(
                    Codec.OPUS, FourCc.OPUS,
                    Codec.FLAC, FourCc.FLAC,
                    Codec.AC3, FourCc.AC3,
                    Codec.EAC3, FourCc.EAC3);

    private static final long MOMENT_SECONDS = 2;

    private Taste() {}

    /** The stream to send by that name to whoever has these capabilities. */
    static String suiting(String name, Streams streams, Capabilities peer) {
        return Variant.suiting(name, streams, codec -> takes(peer, codec));
    }

    /**
     * Waits until a stream about which something is to be chosen has said how it sounds, a moment
     * at most, and until {@code over} is done.
     */
    static void awaitSound(String name, Streams streams, CompletableFuture<?> over)
            throws IOException, InterruptedException {
        var choice = Variant.open(name);
        if (choice.isEmpty()) {
            return;
        }
        var heard = new CompletableFuture<Void>();
        var end = streams.tap(choice.get(), new Ear(heard));
        try {
            CompletableFuture.anyOf(heard, over).get(MOMENT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException silent) {
            // Then it is chosen without.
        } finally {
            end.run();
        }
    }

    /** Hears whether there is sound. */
    private record Ear(CompletableFuture<Void> heard) implements Tap {
        @Override
        public void begin(Headers headers) {
            headers.frames().forEach(this::frame);
        }

        @Override
        public void frame(Frame frame) {
            if (frame.kind() == Kind.AUDIO) {
                heard.complete(null);
            }
        }

        @Override
        public void ended() {
            heard.complete(null);
        }
    }

    private static boolean takes(Capabilities peer, Codec codec) {
        var newer = NEWER.get(codec);
        return COMMON.contains(codec) || (newer != null && peer.accepts(newer));
    }
}
