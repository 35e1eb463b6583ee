package dev.berth.http;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;

/** Takes the body of a request. Called on the connection's event loop. */
interface Body {
    /** Some of it came. Borrows the bytes. */
    void bytes(ByteBuf some) throws Malformed;

    /** That was all of it: time for the answer. */
    void end();

    /** The rest will never come, or is not wanted any more; once, and nothing comes after it. */
    void lost();
}
