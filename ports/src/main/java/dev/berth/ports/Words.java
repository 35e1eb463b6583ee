package dev.berth.ports;

import java.util.List;
import java.util.stream.Collectors;

/** The parts that the sentences about ports have in common. */
final class Words {
    private Words() {}

    /** {@code nginx (pid 812, user root) and 2 more}. */
    static String by(List<Holder> holders, Language language) {
        if (holders.isEmpty()) {
            return language.either("something that no table of this system shows", "系统各表均未显示的对象");
        }
        return holders.getFirst().describe(language) + others(holders, language);
    }

    /** Chinese sets a blank between its own characters and others. */
    static String spaced(String words) {
        return words.isEmpty() || words.charAt(0) > 0x7f ? words : " " + words;
    }

    private static String others(List<Holder> holders, Language language) {
        long more = holders.stream().mapToLong(Holder::pid).distinct().count() - 1;
        if (more == 0) {
            return "";
        }
        return language.either(" and %d more".formatted(more), "等 %d 个进程".formatted(more + 1));
    }

    /** The rule as a clause, where it says more than the holder does. */
    static String because(Rule rule, Language language) {
        String english = english(rule);
        return english.isEmpty() ? "" : language.either(", " + english, "，" + chinese(rule));
    }

    private static String english(Rule rule) {
        return switch (rule) {
            case WILDCARD_COVERS -> "and one of the two addresses is every address";
            case IPV6_COVERS_IPV4 -> "and the IPv6 wildcard covers IPv4 too";
            case HOLDER_EXCLUSIVE ->
                    "and sharing is impossible until that holder sets SO_REUSEADDR before it binds";
            case ASKER_EXCLUSIVE -> "and sharing needs the same option on both sockets";
            case OTHER_USER -> "and SO_REUSEPORT is shared by sockets of one user only";
            case OUTGOING_CONNECTION -> "which got the port by chance";
            case TIME_WAIT -> "after a connection that has just ended (TIME_WAIT)";
            case QUARANTINE -> "so that late packets for the last lease find nobody";
            default -> "";
        };
    }

    private static String chinese(Rule rule) {
        return switch (rule) {
            case WILDCARD_COVERS -> "两个地址之一是通配地址";
            case IPV6_COVERS_IPV4 -> "且 IPv6 通配地址同时覆盖 IPv4";
            case HOLDER_EXCLUSIVE -> "在占用者绑定前设置 SO_REUSEADDR 之前无法共用";
            case ASKER_EXCLUSIVE -> "共用要求双方设置相同的选项";
            case OTHER_USER -> "SO_REUSEPORT 只能在同一用户的套接字之间共用";
            case OUTGOING_CONNECTION -> "该端口是对外连接随机得到的";
            case TIME_WAIT -> "连接刚刚结束（TIME_WAIT）";
            case QUARANTINE -> "以免上一次租用的迟到数据包送错对象";
            default -> "";
        };
    }

    /** {@code ; stop nginx (kill 812), or use another port}. */
    static String ways(List<Remedy> remedies, Language language) {
        if (remedies.isEmpty()) {
            return "";
        }
        return remedies.stream()
                .map(remedy -> remedy.written(language))
                .collect(
                        Collectors.joining(
                                language.either(", or ", "，或"), language.either("; ", "；"), ""));
    }
}
