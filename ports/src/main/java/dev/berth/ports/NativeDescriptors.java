package dev.berth.ports;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads /proc without Java's file system, which makes objects of every name it meets. */
final class NativeDescriptors implements Descriptors {
    private static final int AT_FDCWD = -100;
    private static final int LONGEST = 64; // "/proc/4194304/fd/1048576", "socket:[4294967295]"
    private static final byte[] SOCKET = "socket:[".getBytes(StandardCharsets.US_ASCII);

    private final Libc libc = Libc.passedOn();
    private final ByteBuffer path = libc.buffer(LONGEST);
    private final ByteBuffer target = libc.buffer(LONGEST);

    @Override
    public long socket(long pid, int descriptor) {
        var link = MemorySegment.ofBuffer(path("/proc/" + pid + "/fd/" + descriptor));
        return socket(libc.readLink(AT_FDCWD, link, target.clear()));
    }

    @Override
    public boolean lives(long pid) {
        return libc.lives(pid);
    }

    @Override
    public boolean each(long pid, Found found) {
        var directory = libc.openDirectory(path("/proc/" + pid + "/fd"));
        if (directory == null) {
            return !lives(pid);
        }
        try {
            int at = libc.descriptor(directory);
            for (var name = libc.nextName(directory);
                    name != null;
                    name = libc.nextName(directory)) {
                long inode = socket(libc.readLink(at, name, target.clear()));
                if (inode >= 0) {
                    found.socket(number(name), inode);
                }
            }
            return true;
        } finally {
            libc.closeDirectory(directory);
        }
    }

    private ByteBuffer path(String text) {
        return path.clear().put(text.getBytes(StandardCharsets.US_ASCII)).put((byte) 0).flip();
    }

    /** The number in {@code socket:[4711]}, of which {@code length} bytes were read. */
    private long socket(int length) {
        for (int i = 0; i < SOCKET.length; i++) {
            if (i >= length || target.get(i) != SOCKET[i]) {
                return -1;
            }
        }
        long inode = 0;
        for (int i = SOCKET.length; i < length - 1; i++) {
            inode = 10 * inode + target.get(i) - '0';
        }
        return inode;
    }

    /** A directory of descriptors has numbers for names, but for the two that are no links. */
    private static int number(MemorySegment name) {
        int number = 0;
        for (long i = 0; name.get(ValueLayout.JAVA_BYTE, i) != 0; i++) {
            number = 10 * number + name.get(ValueLayout.JAVA_BYTE, i) - '0';
        }
        return number;
    }

    @Override
    public void close() {
        libc.close();
    }
}
