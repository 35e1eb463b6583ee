package dev.berth.plan;

import static dev.berth.ports.Transport.TCP;
import static dev.berth.ports.Transport.UDP;

import dev.berth.plan.Role.Companion;
import dev.berth.ports.Phrase;
import dev.berth.ports.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The shapes that can be planned with, by name: those that come with Berth, and one's own. */
public final class Shapes {
    /** How many ports a station is given: one for each of its roles, and room to grow. */
    public static final int STATION_BLOCK = 10;

    private static final Phrase DJ = new Phrase("live DJs", "直播 DJ");

    private static final Companion PLUS_ONE =
            new Companion(
                    "dj",
                    1,
                    new Phrase(
                            "legacy Shoutcast DJs connect to the DJ port plus one",
                            "旧式 Shoutcast DJ 连接的是 DJ 端口加一"));

    /** Those that come with Berth. */
    public static final Shapes BUILT_IN =
            new Shapes(List.of(single(), rtp(), azuracast(), compact(), raop(), talk()));

    private final Map<String, Shape> byName = new LinkedHashMap<>();

    private Shapes(List<Shape> shapes) {
        shapes.forEach(shape -> byName.put(shape.name(), shape));
    }

    /** These and {@code others}, which replace those of the same name. */
    public Shapes with(List<Shape> others) {
        var all = new ArrayList<>(all());
        all.addAll(others);
        return new Shapes(all);
    }

    /** In the order in which they were named first. */
    public List<Shape> all() {
        return List.copyOf(byName.values());
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    public Optional<Shape> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** A shape of {@code count} ports in a row. */
    public static Shape consecutive(String name, int count, Set<Transport> transports) {
        var purpose = new Phrase("ports in a row", "连续端口");
        var port = Role.of("port", 0, purpose, transports.toArray(Transport[]::new));
        var row =
                new Role(
                        port.name(),
                        0,
                        count,
                        transports,
                        Set.of(),
                        false,
                        Reach.OPEN,
                        purpose,
                        null);
        return Shape.tight(name, purpose, 1, List.of(row));
    }

    private static Shape single() {
        return Shape.tight(
                "single",
                new Phrase("one TCP port", "一个 TCP 端口"),
                1,
                List.of(Role.of("port", 0, new Phrase("clients", "客户端"), TCP)));
    }

    /** RFC 3550, section 11: RTP on an even port, RTCP on the next. */
    private static Shape rtp() {
        return Shape.tight(
                "rtp",
                new Phrase("an RTP session: an even port and the next", "一个 RTP 会话：偶数端口及其下一个"),
                2,
                List.of(
                        Role.of("rtp", 0, new Phrase("media", "媒体"), UDP),
                        Role.of("rtcp", 1, new Phrase("reports", "报告"), UDP)));
    }

    /** As AzuraCast lays a station out, so that its stations keep their ports. */
    private static Shape azuracast() {
        return new Shape(
                "azuracast",
                new Phrase("a radio station as AzuraCast lays it out", "按 AzuraCast 布局的电台"),
                1,
                STATION_BLOCK,
                List.of(
                        listen(),
                        internal(4),
                        Role.of("dj", 5, DJ, TCP).needing("autodj"),
                        Role.of("legacy-dj", 6, new Phrase("legacy DJs", "旧式 DJ"), TCP)
                                .needing("autodj", "legacy-dj")
                                .softly()
                                .following(PLUS_ONE)));
    }

    private static Role listen() {
        return Role.of("listen", 0, new Phrase("listeners", "听众"), TCP).reachedBy(Reach.BROWSER);
    }

    private static Role internal(int offset) {
        return Role.of("internal", offset, new Phrase("the AutoDJ's control", "AutoDJ 控制"), TCP)
                .needing("autodj")
                .reachedBy(Reach.INTERNAL);
    }

    private static Shape compact() {
        return new Shape(
                "compact",
                new Phrase("a radio station in three ports", "占三个端口的电台"),
                1,
                STATION_BLOCK,
                List.of(internal(-2), Role.of("dj", -1, DJ, TCP).needing("autodj"), listen()));
    }

    /** What an AirPlay 1 receiver tells its sender in the answer to SETUP. */
    private static Shape raop() {
        return Shape.tight(
                "raop",
                new Phrase("an AirPlay audio receiver", "一个 AirPlay 音频接收端"),
                1,
                List.of(
                        Role.of("audio", 0, new Phrase("audio", "音频"), UDP),
                        Role.of("control", 1, new Phrase("resends", "重传"), UDP),
                        Role.of("timing", 2, new Phrase("clocks", "时钟"), UDP)));
    }

    private static Shape talk() {
        return Shape.tight(
                "talk",
                new Phrase("a talk-back call: TCP and UDP on one number", "一路对讲：同号的 TCP 和 UDP"),
                1,
                List.of(Role.of("media", 0, new Phrase("speech", "语音"), TCP, UDP)));
    }
}
