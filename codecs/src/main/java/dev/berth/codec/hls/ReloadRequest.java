package dev.berth.codec.hls;

import dev.berth.codec.Malformed;
import java.time.Duration;
import java.util.Map;

/**
 * What a client wants of a media playlist, by the delivery directives in its query: 6.2.5.
 *
 * @param segment the answer waits until this segment is in it; -1 when it does not wait
 * @param part or this part of it, from 0; -1 for the whole segment
 * @param skip whether a delta update will do
 */
public record ReloadRequest(long segment, int part, boolean skip) {
    private static final String SEGMENT = "_HLS_msn";
    private static final String PART = "_HLS_part";
    private static final String SKIP = "_HLS_skip";

    /** Directives are told apart from other parameters by how they begin: 6.2.5. */
    private static final String DIRECTIVE = "_HLS_";

    /** Whoever asks for a segment further on than this is lost: 6.2.5.2. */
    private static final int SEGMENTS_AHEAD = 2;

    /** Whoever asks for parts further on than this many seconds is lost, too: 6.2.5.2. */
    private static final int SECONDS_AHEAD = 3;

    /** Of a query, decoded. Directives that we do not know are ignored. */
    public static ReloadRequest of(Map<String, String> query) throws Malformed {
        long segment = number(query, SEGMENT, Long.MAX_VALUE);
        int part = (int) number(query, PART, Integer.MAX_VALUE);
        if (part >= 0 && segment < 0) {
            throw new Malformed("%s is there without %s; send both".formatted(PART, SEGMENT));
        }
        return new ReloadRequest(segment, part, skip(query));
    }

    private static long number(Map<String, String> query, String name, long most) throws Malformed {
        var text = query.get(name);
        if (text == null) {
            return -1;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below, as of numbers that are too large.
        }
        throw new Malformed(
                "%s is '%s'; use a whole number from 0 on".formatted(name, shortened(text)));
    }

    private static boolean skip(Map<String, String> query) throws Malformed {
        var text = query.get(SKIP);
        return switch (text) {
            case null -> false;
            // The second form also leaves out date ranges, of which we have none.
            case "YES", "v2" -> true;
            default ->
                    throw new Malformed(
                            "%s is '%s'; use YES or v2".formatted(SKIP, shortened(text)));
        };
    }

    private static String shortened(String text) {
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }

    /** Whether a parameter of a query is for the playlist alone, and not for what it names. */
    public static boolean directive(String parameter) {
        return parameter.startsWith(DIRECTIVE);
    }

    /** Whether the answer waits for something. */
    public boolean waits() {
        return segment >= 0;
    }

    /**
     * Refuses to wait for what is too far off to be meant.
     *
     * @param last the newest segment there is anything of
     * @param parts how many parts there are of it
     */
    public void check(long last, int parts, Duration partTarget) throws Malformed {
        if (segment > last + SEGMENTS_AHEAD) {
            throw new Malformed(
                    "%s is %d, and the newest segment is %d; ask for one of the next %d"
                            .formatted(SEGMENT, segment, last, SEGMENTS_AHEAD));
        }
        long ahead = Math.max(SECONDS_AHEAD, SECONDS_AHEAD * 1_000 / partTarget.toMillis());
        if (segment == last && part >= parts + ahead) {
            throw new Malformed(
                    "%s is %d, and segment %d has %d parts so far; ask for one of the next %d"
                            .formatted(PART, part, segment, parts, ahead));
        }
    }
}
