package dev.berth.codec.flv;

/** What an audio or video tag is for. Enhanced RTMP v2, VideoPacketType and AudioPacketType. */
public enum PacketType {
    /** SequenceStart: what a decoder must know before the first frame. */
    CONFIG,
    /** CodedFrames and CodedFramesX: what a decoder decodes. */
    FRAMES,
    /** SequenceEnd. */
    END,
    /** Metadata, such as colour for HDR. */
    METADATA,
    /** MPEG2TSSequenceStart. */
    MPEG2TS_CONFIG,
    /** MultichannelConfig: which channel is which speaker. */
    MULTICHANNEL_CONFIG,
    /** Anything else: the whole message, header included, is the data. */
    OTHER
}
