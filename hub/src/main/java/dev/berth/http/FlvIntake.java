package dev.berth.http;

import dev.berth.codec.Malformed;
import dev.berth.codec.flv.FlvReader;
import dev.berth.media.FlvTags;
import dev.berth.media.Publication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/** An FLV file that is written as it is made. Belongs to whoever reads the bytes. */
final class FlvIntake implements Intake {
    /** No more of a tag is kept than of an RTMP message. */
    private static final int LARGEST_TAG = 8 << 20;

    private final FlvReader reader = new FlvReader(LARGEST_TAG);
    private final Publication into;
    private ByteBuf unread = Unpooled.EMPTY_BUFFER;

    FlvIntake(Publication into) {
        this.into = into;
    }

    @Override
    public void take(ByteBuf some) throws Malformed {
        unread =
                ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(
                        ByteBufAllocator.DEFAULT, unread, some.retain());
        while (writeNext()) {
            // as long as there is one
        }
        if (!unread.isReadable()) {
            close();
        }
    }

    private boolean writeNext() throws Malformed {
        try (var tag = reader.next(unread)) {
            if (tag != null) {
                FlvTags.read(tag.type(), tag.timestamp(), tag.body(), into::write);
            }
            return tag != null;
        }
    }

    @Override
    public void finish() {}

    @Override
    public void close() {
        unread.release();
        unread = Unpooled.EMPTY_BUFFER;
    }
}
