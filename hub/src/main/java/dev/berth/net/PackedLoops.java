package dev.berth.net;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.util.concurrent.Executor;

/**
 * Puts connections on as few event loops as serve them well, for a loop more is a thread more to
 * wake for each batch of a stream: each takes {@link #FEW} before the next one gets any, and beyond
 * that they share about evenly.
 */
final class PackedLoops extends MultiThreadIoEventLoopGroup {
    /** Sending a batch to so many takes a loop about a millisecond. */
    static final int FEW = 64;

    PackedLoops(int threads, IoHandlerFactory io) {
        super(
                threads,
                new ThreadPerTaskExecutor(new DefaultThreadFactory("berth-loop", true)),
                loops -> () -> choose(loops),
                io);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory io, Object... none) {
        return new Loop(this, executor, io);
    }

    /** One that tells how many it has. */
    private static final class Loop extends SingleThreadIoEventLoop {
        Loop(IoEventLoopGroup group, Executor executor, IoHandlerFactory io) {
            super(group, executor, io);
        }

        int connections() {
            return getNumOfRegisteredChannels();
        }
    }

    private static EventExecutor choose(EventExecutor[] loops) {
        var emptiest = loops[0];
        for (var loop : loops) {
            if (connections(loop) < FEW) {
                return loop;
            }
            if (connections(loop) < connections(emptiest)) {
                emptiest = loop;
            }
        }
        return emptiest;
    }

    /** A moment ago, where the loop is another thread's. */
    private static int connections(EventExecutor loop) {
        return ((Loop) loop).connections();
    }
}
