package dev.berth.codec.ts;

/**
 * What a PES packet says of the first access unit in it.
 *
 * @param pts when it is shown, in ticks of 90 kHz; {@link Ts#NO_TIME} when that is not said
 * @param dts when it is decoded, likewise
 * @param entry whether decoding may begin here: the random access indicator
 */
record PesTime(long pts, long dts, boolean entry) {}
