package dev.berth.cli;

import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.api.PlanViews.NextBlock;
import dev.berth.api.PlanViews.PlanChange;
import dev.berth.api.PlanViews.PlanFinding;
import dev.berth.api.PlanViews.PlanOutcome;
import dev.berth.api.PlanViews.PlanRange;
import dev.berth.api.PlanViews.PlanView;
import dev.berth.api.PlanViews.ShapeView;
import dev.berth.hub.StandalonePlan;
import dev.berth.neighbours.BadNeighbour;
import dev.berth.plan.BadPlan;
import dev.berth.plan.Firewall;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** The plan of a data directory that no hub runs on. */
record FileDesk(StandalonePlan kept, Language language) implements PlanDesk {
    @Override
    public PlanView plan() {
        return PlanView.of(kept.plan(), language);
    }

    @Override
    public PlanOutcome change(PlanChange change, boolean preview) throws Exception {
        return sensible(() -> {
            var owner = Objects.requireNonNullElse(change.owner(), "");
            var wish = change.wish(owner);
            var by = Objects.requireNonNullElse(change.by(), "");
            var outcome = preview ? kept.plan().preview(wish) : kept.plan().set(wish, by);
            return PlanOutcome.of(
                    outcome, Objects.requireNonNullElse(change.name(), owner), language);
        });
    }

    /** A wish that makes no sense is a matter of the command line. */
    private <T> T sensible(Callable<T> answer) throws Exception {
        try {
            return answer.call();
        } catch (BadPlan bad) {
            throw new Usage(bad.text(language));
        } catch (IllegalArgumentException bad) {
            throw new Usage(String.valueOf(bad.getMessage()));
        }
    }

    @Override
    public PlanOutcome remove(String owner, String by) throws IOException {
        return kept.plan()
                .remove(owner, by)
                .map(outcome -> PlanOutcome.of(outcome, owner, language))
                .orElseThrow(() ->
                        new IOException(
                                owner + " is not in the plan; berth ports plan lists who is"));
    }

    @Override
    public PlanOutcome replan(PlanRange range) throws Exception {
        return sensible(() -> {
            var text = range.range();
            var wanted = text == null ? kept.plan().range() : PortRange.parse(text);
            var outcome =
                    Boolean.TRUE.equals(range.preview())
                            ? kept.plan().previewReplan(wanted)
                            : kept.plan()
                                    .replan(wanted, Objects.requireNonNullElse(range.by(), ""));
            return PlanOutcome.of(outcome, "", language);
        });
    }

    @Override
    public NextBlock next(String shape, List<String> with) throws Exception {
        return sensible(() -> NextBlock.of(kept.plan().next(shape, with), language));
    }

    @Override
    public List<PlanFinding> lint() throws IOException {
        return kept.plan().lint().stream()
                .map(finding -> PlanFinding.of(finding, language))
                .toList();
    }

    @Override
    public String firewall(Firewall format) throws IOException {
        return kept.plan()
                .firewall(format)
                .orElseThrow(() -> new IOException(format.nothing().in(language)));
    }

    @Override
    public List<ShapeView> shapes() {
        return kept.plan().shapes().all().stream()
                .map(shape -> ShapeView.of(shape, language))
                .toList();
    }

    @Override
    public List<DeclaredPorts> neighbours() throws IOException {
        var damage = kept.neighbours().damage();
        if (damage.isPresent()) {
            throw new IOException(damage.get());
        }
        return kept.neighbours().all().stream().map(DeclaredPorts::of).toList();
    }

    @Override
    public void keep(List<DeclaredPorts> declared) throws IOException, BadNeighbour {
        kept.neighbours().keep(declared.stream().map(DeclaredPorts::reservation).toList());
    }

    @Override
    public void forget(String source) throws IOException, BadNeighbour {
        if (!kept.neighbours().forget(source)) {
            throw new IOException(
                    "nothing was imported from '%s'; berth ports import lists what was"
                            .formatted(source));
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
