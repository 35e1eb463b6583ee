package dev.berth.http;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/** Makes frames of bytes as they come, and writes them into a publication. One thread at a time. */
interface Intake extends AutoCloseable {
    /** Borrows the bytes. */
    void take(ByteBuf some) throws Malformed;

    /**
     * That was all of them.
     *
     * @throws Malformed when there was nothing in them
     */
    void finish() throws Malformed;

    /** Lets go of what was begun. */
    @Override
    void close();
}
