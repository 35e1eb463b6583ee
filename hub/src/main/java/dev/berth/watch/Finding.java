package dev.berth.watch;

import dev.berth.journal.Entry;
import dev.berth.ports.Change;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Language;
import dev.berth.ports.Remedy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something about a port that is not as the leases and the plan have it. */
public sealed interface Finding {
    /** What a finding can be. */
    Set<Entry.Kind> KINDS =
            Set.of(
                    Entry.Kind.LEAKED,
                    Entry.Kind.GHOST,
                    Entry.Kind.SQUATTED,
                    Entry.Kind.INTRUDER,
                    Entry.Kind.ORPHAN,
                    Entry.Kind.EXPOSED);

    /** Which port. */
    Endpoint endpoint();

    /** Whose it is, or is to be. */
    String owner();

    /** What for. */
    String purpose();

    /** Whose socket it is about, null where a socket is missing. */
    default @Nullable Holder holder() {
        return null;
    }

    /** What it is, as the ledger has it. */
    Entry.Kind kind();

    /** The finding in one sentence, without the ways out. */
    String text(Language language);

    /** The ways out, best first. */
    List<Remedy> remedies();

    /** What the authority saw on a lease. */
    static Finding of(Change.Intruder seen) {
        var lease = seen.lease();
        var owner = lease.claim().owner();
        var purpose = lease.claim().purpose();
        return seen.holder().stale()
                ? new Orphan(lease.endpoint(), owner, purpose, seen.holder())
                : new Intruder(lease.endpoint(), owner, purpose, seen.holder());
    }

    /** What it is about: a finding with the same topic as an earlier one is no news. */
    default Topic topic() {
        return new Topic(kind(), endpoint());
    }

    /** What a finding is about. */
    record Topic(Entry.Kind kind, Endpoint endpoint) {}

    /** A lease stands, and nothing uses its port any more, or ever did. */
    record Leaked(Endpoint endpoint, String owner, String purpose) implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.LEAKED;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s is leased to %s for %s, and no socket uses it"
                            .formatted(endpoint, owner, purpose),
                    "%s 已租给 %s（%s），但没有任何套接字在使用它".formatted(endpoint, owner, purpose));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    Remedy.of(
                            Remedy.Kind.RELEASE,
                            "end or restart %s, which gives it back".formatted(owner),
                            "停止或重启 %s，端口即归还".formatted(owner)));
        }
    }

    /** Somebody runs, and does not listen where it should. */
    record Ghost(Endpoint endpoint, String owner, String purpose) implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.GHOST;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s runs, and nothing listens on its %s for %s"
                            .formatted(owner, endpoint, purpose),
                    "%s 正在运行，但其 %s（%s）上无人监听".formatted(owner, endpoint, purpose));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    Remedy.of(
                            Remedy.Kind.RELEASE,
                            "restart %s, or see why it does not listen".formatted(owner),
                            "重启 %s，或查明它为何没有监听".formatted(owner)));
        }
    }

    /** A foreign program has a port that the plan promises to somebody else. */
    record Squatted(Endpoint endpoint, String owner, String purpose, Holder holder)
            implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.SQUATTED;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s is planned for %s (%s), and %s has it"
                            .formatted(endpoint, owner, purpose, holder.describe(language)),
                    "%s 计划给 %s（%s），却被 %s 占用"
                            .formatted(endpoint, owner, purpose, holder.describe(language)));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    stop(holder),
                    Remedy.of(
                            Remedy.Kind.MOVE,
                            "plan another port for " + owner,
                            "为 %s 另行规划端口".formatted(owner)));
        }
    }

    /** A foreign program listens over a lease. */
    record Intruder(Endpoint endpoint, String owner, String purpose, Holder holder)
            implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.INTRUDER;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s is leased to %s for %s, and %s listens on it all the same"
                            .formatted(endpoint, owner, purpose, holder.describe(language)),
                    "%s 已租给 %s（%s），%s 却在其上监听"
                            .formatted(endpoint, owner, purpose, holder.describe(language)));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(stop(holder));
        }
    }

    /** An old copy of this very program has a port that is promised or leased. */
    record Orphan(Endpoint endpoint, String owner, String purpose, Holder holder)
            implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.ORPHAN;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s belongs to %s (%s), and an old copy of this program has it: %s"
                            .formatted(endpoint, owner, purpose, holder.describe(language)),
                    "%s 属于 %s（%s），却被本程序的旧副本占用：%s"
                            .formatted(endpoint, owner, purpose, holder.describe(language)));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(stop(holder));
        }
    }

    /** A socket of ours can be reached from further away than its lease or plan says. */
    record Exposed(Endpoint endpoint, String owner, String purpose, Holder holder)
            implements Finding {
        @Override
        public Entry.Kind kind() {
            return Entry.Kind.EXPOSED;
        }

        @Override
        public String text(Language language) {
            return language.either(
                    "%s is to be on %s for %s, and listens on %s, which more can reach"
                            .formatted(owner, endpoint, purpose, holder.local()),
                    "%s（%s）应在 %s 上监听，实际监听 %s，可达范围更广"
                            .formatted(owner, purpose, endpoint, holder.local()));
        }

        @Override
        public List<Remedy> remedies() {
            return List.of(
                    Remedy.of(
                            Remedy.Kind.RELEASE,
                            "have %s listen on %s".formatted(owner, endpoint),
                            "让 %s 只监听 %s".formatted(owner, endpoint)));
        }
    }

    private static Remedy stop(Holder holder) {
        if (holder.unit() != null) {
            return Remedy.of(
                    Remedy.Kind.ASK_HOLDER,
                    "stop the service " + holder.unit(),
                    "停止服务 " + holder.unit(),
                    "systemctl stop " + holder.unit());
        }
        if (holder.pid() < 0) {
            return Remedy.of(
                    Remedy.Kind.LOOK_CLOSER,
                    "look again as root",
                    "以 root 身份再查看一次",
                    "ss -anp 'sport = :%d'".formatted(holder.local().port()));
        }
        return Remedy.of(
                Remedy.Kind.ASK_HOLDER,
                "stop " + holder.command(),
                "停止 " + holder.command(),
                "kill " + holder.pid());
    }
}
