package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.Digest.Scheme;
import dev.berth.codec.rtmp.Digest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the handshake. Begins with a digest as Flash Player does, which servers that
 * know none take for random bytes. Belongs to whoever reads the connection.
 */
public final class ClientHandshake {
    private static final int VERSION = 3;

    /** Flash Player 9.0.124.2, the first whose digests every server knows. */
    private static final int CLIENT_VERSION = 0x09_00_7c_02;

    private final RandomGenerator random;
    private final int epochMillis;
    private State state = State.S1;

    private enum State {
        S1,
        S2,
        DONE
    }

    /** The epoch is where our timestamps count from, by whatever clock. */
    public ClientHandshake(RandomGenerator random, int epochMillis) {
        this.random = random;
        this.epochMillis = epochMillis;
    }

    /** C0 and C1, to be sent first. */
    public ByteBuf start(ByteBufAllocator allocator) {
        byte[] c1 = Digest.packet(random, epochMillis, CLIENT_VERSION);
        Digest.seal(c1, Scheme.FIRST, Signer.PLAYER);
        int length = 1 + Digest.PACKET;
        return allocator.buffer(length, length).writeByte(VERSION).writeBytes(c1);
    }

    /**
     * Takes what it can of {@code in}, and returns bytes to send, which are the caller's, or null
     * while there are none. What was not taken must be there again at the next call, with more
     * behind it: call again until null comes back. Once {@link #done} nothing is taken.
     */
    public @Nullable ByteBuf answer(ByteBuf in, ByteBufAllocator allocator) throws Malformed {
        if (state == State.S1 && in.readableBytes() > Digest.PACKET) {
            checkVersion(in.readUnsignedByte());
            state = State.S2;
            return allocator.buffer(Digest.PACKET, Digest.PACKET).writeBytes(c2(Digest.read(in)));
        }
        if (state == State.S2 && in.readableBytes() >= Digest.PACKET) {
            in.skipBytes(Digest.PACKET);
            state = State.DONE;
        }
        return null;
    }

    /** Whether all of S2 came. */
    public boolean done() {
        return state == State.DONE;
    }

    private static void checkVersion(int version) throws Malformed {
        if (version != VERSION) {
            throw new Malformed(
                    "the server answers with RTMP version %d; only 3 is known".formatted(version));
        }
    }

    private byte[] c2(byte[] s1) {
        var found = Digest.find(s1, Signer.SERVER);
        return found == null ? s1 : Digest.answer(random, found, Signer.PLAYER);
    }
}
