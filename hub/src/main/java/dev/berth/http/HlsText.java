package dev.berth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A playlist as it is sent, to any number of players. Belongs to its stream's loop. */
final class HlsText {
    private static final String TYPE = "application/vnd.apple.mpegurl";

    /** Below this a packet takes it all, whether it is compressed or not. */
    private static final int WORTHWHILE = 1_000;

    private final byte[] plain;
    private byte @Nullable [] zipped;

    HlsText(String text) {
        plain = text.getBytes(UTF_8);
    }

    /** {@code zippable}: the player takes gzip. */
    Reply reply(boolean zippable) {
        boolean zip = zippable && plain.length >= WORTHWHILE;
        var reply =
                Reply.of(HttpResponseStatus.OK, TYPE, bytes(zip ? zipped() : plain))
                        .with(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        return zip ? reply.with(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP) : reply;
    }

    private static ByteBuf bytes(byte[] shared) {
        return Unpooled.wrappedBuffer(shared).asReadOnly();
    }

    private byte[] zipped() {
        var known = zipped;
        if (known == null) {
            known = zip(plain);
            zipped = known;
        }
        return known;
    }

    private static byte[] zip(byte[] plain) {
        var out = new ByteArrayOutputStream(plain.length / 2);
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        } catch (IOException memory) {
            throw new UncheckedIOException(memory);
        }
        return out.toByteArray();
    }
}
