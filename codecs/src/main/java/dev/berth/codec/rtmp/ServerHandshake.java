package dev.berth.codec.rtmp;

import dev.berth.codec.Malformed;
import dev.berth.codec.rtmp.Digest.Signer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the handshake, plain (RTMP 1.0, section 5.2) or with digests, as the client
 * begins it. Belongs to whoever reads the connection.
 */
public final class ServerHandshake {
    private static final int VERSION = 3;

    /** Versions from here on are printable characters: another protocol. Section 5.2.2. */
    private static final int TEXT = 32;

    /**
     * Four numbers as Flash Media Server 3.5.7.1 says them; below 3 some clients forgo the digest.
     */
    private static final int SERVER_VERSION = 0x03_05_07_01;

    private final RandomGenerator random;
    private final int epochMillis;
    private State state = State.VERSION;

    private enum State {
        VERSION,
        C1,
        C2,
        DONE
    }

    /** The epoch is where our timestamps count from, by whatever clock. */
    public ServerHandshake(RandomGenerator random, int epochMillis) {
        this.random = random;
        this.epochMillis = epochMillis;
    }

    /**
     * Takes what it can of {@code in}, and returns bytes to send, which are the caller's, or null
     * while there are none: call again until null comes back. What was not taken must be there
     * again at the next call, with more behind it. Once {@link #done} nothing is taken: what is
     * left are chunks.
     */
    public @Nullable ByteBuf answer(ByteBuf in, ByteBufAllocator allocator) throws Malformed {
        if (state == State.VERSION && in.isReadable()) {
            checkVersion(in.readUnsignedByte());
            state = State.C1;
        }
        if (state == State.C1 && in.readableBytes() >= Digest.PACKET) {
            state = State.C2;
            return answer(Digest.read(in), allocator);
        }
        if (state == State.C2 && in.readableBytes() >= Digest.PACKET) {
            in.skipBytes(Digest.PACKET);
            state = State.DONE;
        }
        return null;
    }

    /** Whether all of C2 came. Nobody checks what it says: clients are careless with it. */
    public boolean done() {
        return state == State.DONE;
    }

    private static void checkVersion(int version) throws Malformed {
        if (version == 6) {
            throw new Malformed("the client asks for RTMPE, which is broken; use RTMP or RTMPS");
        }
        if (version >= TEXT) {
            throw new Malformed(
                    "the client does not speak RTMP: it begins with byte 0x%02x instead of 0x03"
                            .formatted(version));
        }
    }

    /** S0, S1 and S2 at once. */
    private ByteBuf answer(byte[] c1, ByteBufAllocator allocator) {
        var found = Digest.find(c1, Signer.PLAYER);
        byte[] s1 = Digest.packet(random, epochMillis, found == null ? 0 : SERVER_VERSION);
        byte[] s2 = c1; // with its second time left alone: rtmpdump compares every byte
        if (found != null) {
            Digest.seal(s1, found.scheme(), Signer.SERVER);
            s2 = Digest.answer(random, found, Signer.SERVER);
        }
        int length = 1 + 2 * Digest.PACKET;
        return allocator.buffer(length, length).writeByte(VERSION).writeBytes(s1).writeBytes(s2);
    }
}
