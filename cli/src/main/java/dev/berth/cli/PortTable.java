package dev.berth.cli;

import dev.berth.hub.Hub;
import dev.berth.ports.Lease;
import dev.berth.ports.Refusal;
import dev.berth.restream.OutputStatus;
import dev.berth.supervise.ServiceStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every port a hub holds, what for and where; below it every port it does not have, who has it and
 * what to do.
 */
final class PortTable {
    private PortTable() {}

    static void print(Hub hub, PrintWriter out) {
        var services = hub.services();
        var outputs = hub.restream().list();
        var table = new Table("PORT", "FOR", "URL");
        services.forEach(service -> rows(service, table));
        var ofServices = services.stream().flatMap(service -> service.leases().stream()).toList();
        for (var lease : hub.authority().leases()) {
            if (!ofServices.contains(lease)) {
                table.row(
                        lease.endpoint().toString(), lease.claim().purpose(), url(lease, outputs));
            }
        }
        table.print(out);
        for (var sentence : notes(services, outputs)) {
            out.println();
            out.println(sentence);
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
                                    "NOT HELD, see below"));
        }
    }

    private static String url(Lease lease, List<OutputStatus> outputs) {
        return outputs.stream()
                .filter(output -> lease.claim().owner().endsWith(output.to()))
                .map(output -> output.to().replaceAll("[?&]listen(=1)?", ""))
                .findFirst()
                .orElse("");
    }

    private static List<String> notes(List<ServiceStatus> services, List<OutputStatus> outputs) {
        var notes = new ArrayList<String>();
        for (var service : services) {
            if (service.problem() != null) {
                notes.add(
                        service.name()
                                + ": "
                                + service.problem()
                                + remedies(service.refusal())
                                + "\n  It starts by itself once the port is free; everything else runs.");
            }
            service.leases().forEach(lease -> moved(lease, notes));
        }
        outputs.stream()
                .filter(output -> output.problem() != null)
                .forEach(output -> notes.add("output " + output.to() + ": " + output.problem()));
        return notes;
    }

    private static void moved(Lease lease, List<String> notes) {
        if (!lease.passedOver().isEmpty()) {
            notes.add(
                    lease.claim().purpose()
                            + " is on "
                            + lease.endpoint()
                            + " instead of "
                            + lease.claim().endpoint()
                            + ": "
                            + lease.passedOver().getFirst().explain());
        }
    }

    private static String remedies(@Nullable Refusal refusal) {
        var text = new StringBuilder();
        if (refusal != null) {
            for (var remedy : refusal.remedies()) {
                if (remedy.command() != null) {
                    text.append("\n  ")
                            .append(remedy.text())
                            .append(":  ")
                            .append(remedy.command());
                }
            }
        }
        return text.toString();
    }
}
