package dev.berth.restream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * What the process of an output is to do: the first thing on its standard input, where nobody else
 * can read the key. {@link #BEGIN} comes after it, when the output is to send, and then the stream
 * as an FLV file, which never ends before the output does.
 *
 * @param to the target, whole: the key is in it
 * @param stream what the stream is called
 * @param memory what the process may use, in bytes
 * @param settings what else it must know
 */
public record ProcessJob(URI to, String stream, int memory, Map<String, String> settings) {
    /** Tells it to take {@link dev.berth.media.Sink#begin the last step before the media}. */
    public static final int BEGIN = 1;

    private static final int MOST_SETTINGS = 100;

    public ProcessJob {
        settings = Map.copyOf(settings);
    }

    /** Writes it to a process. */
    void write(DataOutputStream out) throws IOException {
        out.writeUTF(to.toString());
        out.writeUTF(stream);
        out.writeInt(memory);
        out.writeInt(settings.size());
        for (var setting : settings.entrySet()) {
            out.writeUTF(setting.getKey());
            out.writeUTF(setting.getValue());
        }
        out.flush();
    }

    /**
     * Reads it, and not a byte of what follows.
     *
     * @throws IOException when there is none
     */
    public static ProcessJob read(DataInputStream in) throws IOException {
        var to = URI.create(in.readUTF());
        var stream = in.readUTF();
        int memory = in.readInt();
        var settings = new HashMap<String, String>();
        for (int left = Math.min(in.readInt(), MOST_SETTINGS); left > 0; left--) {
            settings.put(in.readUTF(), in.readUTF());
        }
        return new ProcessJob(to, stream, memory, settings);
    }

    /** The address has the key in it. */
    @Override
    public String toString() {
        return "a job for " + stream;
    }
}
