package dev.berth.ports;

import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A running program, as far as this user may see it.
 *
 * @param pid the process
 * @param command its short name, empty when unknown
 * @param commandLine its arguments with blanks between them, empty when unknown
 * @param user whose process it is, empty when unknown
 * @param unit the systemd service it belongs to, such as {@code nginx.service}
 * @param cgroup its control group, such as {@code /system.slice/nginx.service}
 * @param container the container it runs in, or works for, such as {@code docker 3f2a9c01b7de}
 * @param since when it was started; together with {@code pid} this tells it from every other
 */
public record Program(
        long pid,
        String command,
        String commandLine,
        String user,
        @Nullable String unit,
        @Nullable String cgroup,
        @Nullable String container,
        @Nullable Instant since) {

    /** The options of {@code java} that are followed by a value of their own. */
    private static final Set<String> VALUED =
            Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules");

    /** Whether it is another process that runs what {@code other} runs. */
    boolean copyOf(Program other) {
        return pid != other.pid && !commandLine.isEmpty() && gist().equals(other.gist());
    }

    /** The program without its options: for Java, what the virtual machine was told to run. */
    private String gist() {
        var words = Arrays.asList(commandLine.split(" ")).iterator();
        String binary = words.next();
        String name = binary.substring(binary.lastIndexOf('/') + 1);
        return name.equals("java") ? name + " " + main(words) : name;
    }

    private static String main(Iterator<String> words) {
        while (words.hasNext()) {
            String word = words.next();
            if (VALUED.contains(word) && words.hasNext()) {
                words.next();
            } else if (!word.startsWith("-")) {
                return word;
            }
        }
        return "";
    }
}
