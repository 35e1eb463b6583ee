package dev.berth.codec.ts;

/** What we carry in a transport stream, and the numbers by which it is known there. */
public enum TsCodec {
    H264(0x1b, 0xe0, ""),
    HEVC(0x24, 0xe0, "HEVC"),
    AAC(0x0f, 0xc0, ""),
    MP3(0x03, 0xc0, ""),
    AC3(0x81, 0xbd, "AC-3"),
    EAC3(0x87, 0xbd, "EAC3"),
    /** Private data, told by its registration: "Opus in MPEG-TS", ETSI TS 101 154 annex. */
    OPUS(0x06, 0xbd, "Opus");

    private final int streamType;
    private final int streamId;
    private final String registration;

    TsCodec(int streamType, int streamId, String registration) {
        this.streamType = streamType;
        this.streamId = streamId;
        this.registration = registration;
    }

    /** In the program map: 2.4.4.10. */
    int streamType() {
        return streamType;
    }

    /** In the PES header: 2.4.3.7. */
    int streamId() {
        return streamId;
    }

    /** Four characters of a registration descriptor; empty where the stream type says it all. */
    String registration() {
        return registration;
    }

    public boolean video() {
        return this == H264 || this == HEVC;
    }
}
