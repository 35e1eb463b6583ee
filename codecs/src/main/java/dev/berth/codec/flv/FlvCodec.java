package dev.berth.codec.flv;

/** How a track is coded: by the name enhanced RTMP gave it, or by its number in FLV alone. */
public sealed interface FlvCodec permits FourCc, LegacyId {}
