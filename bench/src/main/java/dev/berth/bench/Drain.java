package dev.berth.bench;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads what came for everybody, on one thread, in rounds with a rest between: one that woke up for
 * every packet would cost the machine more than the server does. The lock is held while a round is
 * on.
 */
final class Drain implements Runnable {
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(5);

    /** Whom something came for. */
    interface Reader {
        /** Takes what there is. Called on the drain's thread; the socket does not block. */
        void drain(SocketChannel socket) throws IOException;
    }

    private record Arrival(SocketChannel socket, Reader reader) {}

    private final Selector selector;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final ReentrantLock round = new ReentrantLock();

    Drain() throws IOException {
        selector = Selector.open();
    }

    /** Takes a connection over. */
    void add(SocketChannel socket, Reader reader) throws IOException {
        socket.configureBlocking(false);
        arrivals.add(new Arrival(socket, reader));
    }

    /** Ends the round that is on, and begins none; the readers' figures are the caller's then. */
    void pause() {
        round.lock();
    }

    void resume() {
        round.unlock();
    }

    @Override
    public void run() {
        while (true) {
            round.lock();
            try {
                register();
                selector.selectNow(Drain::read);
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            } finally {
                round.unlock();
            }
            LockSupport.parkNanos(REST);
        }
    }

    private void register() throws ClosedChannelException {
        for (var next = arrivals.poll(); next != null; next = arrivals.poll()) {
            next.socket().register(selector, SelectionKey.OP_READ, next.reader());
        }
    }

    private static void read(SelectionKey key) {
        var reader = (Reader) key.attachment();
        try {
            reader.drain((SocketChannel) key.channel());
        } catch (IOException broken) {
            key.cancel();
        }
    }
}
