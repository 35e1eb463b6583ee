package dev.berth.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** An allocator which knows what was not given back. */
public final class Heap {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

    public Heap() {}

    public ByteBufAllocator allocator() {
        return allocator;
    }

    /** How many bytes are allocated now. */
    public long used() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    public void assertAllGivenBack() {
        assertThat(used()).as("bytes of buffers nobody released").isZero();
    }
}
