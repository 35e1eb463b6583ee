package dev.berth.codec.ts;

import dev.berth.codec.Malformed;
import dev.berth.codec.ts.TsMessage.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Access units of H.264 or HEVC: one for each PES packet, as all who send live streams do it.
 * Parameter sets go into the configuration, delimiters are left out, and everything else stays as
 * it is. Nothing is handed on before the first configuration.
 */
final class NalReader implements PayloadReader {
    private static final int LENGTH_BYTES = 4;

    private final TsTrack track;
    private final NalSyntax syntax;
    private final ByteBufAllocator allocator;
    private final ParameterSets sets;

    NalReader(TsTrack track, NalSyntax syntax, ByteBufAllocator allocator) {
        this.track = track;
        this.syntax = syntax;
        this.allocator = allocator;
        this.sets = new ParameterSets(syntax);
    }

    @Override
    public boolean read(PesTime at, ByteBuf payload, Consumer<TsMessage> to) {
        try {
            return read(at, AnnexB.units(payload), to);
        } catch (Malformed damaged) {
            return false;
        }
    }

    private boolean read(PesTime at, List<ByteBuf> units, Consumer<TsMessage> to) {
        var kept = new ArrayList<ByteBuf>();
        boolean introduced = sort(units, kept);
        if (kept.stream().noneMatch(unit -> syntax.slice(syntax.type(unit)))) {
            return introduced;
        }
        if (at.pts() == Ts.NO_TIME) {
            return false;
        }
        var news = sets.news();
        if (news != null) {
            to.accept(new TsMessage.Sample(track, Role.CONFIG, at.dts(), at.dts(), news));
        }
        if (sets.complete()) {
            var role = role(kept, at.entry() && introduced);
            to.accept(new TsMessage.Sample(track, role, at.pts(), at.dts(), joined(kept)));
        }
        return true;
    }

    /** Whether there were parameter sets. What stays in the access unit goes to {@code kept}. */
    private boolean sort(List<ByteBuf> units, List<ByteBuf> kept) {
        boolean introduced = false;
        for (var unit : units) {
            int type = syntax.type(unit);
            if (syntax.parameterSet(type)) {
                sets.add(unit);
                introduced = true;
            } else if (!syntax.delimiter(type)) {
                kept.add(unit);
            }
        }
        return introduced;
    }

    /** Broadcasters have streams without IDR pictures, which begin where their packets say so. */
    private Role role(List<ByteBuf> units, boolean entry) {
        var slices = units.stream().filter(unit -> syntax.slice(syntax.type(unit))).toList();
        if (entry || slices.stream().anyMatch(slice -> syntax.key(syntax.type(slice)))) {
            return Role.KEY;
        }
        return slices.stream().allMatch(syntax::disposable) ? Role.DISPOSABLE : Role.DELTA;
    }

    private ByteBuf joined(List<ByteBuf> units) {
        int size = units.stream().mapToInt(unit -> LENGTH_BYTES + unit.readableBytes()).sum();
        var out = allocator.buffer(size);
        units.forEach(unit -> out.writeInt(unit.readableBytes()).writeBytes(unit));
        return out;
    }
}
