package dev.berth.access;

import dev.berth.access.Answer.Admitted;
import dev.berth.access.Answer.Denial;
import dev.berth.access.Answer.Denied;
import dev.berth.journal.Journal;
import java.time.Clock;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Decides who may publish and play. Address and token are looked at first, then a place is taken,
 * and last a webhook is asked: while it thinks the place is taken already, so that a crowd that
 * comes at once is no larger than may be.
 *
 * <p>Any thread may ask; what changes is in parts that guard themselves.
 */
public final class Access {
    /** In the names of streams that the hub makes out of others, for its own outputs only. */
    private static final char RESERVED = '#';

    private final AccessConfig config;
    private final InstantSource time;
    private final Porter porter;
    private final Inquiries inquiries = new Inquiries(this::unanswered);
    private final Places places = new Places();
    private final Map<Denial, LongAdder> denied = new ConcurrentHashMap<>();

    public Access(AccessConfig config, Journal journal, InstantSource time) {
        this.config = config;
        this.time = time;
        this.porter = new Porter(journal);
    }

    /** Lets everybody do everything. */
    public static Access open() {
        var clock = Clock.systemUTC();
        return new Access(AccessConfig.DEFAULT, new Journal(clock), clock);
    }

    /**
     * Asks for a visitor. Never blocks.
     *
     * @param answer called exactly once: at once and on this thread, or later and on another one
     */
    public void ask(Visit visit, Consumer<Answer> answer) {
        if (visit.stream().indexOf(RESERVED) >= 0) {
            tell(visit, reserved(visit), answer);
            return;
        }
        var rule = config.rule(visit.stream());
        if (rule.isEmpty()) {
            tell(visit, stranger(visit), answer);
            return;
        }
        var terms = rule.get().terms(visit.deed());
        var webhook = terms.webhook();
        switch (atTheDoor(rule.get(), visit)) {
            case Admitted in when webhook != null ->
                    inquiries.ask(
                            webhook,
                            !terms.tokens().asked(),
                            visit,
                            verdict -> tell(visit, settled(in, verdict), answer));
            case Answer last -> tell(visit, last, answer);
        }
    }

    /**
     * What of a visitor's query may decide about them, so that whoever says it again is taken for
     * the same: the token, and all the rest where a webhook is told of it.
     */
    public Map<String, String> deciding(Visit visit) {
        boolean told =
                config.rule(visit.stream())
                        .filter(rule -> rule.terms(visit.deed()).webhook() != null)
                        .isPresent();
        return told ? visit.query() : visit.tokenAlone();
    }

    private static Denied reserved(Visit visit) {
        return new Denied(
                Denial.FORBIDDEN,
                "nobody may %s, for a name with a # is one that the hub makes itself; leave the # out"
                        .formatted(visit.wish()));
    }

    private static Denied stranger(Visit visit) {
        return new Denied(
                Denial.FORBIDDEN,
                "nobody may %s; ask whoever runs this hub for an entry of access that covers it"
                        .formatted(visit.wish()));
    }

    private Answer atTheDoor(Rule rule, Visit visit) {
        var refusal = rule.terms(visit.deed()).refusal(visit, time.instant());
        return refusal.isPresent()
                ? refusal.get()
                : places.take(rule, visit, config.most(visit.deed()));
    }

    private static Answer settled(Admitted in, Optional<Denied> verdict) {
        if (verdict.isEmpty()) {
            return in;
        }
        in.pass().close();
        return verdict.get();
    }

    private void tell(Visit visit, Answer result, Consumer<Answer> answer) {
        if (result instanceof Denied(var why, var sentence)) {
            denied.computeIfAbsent(why, first -> new LongAdder()).increment();
            porter.note("access.denied", visit, sentence, time.instant());
        }
        answer.accept(result);
    }

    private void unanswered(Visit visit, String sentence) {
        porter.note("access.webhook", visit, sentence, time.instant());
    }

    /**
     * Writes down that a publisher is hung up on because it spent more than its {@link Allowance}.
     *
     * @return the sentence to tell it
     */
    public String tooFast(Visit visit, Pass pass) {
        var sentence =
                "%s comes at more than the %s that access allows; lower the encoder's bitrate"
                        .formatted(visit.stream(), BitRate.words(pass.bitsPerSecond()));
        porter.note("access.too-fast", visit, sentence, time.instant());
        return sentence;
    }

    public AccessStatus status() {
        var counts = new EnumMap<Denial, Long>(Denial.class);
        denied.forEach((why, count) -> counts.put(why, count.sum()));
        return new AccessStatus(
                places.count(Visit.Deed.PUBLISH), places.count(Visit.Deed.PLAY), counts);
    }
}
