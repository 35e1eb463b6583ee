package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import dev.berth.codec.ts.NalSyntax.Configuration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * NAL units behind start codes: each access unit begins with a delimiter, 2.14.1, and key frames
 * with the parameter sets, so that a player may begin at any of them.
 *
 * @param configuration slices of a copy on the heap, which needs no release
 */
record NalWriter(NalSyntax syntax, Configuration configuration) implements PayloadWriter {
    static NalWriter of(NalSyntax syntax, ByteBuf configuration) throws Malformed {
        return new NalWriter(syntax, syntax.read(Unpooled.copiedBuffer(configuration)));
    }

    @Override
    public void write(ByteBuf unit, boolean key, ByteBuf out) throws Malformed {
        AnnexB.write(Unpooled.wrappedBuffer(syntax.delimiter()), out);
        if (key) {
            configuration.parameterSets().forEach(set -> AnnexB.write(set, out));
        }
        var in = unit.slice();
        while (in.isReadable()) {
            var next = Lengths.unit(in, configuration.lengthBytes());
            if (next.isReadable() && !syntax.delimiter(syntax.type(next))) {
                AnnexB.write(next, out);
            }
        }
    }
}
