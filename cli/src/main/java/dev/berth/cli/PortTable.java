package dev.berth.cli;

import dev.berth.hub.Hub;
import dev.berth.ports.Claim;
import dev.berth.ports.Holder;
import dev.berth.ports.Lease;
import dev.berth.ports.Refusal;
import dev.berth.ports.Verdict;
import dev.berth.restream.OutputStatus;
import dev.berth.supervise.ServiceStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Every port a hub holds, what for and where; below it every port it does not have, who has it and
 * what to do.
 */
final class PortTable {
    /** How to have a service elsewhere. */
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "rtmp", "--rtmp ENDPOINT, or rtmp.listen in the configuration",
                    "rtmps", "rtmp.tls-listen in the configuration",
                    "api", "--api ENDPOINT, or api.listen in the configuration");

    private PortTable() {}

    static void print(Hub hub, PrintWriter out) {
        var services = hub.services();
        var table = new Table("PORT", "FOR", "URL");
        services.forEach(service -> rows(service, table));
        var ofServices = services.stream().flatMap(service -> service.leases().stream()).toList();
        for (var lease : hub.authority().leases()) {
            if (!ofServices.contains(lease)) {
                table.row(lease.endpoint().toString(), lease.claim().purpose(), url(lease));
            }
        }
        table.print(out);
        var notes = notes(services, hub.restream().list());
        notes.addAll(hub.health().problems());
        for (var note : notes) {
            out.println();
            out.println(note);
        }
    }

    private static void rows(ServiceStatus service, Table table) {
        for (int i = 0; i < service.leases().size(); i++) {
            var lease = service.leases().get(i);
            var url = i < service.urls().size() ? service.urls().get(i) : "";
            table.row(lease.endpoint().toString(), lease.claim().purpose(), url);
        }
        if (service.leases().isEmpty()) {
            service.claims()
                    .forEach(claim ->
                            table.row(
                                    claim.endpoint().toString(),
                                    claim.purpose(),
                                    "NOT SERVED, see below"));
        }
    }

    /** The owner of an output's lease is called after its address. */
    private static String url(Lease lease) {
        return lease.claim().owner().replaceFirst("^output ", "").replaceFirst("[?&]listen=1$", "");
    }

    private static List<String> notes(List<ServiceStatus> services, List<OutputStatus> outputs) {
        var notes = new ArrayList<String>();
        for (var service : services) {
            if (service.state() == ServiceStatus.State.WAITING_FOR_PORT
                    && service.refusal() != null) {
                notes.add(waiting(service, service.refusal()));
            } else if (service.problem() != null) {
                notes.add(
                        service.name()
                                + " could not start: "
                                + service.problem()
                                + "\n  It tries again every few seconds; everything else runs.");
            }
            service.leases().forEach(lease -> moved(lease, notes));
        }
        outputs.stream()
                .filter(output -> output.problem() != null)
                .forEach(output ->
                        notes.add(
                                "output "
                                        + output.to()
                                        + ": "
                                        + output.problem()
                                        + "\n  It tries again by itself; nothing else waits for it."));
        return notes;
    }

    private static String waiting(ServiceStatus service, Refusal refusal) {
        var text = new StringBuilder(service.name() + " is not served: ");
        if (refusal instanceof Verdict.Held use) {
            text.append(held(use)).append(commands(use));
        } else {
            text.append(refusal.explain());
        }
        return text.append("\n  serve it elsewhere:  ")
                .append(ELSEWHERE.getOrDefault(service.name(), "another port"))
                .append("\n  ")
                .append(service.name())
                .append(" starts by itself once it can have ")
                .append(ports(service.claims()))
                .append("; everything else runs.")
                .toString();
    }

    private static String commands(Verdict.Held use) {
        return use.remedies().stream()
                .filter(remedy -> remedy.command() != null)
                .map(remedy -> "\n  " + remedy.text() + ":  " + remedy.command())
                .collect(Collectors.joining());
    }

    private static String held(Verdict.Held use) {
        var text = new StringBuilder(use.endpoint() + " is held by ");
        if (use.holders().isEmpty()) {
            text.append("something that no table of this system shows");
        }
        for (var holder : use.holders()) {
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : ", and by ")
                    .append(holder.describe())
                    .append(commandLine(holder));
        }
        return text.toString();
    }

    private static String commandLine(Holder holder) {
        return holder.commandLine().isBlank() ? "" : ", running: " + holder.commandLine();
    }

    private static String ports(List<Claim> claims) {
        return String.join(
                " and ", claims.stream().map(claim -> claim.endpoint().toString()).toList());
    }

    private static void moved(Lease lease, List<String> notes) {
        if (!lease.passedOver().isEmpty()) {
            var first = lease.passedOver().getFirst();
            notes.add(
                    lease.claim().purpose()
                            + ": on "
                            + lease.endpoint()
                            + ", because "
                            + (first instanceof Verdict.Held use ? held(use) : first.explain()));
        }
    }
}
