package dev.berth.ports;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holders as parts of sentences. */
final class HolderText {
    private HolderText() {}

    static String of(Holder holder, Language language) {
        return switch (language) {
            case ENGLISH -> english(holder);
            case CHINESE -> chinese(holder);
        };
    }

    private static String english(Holder holder) {
        return switch (holder.kind()) {
            case LISTENER -> who(holder);
            case BOUND -> who(holder) + ", bound but not listening";
            case OUTGOING -> "a connection of " + who(holder) + to(holder, " to ");
            case ACCEPTED -> "a connection accepted by " + who(holder) + to(holder, " from ");
            case TIME_WAIT ->
                    "a connection%s that ended less than a minute ago (TIME_WAIT%s)"
                            .formatted(to(holder, " to "), left(holder, ", %d s left"));
            case KERNEL -> "the kernel itself, for no process has it open";
            case UNKNOWN -> "something that no table of this system shows";
        };
    }

    private static String chinese(Holder holder) {
        return switch (holder.kind()) {
            case LISTENER -> whoInChinese(holder);
            case BOUND -> whoInChinese(holder) + "（已绑定但未监听）";
            case OUTGOING -> whoInChinese(holder) + to(holder, " 到 ") + " 的连接";
            case ACCEPTED -> whoInChinese(holder) + to(holder, " 接受的来自 ") + " 的连接";
            case TIME_WAIT ->
                    "一条不到一分钟前结束%s的连接（TIME_WAIT%s）"
                            .formatted(to(holder, "、对端为 "), left(holder, "，还剩 %d 秒"));
            case KERNEL -> "内核自身（没有进程打开它）";
            case UNKNOWN -> "本系统任何表中都没有显示的程序";
        };
    }

    private static String who(Holder holder) {
        String user = holder.user();
        if (holder.program() == null) {
            return "a process this user may not see"
                    + (user.isEmpty() ? "" : " (user %s)".formatted(user));
        }
        String name = holder.command().isEmpty() ? "a process" : holder.command();
        return name + " (" + String.join(", ", details(holder, "user ", "in ")) + ")";
    }

    private static String whoInChinese(Holder holder) {
        String user = holder.user();
        if (holder.program() == null) {
            return "当前用户无权查看的进程" + (user.isEmpty() ? "" : "（用户 %s）".formatted(user));
        }
        String name = holder.command().isEmpty() ? "某个进程" : holder.command();
        return name + "（" + String.join("，", details(holder, "用户 ", "容器 ")) + "）";
    }

    private static List<String> details(Holder holder, String userIs, String containerIs) {
        var details = new ArrayList<String>();
        details.add("pid " + holder.pid());
        if (!holder.user().isEmpty()) {
            details.add(userIs + holder.user());
        }
        if (holder.container() != null) {
            details.add(containerIs + holder.container());
        }
        return details;
    }

    private static String to(Holder holder, String word) {
        @Nullable InetSocketAddress peer = holder.peer();
        return peer == null
                ? ""
                : word + EndpointText.written(peer.getAddress()) + ":" + peer.getPort();
    }

    private static String left(Holder holder, String words) {
        var left = holder.left();
        return left == null ? "" : words.formatted(left.toSeconds());
    }
}
