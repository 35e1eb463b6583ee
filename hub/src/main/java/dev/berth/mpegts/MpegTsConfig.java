package dev.berth.mpegts;

import dev.berth.config.Section;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs for transport streams in datagrams. There are none unless they are configured. */
public record MpegTsConfig(List<Input> inputs) {
    public static final MpegTsConfig NONE = new MpegTsConfig(List.of());

    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Endpoint EXAMPLE = Endpoint.parse("udp/127.0.0.1:9000");

    /** The first card that can join groups. */
    private static final String ANY_CARD = "";

    /**
     * Where one stream comes in.
     *
     * @param listen the port, on an address of this machine or of a multicast group
     * @param stream the stream that it becomes
     * @param card the network card on which the group is joined, such as {@code eth0}; empty for
     *     the first that can
     * @param silence how long a sender may send nothing before it counts as gone, and another may
     *     take its place
     */
    public record Input(Endpoint listen, String stream, String card, Duration silence) {
        /** On the default card, with the usual patience. */
        public Input(Endpoint listen, String stream) {
            this(listen, stream, ANY_CARD, SILENCE);
        }

        /** The multicast group that is to be joined; null when there is none. */
        @Nullable InetAddress group() {
            var address = listen.address();
            return address != null && address.isMulticastAddress() ? address : null;
        }
    }

    public MpegTsConfig {
        inputs = List.copyOf(inputs);
    }

    /** Reads the list {@code mpegts}. */
    public static MpegTsConfig read(Section root) {
        var inputs = new ArrayList<Input>();
        for (var section : root.sections("mpegts")) {
            inputs.add(input(section));
        }
        return new MpegTsConfig(inputs);
    }

    private static Input input(Section section) {
        var input =
                new Input(
                        section.value("listen", EXAMPLE, form(), MpegTsConfig::udp),
                        section.text("stream", ""),
                        section.text("card", ANY_CARD),
                        section.duration(
                                "silence", SILENCE, Duration.ofSeconds(1), Duration.ofHours(1)));
        if (input.stream.isBlank()) {
            section.problem(
                    "stream",
                    "an input of mpegts has no stream; name the one it becomes, such as live/camera");
        }
        section.end();
        return input;
    }

    private static String form() {
        return "a UDP endpoint such as " + EXAMPLE;
    }

    private static Endpoint udp(String text) {
        var endpoint = Endpoint.parse(text);
        if (endpoint.transport() != Transport.UDP) {
            throw new IllegalArgumentException("datagrams come over UDP");
        }
        return endpoint;
    }
}
