package dev.berth.cli;

import dev.berth.api.PlanViews;
import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.api.PlanViews.NextBlock;
import dev.berth.api.PlanViews.PlanChange;
import dev.berth.api.PlanViews.PlanFinding;
import dev.berth.api.PlanViews.PlanOutcome;
import dev.berth.api.PlanViews.PlanProblem;
import dev.berth.api.PlanViews.PlanRange;
import dev.berth.api.PlanViews.PlanView;
import dev.berth.api.PlanViews.ShapeView;
import dev.berth.plan.Firewall;
import dev.berth.ports.Language;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The plan of a hub that runs. */
record HubDesk(HubClient hub, Language language) implements PlanDesk {
    private static final String PLAN = "/api/v1/ports/plan";
    private static final String PLANNING = "/api/v1/ports/planning/";
    private static final String NEIGHBOURS = "/api/v1/ports/neighbours";

    private String path(String path) {
        var tag = language == Language.CHINESE ? "zh" : "en";
        return path + (path.contains("?") ? "&" : "?") + "lang=" + tag;
    }

    @Override
    public PlanView plan() throws IOException, InterruptedException {
        return HubClient.type(PlanView.class).fromJson(hub.read(path(PLAN)));
    }

    @Override
    public PlanOutcome change(PlanChange change, boolean preview)
            throws IOException, InterruptedException {
        var body = HubClient.type(PlanChange.class).toJson(change);
        var owner = HubClient.encode(Objects.requireNonNullElse(change.owner(), ""));
        return preview
                ? outcome("POST", PLANNING + "preview", body)
                : outcome("PUT", PLAN + "/" + owner, body);
    }

    @Override
    public PlanOutcome remove(String owner, String by) throws IOException, InterruptedException {
        var path = PLAN + "/" + HubClient.encode(owner) + "?by=" + HubClient.encode(by);
        return outcome("DELETE", path, null);
    }

    @Override
    public PlanOutcome replan(PlanRange range) throws IOException, InterruptedException {
        var body = HubClient.type(PlanRange.class).toJson(range);
        return outcome("POST", PLANNING + "replan", body);
    }

    /** A refusal comes as a problem, with the outcome in it. */
    private PlanOutcome outcome(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        var answer = hub.change(method, path(path), body);
        return answer.contains("\"outcome\":")
                ? HubClient.type(PlanProblem.class).fromJson(answer).outcome()
                : HubClient.type(PlanOutcome.class).fromJson(answer);
    }

    @Override
    public NextBlock next(String shape, List<String> with)
            throws IOException, InterruptedException {
        var query =
                "?shape=%s&with=%s"
                        .formatted(
                                HubClient.encode(shape), HubClient.encode(String.join(",", with)));
        return HubClient.type(NextBlock.class).fromJson(hub.read(path(PLANNING + "next" + query)));
    }

    @Override
    public List<PlanFinding> lint() throws IOException, InterruptedException {
        return hub.list(path(PLANNING + "lint"), PlanFinding.class);
    }

    @Override
    public String firewall(Firewall format) throws IOException, InterruptedException {
        return hub.read(path(PLANNING + "firewall?format=" + format.word()));
    }

    @Override
    public List<ShapeView> shapes() throws IOException, InterruptedException {
        return hub.list(path(PLANNING + "shapes"), ShapeView.class);
    }

    @Override
    public List<DeclaredPorts> neighbours() throws IOException, InterruptedException {
        return hub.list(NEIGHBOURS, DeclaredPorts.class);
    }

    @Override
    public void keep(List<DeclaredPorts> declared) throws IOException, InterruptedException {
        var body = HubClient.type(PlanViews.Import.class).toJson(new PlanViews.Import(declared));
        hub.change("POST", NEIGHBOURS, body);
    }

    @Override
    public void forget(String source) throws IOException, InterruptedException {
        hub.change("DELETE", NEIGHBOURS + "?source=" + HubClient.encode(source), null);
    }

    @Override
    public void close() {
        // The hub stays.
    }
}
