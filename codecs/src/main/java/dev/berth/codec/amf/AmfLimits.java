package dev.berth.codec.amf;

/**
 * What one AMF message may cost its reader. A value sent once and referred to often counts every
 * time, so that whoever walks or writes what was read is bounded by the same numbers.
 *
 * @param depth how many values may be inside each other
 * @param stringBytes how many bytes all strings, names and byte arrays may have together
 * @param entries how many values there may be in all
 */
public record AmfLimits(int depth, int stringBytes, int entries) {
    /** Plenty for any connect object or onMetaData seen in the wild. */
    public static final AmfLimits DEFAULT = new AmfLimits(32, 1 << 20, 10_000);
}
