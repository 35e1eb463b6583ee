package dev.berth.neighbours;

import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A docker-compose file: what its services publish on this machine, in the short form ({@code
 * 127.0.0.1:8000-8010:8000-8010/udp}) and in the long one. A port without a host side is given one
 * by Docker, from the ephemeral range, and declares nothing.
 *
 * @param file its name
 * @param environment what variables are, such as {@code System::getenv}; null for unset
 */
record ComposeFile(String file, UnaryOperator<@Nullable String> environment) {
    private static final int DEEPEST = 50;

    ComposeFile(String file) {
        this(file, name -> null);
    }

    List<Reservation> read(String text) throws BadNeighbour {
        var declared = new Declarations(file, file);
        for (var service : entries(find(root(text), "services")).entrySet()) {
            if (find(service.getValue(), "ports") instanceof SequenceNode ports) {
                for (var port : ports.getValue()) {
                    add(declared, service.getKey(), port);
                }
            }
        }
        return declared.found();
    }

    private @Nullable Node root(String text) throws BadNeighbour {
        var settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setAllowDuplicateKeys(true)
                        .setMaxAliasesForCollections(DEEPEST)
                        .build();
        try {
            return new Compose(settings).composeString(text).orElse(null);
        } catch (MarkedYamlEngineException bad) {
            int line = bad.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
            throw new Declarations(file, file)
                    .bad(line, bad.getProblem() + "; mend the YAML there");
        } catch (YamlEngineException | StackOverflowError bad) {
            throw new BadNeighbour(file + " is no YAML that can be read; mend it");
        }
    }

    private static Map<String, Node> entries(@Nullable Node node) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(pair -> pair.getKeyNode() instanceof ScalarNode)
                        .collect(
                                Collectors.toMap(
                                        pair -> ((ScalarNode) pair.getKeyNode()).getValue(),
                                        pair -> pair.getValueNode(),
                                        (first, second) -> second,
                                        LinkedHashMap::new))
                : Map.of();
    }

    private static @Nullable Node find(@Nullable Node node, String key) {
        return entries(node).get(key);
    }

    private void add(Declarations declared, String service, Node port) throws BadNeighbour {
        int line = port.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        switch (port) {
            case ScalarNode text -> shortForm(declared, service, filled(text.getValue()), line);
            case MappingNode mapping -> longForm(declared, service, mapping, line);
            default -> {}
        }
    }

    /** {@code [[address:]host:]container[/protocol]}; the address may be IPv6 in brackets. */
    private static void shortForm(Declarations declared, String service, String text, int line)
            throws BadNeighbour {
        int slash = text.lastIndexOf('/');
        var transport = transport(declared, slash < 0 ? "tcp" : text.substring(slash + 1), line);
        var place = slash < 0 ? text : text.substring(0, slash);
        int container = place.lastIndexOf(':');
        if (container < 0) {
            return;
        }
        var host = place.substring(0, container);
        int address = host.lastIndexOf(':');
        add(
                declared,
                service,
                transport,
                host.substring(0, Math.max(0, address)),
                host.substring(address + 1),
                line);
    }

    private void longForm(Declarations declared, String service, MappingNode port, int line)
            throws BadNeighbour {
        var transport = transport(declared, word(port, "protocol").orElse("tcp"), line);
        add(
                declared,
                service,
                transport,
                word(port, "host_ip").orElse(""),
                word(port, "published").orElse(""),
                line);
    }

    private Optional<String> word(MappingNode mapping, String key) {
        return find(mapping, key) instanceof ScalarNode scalar
                ? Optional.of(filled(scalar.getValue()))
                : Optional.empty();
    }

    private static void add(
            Declarations declared,
            String service,
            Transport transport,
            String address,
            String host,
            int line)
            throws BadNeighbour {
        PortRange ports = declared.ports(host, line);
        if (ports != null) {
            declared.add(
                    service, transport, declared.address(address, line), ports, "published", line);
        }
    }

    private static Transport transport(Declarations declared, String word, int line)
            throws BadNeighbour {
        return switch (word) {
            case "tcp" -> Transport.TCP;
            case "udp" -> Transport.UDP;
            default ->
                    throw declared.bad(
                            line, "'%s' is neither tcp nor udp; write one of them".formatted(word));
        };
    }

    private String filled(String text) {
        return Variables.filled(text, environment);
    }
}
