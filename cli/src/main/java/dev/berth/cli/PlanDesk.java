package dev.berth.cli;

import dev.berth.api.PlanViews.DeclaredPorts;
import dev.berth.api.PlanViews.NextBlock;
import dev.berth.api.PlanViews.PlanChange;
import dev.berth.api.PlanViews.PlanFinding;
import dev.berth.api.PlanViews.PlanOutcome;
import dev.berth.api.PlanViews.PlanRange;
import dev.berth.api.PlanViews.PlanView;
import dev.berth.api.PlanViews.ShapeView;
import dev.berth.plan.Firewall;
import java.util.List;

/** Where the plan is: with the hub that runs, or in the data directory while none does. */
interface PlanDesk extends AutoCloseable {
    PlanView plan() throws Exception;

    /** Makes a change, or says what it would do. */
    PlanOutcome change(PlanChange change, boolean preview) throws Exception;

    PlanOutcome remove(String owner, String by) throws Exception;

    PlanOutcome replan(PlanRange range) throws Exception;

    NextBlock next(String shape, List<String> with) throws Exception;

    List<PlanFinding> lint() throws Exception;

    String firewall(Firewall format) throws Exception;

    List<ShapeView> shapes() throws Exception;

    List<DeclaredPorts> neighbours() throws Exception;

    /** Keeps what was imported. */
    void keep(List<DeclaredPorts> declared) throws Exception;

    /** Forgets what was imported from a file. */
    void forget(String source) throws Exception;

    @Override
    void close();
}
