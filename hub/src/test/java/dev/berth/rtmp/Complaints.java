package dev.berth.rtmp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Listens for warnings and worse in the logs of ours and of Netty's. */
final class Complaints extends Handler implements AutoCloseable {
    private static final Logger OURS = Logger.getLogger("dev.berth");
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private final List<String> records = new CopyOnWriteArrayList<>();

    Complaints() {
        setLevel(Level.WARNING);
        setFormatter(new SimpleFormatter());
        OURS.addHandler(this);
        NETTY.addHandler(this);
    }

    @Override
    public void publish(LogRecord complaint) {
        if (isLoggable(complaint)) {
            records.add(getFormatter().format(complaint));
        }
    }

    List<String> list() {
        return List.copyOf(records);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        OURS.removeHandler(this);
        NETTY.removeHandler(this);
    }
}
