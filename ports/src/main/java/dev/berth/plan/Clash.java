package dev.berth.plan;

import dev.berth.ports.Language;
import dev.berth.ports.Phrase;
import dev.berth.ports.Reservation;
import dev.berth.ports.Rule;

/** Why a port, or a whole shape, cannot be planned where it was wanted. */
public sealed interface Clash {
    /** Whose wish it stands against. */
    String owner();

    /** The rule it rests on, for machines. */
    Rule rule();

    /** Both sides with their ports, roles and rules; no way out, which is for {@link Offer}. */
    String text(Language language);

    /** A clash of one port that is wanted. */
    sealed interface OfPort extends Clash {
        PlannedPort port();

        @Override
        default String owner() {
            return port().owner();
        }
    }

    /** The plan has the port already: for another owner, or for another role of the same one. */
    record Booked(PlannedPort port, PlannedPort other) implements OfPort {
        @Override
        public Rule rule() {
            return Rule.PLANNED;
        }

        /** The same, told from the other side. */
        Booked turned() {
            return new Booked(/* port= */ other, /* other= */ port);
        }

        boolean concerns(String owner) {
            return port.owner().equals(owner) || other.owner().equals(owner);
        }

        @Override
        public String text(Language language) {
            return Clash.against(port, other.explain(language), language);
        }
    }

    /** Somebody has a socket there now. */
    record Held(PlannedPort port, Phrase holder) implements OfPort {
        @Override
        public Rule rule() {
            return Rule.SAME_ADDRESS;
        }

        @Override
        public String text(Language language) {
            return Clash.against(
                    port, language.either("held by ", "被占用：") + holder.in(language), language);
        }
    }

    /** A neighbour's configuration names the port. */
    record Declared(PlannedPort port, Reservation by) implements OfPort {
        @Override
        public Rule rule() {
            return Rule.DECLARED;
        }

        @Override
        public String text(Language language) {
            return Clash.against(
                    port,
                    language.either(
                            "declared by %s for %s (%s)"
                                    .formatted(by.owner(), by.purpose(), by.source()),
                            "%s 为 %s 声明的端口（%s）".formatted(by.owner(), by.purpose(), by.source())),
                    language);
        }
    }

    /** Nothing is planned on the port. */
    record Protected(PlannedPort port, Protection by) implements OfPort {
        @Override
        public Rule rule() {
            return Rule.PROTECTED;
        }

        @Override
        public String text(Language language) {
            return Clash.against(
                    port,
                    language.either(
                            "protected for " + by.what() + " (ports.protected)",
                            "为 " + by.what() + " 保留（ports.protected）"),
                    language);
        }
    }

    /** Browsers are to connect to the port, and refuse to. */
    record Blocked(PlannedPort port) implements OfPort {
        @Override
        public Rule rule() {
            return Rule.BROWSER_BLOCKED;
        }

        @Override
        public String text(Language language) {
            return Clash.against(
                    port,
                    language.either(
                            "forbidden for browsers (WHATWG Fetch, \"bad port\"), so that no web player could play it",
                            "浏览器禁止的端口（WHATWG Fetch “bad port”），网页播放器无法播放"),
                    language);
        }
    }

    /** There is no place for the whole shape. */
    record NoRoom(String owner, Room.None room) implements Clash {
        @Override
        public Rule rule() {
            return room.fragmented() ? Rule.NO_ARRANGEMENT : Rule.ALL_TRIED;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s finds no place: %s".formatted(owner, room.text(language)),
                    "%s 没有位置：%s".formatted(owner, room.text(language)));
        }
    }

    private static String against(PlannedPort mine, String other, Language language) {
        return language.either(
                "%s is wanted as %s, but it is %s"
                        .formatted(mine.endpoint(), mine.explain(language), other),
                "%s 要用作 %s，但它是 %s".formatted(mine.endpoint(), mine.explain(language), other));
    }
}
