package dev.berth.plan;

import dev.berth.ports.Language;

/** An owner whose ports lie elsewhere after a change. */
public record Move(String owner, int from, int to) {
    public String text(Language language) {
        return language.either(
                "%s moves from base %d to %d".formatted(owner, from, to),
                "%s 的基准端口从 %d 移到 %d".formatted(owner, from, to));
    }
}
