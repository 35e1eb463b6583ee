/**
 * The hub: streams in the middle, protocols as doors, what an owner wants as features, the API on
 * the roof.
 */
@org.jspecify.annotations.NullMarked
module dev.berth.hub {
    requires transitive dev.berth.codecs;
    requires transitive dev.berth.ports;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.handler;
    requires io.netty.tcnative.classes.openssl; // TLS is BoringSSL's where it can be
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires io.helidon.common.buffers;
    requires io.helidon.webserver;
    requires io.helidon.webserver.sse;
    requires io.helidon.http.sse;
    requires io.avaje.jsonb;
    requires org.snakeyaml.engine.v2;
    requires com.github.oshi;
    requires com.github.oshi.common;
    requires org.bytedeco.ffmpeg;
    requires org.bytedeco.javacpp;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.jdbi.v3.core;
    requires org.xerial.sqlitejdbc;
    requires java.logging;
    requires java.management;
    requires java.net.http;
    requires java.sql;
    requires jdk.management;
    requires java.xml;
    requires static org.jspecify;

    exports dev.berth.access;
    exports dev.berth.api;
    exports dev.berth.config;
    exports dev.berth.http;
    exports dev.berth.hub;
    exports dev.berth.journal;
    exports dev.berth.media;
    exports dev.berth.mpegts;
    exports dev.berth.neighbours;
    exports dev.berth.planning;
    exports dev.berth.recording;
    exports dev.berth.restream;
    exports dev.berth.rtmp;
    exports dev.berth.supervise;
    exports dev.berth.watch;

    provides dev.berth.ports.Owners with
            dev.berth.net.OshiOwners;
    provides io.avaje.jsonb.spi.JsonbExtension with
            dev.berth.api.jsonb.GeneratedJsonComponent;
}
