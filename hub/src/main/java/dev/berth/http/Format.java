package dev.berth.http;

import dev.berth.codec.flv.FlvWriter;
import dev.berth.media.Codec;
import dev.berth.media.FlvPackaging;
import dev.berth.media.Kind;
import dev.berth.media.Packaging;
import dev.berth.media.Publication;
import dev.berth.media.TsPackaging;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.Set;

/** A container that streams come and go in without end; the path's ending chooses it. */
enum Format {
    FLV("flv", "video/x-flv") {
        @Override
        Packaging packaging() {
            return new FlvPackaging();
        }

        // The header says what there is, and players wait for just that.
        @Override
        ByteBuf preface(Set<Codec> codecs) {
            var header = Unpooled.buffer();
            FlvWriter.fileHeader(header, has(codecs, Kind.AUDIO), has(codecs, Kind.VIDEO));
            return header;
        }

        @Override
        Optional<String> refusal(Codec codec) {
            return FlvPackaging.refusal(codec);
        }

        @Override
        Intake intake(Publication into) {
            return new FlvIntake(into);
        }
    },

    TS("ts", "video/mp2t") {
        @Override
        Packaging packaging() {
            return new TsPackaging();
        }

        // Its tables are among the packets.
        @Override
        ByteBuf preface(Set<Codec> codecs) {
            return Unpooled.EMPTY_BUFFER;
        }

        @Override
        Optional<String> refusal(Codec codec) {
            return TsPackaging.refusal(codec);
        }

        @Override
        Intake intake(Publication into) {
            return new TsIntake(into);
        }
    };

    private static final int LONGEST_NAME = 512;

    private final String ending;
    private final String type;

    Format(String ending, String type) {
        this.ending = ending;
        this.type = type;
    }

    /** The format that a path ends with, if a stream's name stands before it. */
    static Optional<Format> of(String path) {
        for (var format : values()) {
            if (path.endsWith("." + format.ending)) {
                return Optional.of(format).filter(known -> isName(known.stream(path)));
            }
        }
        return Optional.empty();
    }

    private static boolean isName(String stream) {
        boolean whole = !stream.isBlank() && !stream.startsWith("/") && !stream.endsWith("/");
        return whole && stream.length() <= LONGEST_NAME;
    }

    /** The stream that a path means which ends with this format. */
    String stream(String path) {
        return path.substring(0, path.length() - ending.length() - 1);
    }

    /** What follows the dot. */
    String ending() {
        return ending;
    }

    /** The media type of what is served. */
    String type() {
        return type;
    }

    abstract Packaging packaging();

    /** What stands before everything else, and is not the same for every stream. */
    abstract ByteBuf preface(Set<Codec> codecs);

    /**
     * Why such tracks cannot be played in it: one sentence with a way out; nothing when they can.
     */
    abstract Optional<String> refusal(Codec codec);

    /** What makes frames of such a body. */
    abstract Intake intake(Publication into);

    private static boolean has(Set<Codec> codecs, Kind kind) {
        return codecs.stream().anyMatch(codec -> codec.kind() == kind);
    }
}
