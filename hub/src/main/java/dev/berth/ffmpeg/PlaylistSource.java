package dev.berth.ffmpeg;

import dev.berth.media.Publication;
import dev.berth.media.Source;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files one after the other, as one stream whose time goes on. A file that does not play is left
 * out; where none does, that is the end. {@code playing} is written by the thread that runs, and
 * read by whoever closes.
 */
final class PlaylistSource implements Source {
    private static final System.Logger LOG = System.getLogger("dev.berth.ffmpeg");

    private final Playlist list;
    private final Pace pace = new Pace(true);
    private List<FileClip> clips;
    private long time;
    private volatile @Nullable FfmpegSource playing;

    PlaylistSource(Playlist list, List<FileClip> clips) {
        this.list = list;
        this.clips = clips;
    }

    @Override
    public void run(Publication into) throws IOException, InterruptedException {
        long before = time;
        pass(into);
        for (int i = 0; pace.goesOn() && (i < list.again() || list.again() < 0); i++) {
            if (time == before) {
                throw new IOException(
                        list.canonical()
                                + " lists nothing that takes any time; name files that do, or leave loop out");
            }
            before = time;
            clips = list.clips(); // what was changed meanwhile counts from now on
            pass(into);
        }
    }

    private void pass(Publication into) throws IOException, InterruptedException {
        long before = time;
        IOException last = null;
        for (var clip : clips) {
            try {
                play(clip, into);
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        list.canonical() + " goes on: " + e.getMessage());
                last = e;
            }
        }
        if (time == before && last != null) {
            throw last;
        }
    }

    private void play(FileClip clip, Publication into) throws IOException, InterruptedException {
        if (!pace.goesOn()) {
            return;
        }
        try (var source = FfmpegSource.of(clip.canonical(), FilePackets.open(clip), pace, time)) {
            playing = source;
            source.run(into);
            time = source.end();
        } finally {
            playing = null;
        }
    }

    @Override
    public void close() {
        pace.stop();
        var now = playing;
        if (now != null) {
            now.close();
        }
    }
}
