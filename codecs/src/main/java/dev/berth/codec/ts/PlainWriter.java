package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;

/** Frames that say themselves where they begin. */
record PlainWriter() implements PayloadWriter {
    @Override
    public void write(ByteBuf unit, boolean key, ByteBuf out) {
        out.writeBytes(unit, unit.readerIndex(), unit.readableBytes());
    }
}
