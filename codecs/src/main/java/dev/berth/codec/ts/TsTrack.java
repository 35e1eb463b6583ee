package dev.berth.codec.ts;

/**
 * An elementary stream of a program.
 *
 * @param pid the packets it comes in: 16 to 8,190
 * @param channels of an Opus stream, 1 to 8; 0 for others, which say it themselves
 */
public record TsTrack(int pid, TsCodec codec, int channels) {}
