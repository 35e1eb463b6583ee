/** The berth command. */
@org.jspecify.annotations.NullMarked
module dev.berth.cli {
    requires dev.berth.hub;
    requires info.picocli;
    requires io.avaje.jsonb;
    requires java.logging;
    requires java.net.http;
    requires static org.jspecify;

    opens dev.berth.cli to
            info.picocli;
}
