package dev.berth.mpegts;

import dev.berth.access.Access;
import dev.berth.journal.Journal;
import dev.berth.media.Streams;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.supervise.Leases;
import dev.berth.supervise.Running;
import dev.berth.supervise.Service;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** One port at which transport streams come in, and become one stream. */
public final class MpegTsInput implements Service {
    private final MpegTsConfig.Input input;
    private final Streams streams;
    private final Access access;
    private final Journal journal;
    private final LongAdder lost = new LongAdder();

    private MpegTsInput(MpegTsConfig.Input input, Streams streams, Access access, Journal journal) {
        this.input = input;
        this.streams = streams;
        this.access = access;
        this.journal = journal;
    }

    /** The inputs that the configuration asks for. */
    public static List<MpegTsInput> of(
            MpegTsConfig config, Streams streams, Access access, Journal journal) {
        return config.inputs().stream()
                .map(input -> new MpegTsInput(input, streams, access, journal))
                .toList();
    }

    /** Where it receives. */
    public Endpoint listen() {
        return input.listen();
    }

    /** How many transport packets were lost on the way to it or came damaged, since the start. */
    public long lostPackets() {
        return lost.sum();
    }

    @Override
    public String name() {
        return "mpegts " + input.listen();
    }

    /** Other programs may be members of the same group; anything else we receive alone. */
    @Override
    public List<Claim> claims() {
        var claim = Claim.strict("hub", "MPEG-TS for " + input.stream(), input.listen());
        return List.of(input.group() == null ? claim : claim.shared());
    }

    @Override
    public Running start(Leases leases) throws IOException {
        var ingest = new Ingest(input, streams, access, journal, lost);
        return Receiver.start(input, leases.only().datagramSocket(), ingest);
    }
}
