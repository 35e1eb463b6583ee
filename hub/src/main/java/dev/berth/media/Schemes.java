package dev.berth.media;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The schemes that the doors speak. Filled while the hub is built, and only read afterwards. */
public final class Schemes implements Scheme {
    private final Map<String, Scheme> known = new TreeMap<>();

    /** Knows no scheme yet. */
    public Schemes() {}

    /** Has {@code scheme} open every URI that begins with {@code name} and a colon. */
    public void register(String name, Scheme scheme) {
        known.put(name, scheme);
    }

    @Override
    public Source open(URI from) throws IOException, InterruptedException {
        return of(from).open(from);
    }

    @Override
    public Sink dial(URI to, String stream) throws IOException, InterruptedException {
        return of(to).dial(to, stream);
    }

    @Override
    public Inspection inspect(URI to) throws InterruptedException {
        return of(to).inspect(to);
    }

    @Override
    public Address look(URI uri, boolean sink) {
        return of(uri).look(uri, sink);
    }

    private Scheme of(URI uri) {
        var name = uri.getScheme();
        var scheme = name == null ? null : known.get(name);
        if (scheme == null) {
            throw new IllegalArgumentException(
                    Shown.of(uri.toString())
                            + " begins with no scheme known here; use one of "
                            + String.join(", ", known.keySet())
                            + ", such as rtmp://host/app/key");
        }
        return scheme;
    }
}
