package dev.berth.codec.ts;

/** Numbers of ISO/IEC 13818-1 that reader and writer share. */
final class Ts {
    static final int PACKET = 188;
    static final int SYNC = 0x47;
    static final int HEADER = 4;
    static final int PAT_PID = 0;

    /** The program association, 2.4.4.4. */
    static final int PAT_TABLE = 0;

    /** The map of a program, 2.4.4.9. */
    static final int PMT_TABLE = 2;

    /** Registration descriptor: four characters that say who defines the stream. 2.6.8. */
    static final int REGISTRATION = 0x05;

    /** Extension descriptor of EN 300 468; Opus describes its channels in one. */
    static final int EXTENSION = 0x7f;

    /** Ticks of PTS and DTS in a second. */
    static final int CLOCK = 90_000;

    /** Where PTS, DTS and the base of the PCR wrap. */
    static final long WRAP = 1L << 33;

    /** No time is said. */
    static final long NO_TIME = Long.MIN_VALUE;

    private Ts() {}
}
