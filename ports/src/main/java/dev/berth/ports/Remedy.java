package dev.berth.ports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way out of a refusal.
 *
 * @param kind what sort of way it is
 * @param phrase what to do, as the end of a sentence: {@code stop nginx}
 * @param command the shell command that does it, or null where none does. The authority never runs
 *     it.
 */
public record Remedy(Kind kind, Phrase phrase, @Nullable String command) {
    static final Remedy ANOTHER_PORT = of(Kind.MOVE, "use another port", "改用其他端口");
    static final Remedy WIDEN = of(Kind.MOVE, "widen the range", "扩大端口范围");
    static final Remedy RELEASE =
            of(Kind.RELEASE, "release ports of it that are not needed", "释放其中不需要的端口");
    static final Remedy REMOVE_FORWARD =
            of(
                    Kind.CHANGE_SYSTEM,
                    "remove that rule, or the container that published the port",
                    "删除该规则，或删除发布该端口的容器",
                    "nft list ruleset");
    private static final int MOST_HOLDERS = 3;

    // The process of macOS that listens on 5000 and 7000 since Monterey; it comes back when killed.
    private static final String AIRPLAY_RECEIVER = "ControlCenter";
    private static final Remedy SWITCH_AIRPLAY_OFF =
            of(
                    Kind.ASK_HOLDER,
                    "switch AirPlay Receiver off in System Settings > General > AirDrop & Handoff",
                    "在“系统设置 > 通用 > 隔空投送与接力”中关闭“隔空播放接收器”");

    /** What sort of way out it is. */
    public enum Kind {
        /** The port comes by itself. */
        WAIT,
        /** The asker goes elsewhere. */
        MOVE,
        /** The holder ends, or is configured otherwise. */
        ASK_HOLDER,
        /** Both have it. */
        SHARE,
        /** Something of one's own is given up. */
        RELEASE,
        /** The system is configured otherwise. */
        CHANGE_SYSTEM,
        /** More can be seen by somebody else. */
        LOOK_CLOSER
    }

    /** A way without a command. */
    public static Remedy of(Kind kind, String english, String chinese) {
        return new Remedy(kind, new Phrase(english, chinese), null);
    }

    /** A way with the command that does it; null where this platform has none. */
    public static Remedy of(Kind kind, String english, String chinese, @Nullable String command) {
        return new Remedy(kind, new Phrase(english, chinese), command);
    }

    /** What to do, in English. */
    public String text() {
        return text(Language.ENGLISH);
    }

    /** What to do. */
    public String text(Language language) {
        return phrase.in(language);
    }

    static Remedy share(Rule rule) {
        String option = rule == Rule.BOTH_REUSE_PORT ? "SO_REUSEPORT" : "SO_REUSEADDR";
        return of(Kind.SHARE, "bind it with " + option, "绑定时设置 " + option);
    }

    static Remedy await(@Nullable Duration left) {
        if (left == null) {
            return of(
                    Kind.WAIT,
                    "wait a minute until the kernel gives the port back",
                    "等待一分钟，直到内核归还端口");
        }
        long seconds = Math.max(1, left.plusMillis(999).toSeconds());
        return of(Kind.WAIT, "wait %d s".formatted(seconds), "等待 %d 秒".formatted(seconds));
    }

    static Remedy stop(String owner) {
        return of(Kind.RELEASE, "stop " + owner, "停止 " + owner);
    }

    /** {@code source} is null for the plan. */
    static Remedy change(String owner, @Nullable String source) {
        return of(
                Kind.RELEASE,
                "give %s another port in %s".formatted(owner, source == null ? "the plan" : source),
                "在%s中为 %s 换一个端口".formatted(source == null ? "规划" : " " + source + " ", owner));
    }

    /** The ways out when sockets of others are on {@code endpoint}. */
    static List<Remedy> against(Endpoint endpoint, Rule rule, List<Holder> holders) {
        var ways = new ArrayList<Remedy>();
        holders.stream()
                .limit(MOST_HOLDERS)
                .map(holder -> against(endpoint, holder))
                .forEach(ways::add);
        if (rule == Rule.HOLDER_EXCLUSIVE && !holders.isEmpty()) {
            ways.add(
                    of(
                            Kind.ASK_HOLDER,
                            "have the holder set SO_REUSEADDR before it binds",
                            "让占用者在绑定前设置 SO_REUSEADDR"));
        }
        if (holders.isEmpty()) {
            ways.add(asRoot(endpoint));
        }
        ways.add(ANOTHER_PORT);
        return ways.stream().distinct().toList();
    }

    private static Remedy against(Endpoint endpoint, Holder holder) {
        return switch (holder.kind()) {
            case TIME_WAIT -> await(holder.left());
            case OUTGOING -> keepClientsOff(endpoint);
            case LISTENER, BOUND, ACCEPTED, KERNEL, UNKNOWN -> stop(endpoint, holder);
        };
    }

    private static Remedy keepClientsOff(Endpoint endpoint) {
        int port = endpoint.port();
        return of(
                Kind.WAIT,
                "wait until the connection ends and keep outgoing connections off %d from then on"
                        .formatted(port),
                "等连接结束，此后不让对外连接使用 %d".formatted(port),
                Platform.LINUX ? Sysctl.reserve(port) : null);
    }

    private static Remedy stop(Endpoint endpoint, Holder holder) {
        if (holder.pid() == ProcessHandle.current().pid()) {
            return of(
                    Kind.RELEASE,
                    "close the socket that this very program opened past the authority",
                    "关闭本程序绕过端口管理自行打开的套接字");
        }
        if (holder.stale()) {
            return of(
                    Kind.ASK_HOLDER,
                    "stop that older copy of this very program",
                    "停止本程序的旧副本",
                    "kill " + holder.pid());
        }
        if (holder.command().equals(AIRPLAY_RECEIVER)) {
            return SWITCH_AIRPLAY_OFF;
        }
        if (holder.container() != null) {
            return of(
                    Kind.ASK_HOLDER,
                    "stop the container " + holder.container(),
                    "停止容器 " + holder.container());
        }
        if (holder.unit() != null) {
            return of(
                    Kind.ASK_HOLDER,
                    "stop the service " + holder.unit(),
                    "停止服务 " + holder.unit(),
                    "systemctl stop " + holder.unit());
        }
        if (holder.pid() >= 0) {
            return of(
                    Kind.ASK_HOLDER,
                    "stop " + holder.command(),
                    "停止 " + holder.command(),
                    "kill " + holder.pid());
        }
        return asRoot(endpoint);
    }

    private static Remedy asRoot(Endpoint endpoint) {
        return of(
                Kind.LOOK_CLOSER,
                "look again as root",
                "以 root 身份再看一次",
                Platform.LINUX ? "ss -anp 'sport = :%d'".formatted(endpoint.port()) : null);
    }

    /** {@code stop nginx (kill 812)}. */
    String written(Language language) {
        return command == null
                ? text(language)
                : text(language) + language.either(" (%s)", "（%s）").formatted(command);
    }

    @Override
    public String toString() {
        return written(Language.ENGLISH);
    }
}
