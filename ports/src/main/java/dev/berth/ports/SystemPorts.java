package dev.berth.ports;

import java.util.List;

/**
 * The ports that the operating system has plans of its own for.
 *
 * @param kind which system
 * @param ephemeral what it chooses from for outgoing connections and {@code bind(0)}
 * @param reserved parts of that which it never chooses by itself ({@code ip_local_reserved_ports})
 * @param unprivilegedStart the lowest port that needs no privilege; 0 where none does
 * @param excluded ports that no program can have although none has them (Windows)
 */
public record SystemPorts(
        Kind kind,
        PortRange ephemeral,
        List<PortRange> reserved,
        int unprivilegedStart,
        List<PortRange> excluded) {

    /** Which commands cure what is found. */
    public enum Kind {
        LINUX,
        WINDOWS,
        OTHER
    }

    public SystemPorts {
        reserved = List.copyOf(reserved);
        excluded = List.copyOf(excluded);
    }

    /** Those of this machine, read at this moment. The excluded ones of Windows are not read. */
    public static SystemPorts ofThisMachine() {
        var kind = Platform.LINUX ? Kind.LINUX : Platform.WINDOWS ? Kind.WINDOWS : Kind.OTHER;
        return new SystemPorts(
                kind,
                Sysctl.ephemeral(),
                Sysctl.reserved(),
                Platform.WINDOWS ? 0 : Sysctl.unprivilegedStart(),
                List.of());
    }
}
