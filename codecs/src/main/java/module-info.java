/** Bytes to messages and back, one package a protocol. Knows no socket and no clock. */
@org.jspecify.annotations.NullMarked
module dev.berth.codecs {
    requires transitive io.netty.buffer;
    requires static org.jspecify;

    exports dev.berth.codec;
    exports dev.berth.codec.amf;
    exports dev.berth.codec.flv;
    exports dev.berth.codec.hls;
    exports dev.berth.codec.mp4;
    exports dev.berth.codec.rtmp;
    exports dev.berth.codec.ts;
}
