package dev.berth.ports;

import java.nio.file.Files;
import java.nio.file.Path;

/** Reads /proc with nothing but what every JDK has. */
final class PlainDescriptors implements Descriptors {
    @Override
    public long socket(long pid, int descriptor) {
        return Procfs.socket(Path.of("/proc/" + pid + "/fd/" + descriptor));
    }

    @Override
    public boolean lives(long pid) {
        return ProcessHandle.of(pid).isPresent();
    }

    @Override
    public boolean each(long pid, Found found) {
        for (Path link : Procfs.descriptors(pid)) {
            long inode = Procfs.socket(link);
            if (inode >= 0) {
                found.socket(Integer.parseInt(String.valueOf(link.getFileName())), inode);
            }
        }
        return Files.isReadable(Path.of("/proc/" + pid + "/fd")) || !lives(pid);
    }

    @Override
    public void close() {}
}
