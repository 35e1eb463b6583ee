package dev.berth.codec.ts;

import io.netty.buffer.ByteBuf;

/** Opus packets, each behind its control header. */
record OpusWriter() implements PayloadWriter {
    @Override
    public void write(ByteBuf unit, boolean key, ByteBuf out) {
        Opus.control(unit.readableBytes(), out);
        out.writeBytes(unit, unit.readerIndex(), unit.readableBytes());
    }
}
