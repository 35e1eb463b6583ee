package dev.berth.ports;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Network namespaces, network_namespaces(7): each has ports of its own, and only a thread that is
 * in one can count them.
 */
final class Namespaces {
    /** A machine full of containers has some hundreds. */
    private static final int MOST = 1024;

    private static final Path NAMED = Path.of("/run/netns");

    private Namespaces() {}

    static SequencedMap<String, Census> census(Census.Scope scope) throws IOException {
        var sections = new LinkedHashMap<String, Census>();
        var owners = LinuxOwners.SHARED;
        var names = names();
        String own = identity(Path.of("/proc/self/ns/net"));
        sections.put(names.getOrDefault(own, own), census(owners, SocketTable.all(scope)));
        for (var other : others(own).entrySet()) {
            String name = names.getOrDefault(other.getKey(), other.getKey());
            sections.put(name, census(owners, inside(other.getValue(), scope)));
        }
        return sections;
    }

    private static Census census(LinuxOwners owners, List<KernelSocket> sockets) {
        return new Census(Instant.now(), owners.named(sockets));
    }

    /** The namespaces of other processes, and those that only have a name: identity and file. */
    private static Map<String, Path> others(String own) {
        var found = new LinkedHashMap<String, Path>();
        for (long pid : Procfs.processes()) {
            var file = Path.of("/proc/" + pid + "/ns/net");
            String identity = identity(file);
            if (!identity.isEmpty() && !identity.equals(own) && found.size() < MOST) {
                found.putIfAbsent(identity, file);
            }
        }
        names().forEach((identity, name) -> {
            if (!identity.equals(own)) {
                found.putIfAbsent(identity, NAMED.resolve(name));
            }
        });
        return found;
    }

    /** {@code net:[4026531840]}; empty when it is gone or private. */
    private static String identity(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException goneOrPrivate) {
            return "";
        }
    }

    /** The names that {@code ip netns} gave, by identity. */
    private static Map<String, String> names() {
        var names = new HashMap<String, String>();
        try (var files = Files.newDirectoryStream(NAMED)) {
            for (Path file : files) {
                names.put(
                        "net:[" + Files.getAttribute(file, "unix:ino") + "]",
                        String.valueOf(file.getFileName()));
            }
        } catch (IOException | DirectoryIteratorException none) {
            // Then all are called by number.
        }
        return names;
    }

    /** Asks from a thread of the system that ends there, because it cannot come back. */
    private static List<KernelSocket> inside(Path namespace, Census.Scope scope)
            throws IOException {
        var answer = new CompletableFuture<List<KernelSocket>>();
        Thread.ofPlatform()
                .daemon()
                .name("census")
                .start(() -> {
                    try {
                        answer.complete(asked(namespace, scope));
                    } catch (IOException | RuntimeException failure) {
                        answer.completeExceptionally(failure);
                    }
                });
        try {
            return answer.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException known) {
                throw known;
            }
            throw failure;
        }
    }

    private static List<KernelSocket> asked(Path namespace, Census.Scope scope) throws IOException {
        try (var libc = new Libc()) {
            int result = libc.enterNetwork(namespace.toString());
            if (result < 0) {
                throw new IOException(
                        "the kernel does not let this user into %s: errno %d; look as root"
                                .formatted(namespace, -result));
            }
        }
        try (var kernel = new SockDiag()) {
            return kernel.everything(scope);
        }
    }
}
