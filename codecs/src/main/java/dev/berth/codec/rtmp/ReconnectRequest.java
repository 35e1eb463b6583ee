package dev.berth.codec.rtmp;

import dev.berth.codec.amf.Amf;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server's wish that the client connect anew, there or elsewhere, while this connection still
 * lasts. Only for peers with {@link Capabilities#RECONNECT}. Enhanced RTMP v2, Reconnect Request.
 *
 * @param tcUrl where to, absolute or relative to the current one; null for where it is now
 * @param description why, for people
 */
public record ReconnectRequest(@Nullable String tcUrl, @Nullable String description) {
    /** The code of the onStatus command. */
    public static final String CODE = "NetConnection.Connect.ReconnectRequest";

    private static final String ON_STATUS = "onStatus";

    /** The onStatus command which says so, on the connection's own stream. */
    public RtmpMessage.Command toCommand() {
        var info = new LinkedHashMap<String, Amf>();
        info.put("level", Amf.str("status"));
        info.put("code", Amf.str(CODE));
        if (description != null) {
            info.put("description", Amf.str(description));
        }
        if (tcUrl != null) {
            info.put("tcUrl", Amf.str(tcUrl));
        }
        return new RtmpMessage.Command(0, ON_STATUS, 0, List.of(Amf.nil(), new Amf.Obj(info)));
    }

    /** The request a command is, or null when it is another. */
    public static @Nullable ReconnectRequest of(RtmpMessage.Command command) {
        var info = command.argument(1).members();
        boolean is =
                command.name().equals(ON_STATUS)
                        && info.get("code") instanceof Amf.Str(var code)
                        && code.equals(CODE);
        return is
                ? new ReconnectRequest(text(info.get("tcUrl")), text(info.get("description")))
                : null;
    }

    private static @Nullable String text(@Nullable Amf value) {
        return value instanceof Amf.Str(var text) ? text : null;
    }
}
