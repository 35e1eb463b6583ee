package dev.berth.ports;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** Another program on this machine. Is killed when it is closed. */
final class Peer implements AutoCloseable {
    private static final String PYTHON_BEGINS =
            """
            import socket, struct, sys
            TCP, UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM
            V4, V6 = socket.AF_INET, socket.AF_INET6
            def bound(kind, address, port, reuse=False, family=V4, only6=False):
                s = socket.socket(family, kind)
                if family == V6:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1 if only6 else 0)
                if reuse:
                    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind((address, port))
                return s
            def say(what):
                print(what, flush=True)
            def port(s):
                return s.getsockname()[1]
            """;

    private final Process process;
    private final BufferedReader out;

    private Peer(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        out = process.inputReader();
    }

    static Peer run(String... command) throws IOException {
        return new Peer(List.of(command));
    }

    /** Runs {@code code}, which has the words above, and keeps its sockets until it is closed. */
    static Peer python(String code) throws IOException {
        return run(python3(), "-c", PYTHON_BEGINS + code + "\nsys.stdin.read()\n");
    }

    /** The same as user nobody. */
    static Peer pythonAsNobody(String code) throws IOException {
        var command = asNobody();
        command.addAll(List.of(python3(), "-c", PYTHON_BEGINS + code + "\nsys.stdin.read()\n"));
        return new Peer(command);
    }

    /** The system's own python, which user nobody can read as well. */
    private static String python3() {
        return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    }

    /** A JVM with these classes on its class path; {@code before} is the command that starts it. */
    static Peer java(List<String> before, String... arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("--illegal-native-access=allow", "-cp", Jar.PATH));
        command.addAll(List.of(arguments));
        return new Peer(command);
    }

    static List<String> asNobody() {
        return new ArrayList<>(
                List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }

    /** The next line that the program prints; fails when it ends instead. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the peer ended: " + process.info());
        }
        return line;
    }

    int number() throws IOException {
        String line = line();
        try {
            return Integer.parseInt(line);
        } catch (NumberFormatException notOne) {
            throw new IOException("the peer said: " + line + out.lines().toList(), notOne);
        }
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}, and waits until the kernel has taken everything away from it. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** The classes and the tests, where every user can read them. */
    private static final class Jar {
        static final String PATH = packed();

        private static String packed() {
            try {
                Path jar = Files.createTempFile("berth-ports", ".jar");
                jar.toFile().deleteOnExit();
                var arguments =
                        Stream.of(
                                "--create",
                                "--file",
                                jar.toString(),
                                "-C",
                                "target/classes",
                                "dev",
                                "-C",
                                "target/test-classes",
                                "dev");
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, arguments.toArray(String[]::new));
                Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
                return new File(jar.toString()).getPath();
            } catch (IOException noJar) {
                throw new java.io.UncheckedIOException(noJar);
            }
        }
    }
}
