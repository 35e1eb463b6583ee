package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What H.264 and HEVC say differently about NAL units. None of it keeps anything. */
sealed interface NalSyntax permits AvcSyntax, HevcSyntax {
    /** The type of a unit of at least one byte. */
    int type(ByteBuf unit);

    /** Whether a unit of this type only says that an access unit begins. */
    boolean delimiter(int type);

    boolean parameterSet(int type);

    /** Whether a unit of this type holds a part of a picture. */
    boolean slice(int type);

    /** Whether a slice of this type is of a picture that decoding may begin at. */
    boolean key(int type);

    /** Whether no other picture needs the one that this slice is of. */
    boolean disposable(ByteBuf slice);

    /** The number of a parameter set among those of its type. */
    int number(ByteBuf parameterSet) throws Malformed;

    /** The configuration record of ISO/IEC 14496-15; null while parameter sets are missing. */
    @Nullable ByteBuf record(ParameterSets sets) throws Malformed;

    /** The parameter sets of a configuration record, as slices of it, and how long lengths are. */
    Configuration read(ByteBuf record) throws Malformed;

    /** An access unit delimiter that allows every sort of slice. */
    byte[] delimiter();

    /**
     * What a configuration record says.
     *
     * @param lengthBytes of the length before each NAL unit: 1 to 4
     */
    record Configuration(int lengthBytes, List<ByteBuf> parameterSets) {}
}
