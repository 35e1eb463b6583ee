package dev.berth.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What TLS needs.
 *
 * @param certificate PEM file of the certificate chain we show to clients; null when we serve no
 *     TLS
 * @param key PEM file of its private key, PKCS #8, without a password
 * @param trust PEM file of the certificates we trust in servers; null for those the JDK trusts
 */
public record Tls(@Nullable Path certificate, @Nullable Path key, @Nullable Path trust) {
    public static final Tls NONE = new Tls(null, null, null);

    private static final Map<Tls, SslContext> CLIENTS = new ConcurrentHashMap<>();

    /** What is wrong with the files that are named, a sentence each. */
    public List<String> check() {
        var problems = new ArrayList<String>();
        unreadable("tls.certificate", certificate).ifPresent(problems::add);
        unreadable("tls.key", key).ifPresent(problems::add);
        unreadable("tls.trust", trust).ifPresent(problems::add);
        if (problems.isEmpty() && certificate != null && key != null) {
            check(this::server, problems);
        }
        if (problems.isEmpty() && trust != null) {
            check(this::client, problems);
        }
        return problems;
    }

    private static Optional<String> unreadable(String name, @Nullable Path file) {
        return file == null || Files.isReadable(file)
                ? Optional.empty()
                : Optional.of(
                        "%s is %s, which is not there or may not be read; name a PEM file"
                                .formatted(name, file));
    }

    private interface Use {
        SslContext open() throws IOException;
    }

    private static void check(Use use, List<String> problems) {
        try {
            use.open();
        } catch (IOException unusable) {
            problems.add(String.valueOf(unusable.getMessage()));
        }
    }

    /**
     * For connections we accept.
     *
     * @param protocols what is spoken above, the best first, where there is a choice: RFC 7301
     */
    public SslContext server(String... protocols) throws IOException {
        if (certificate == null || key == null) {
            throw new IOException(
                    "tls.certificate and tls.key are not set; name the PEM files to serve TLS with");
        }
        try {
            var builder = SslContextBuilder.forServer(certificate.toFile(), key.toFile());
            return (protocols.length == 0
                            ? builder
                            : builder.applicationProtocolConfig(choice(protocols)))
                    .build();
        } catch (IOException | IllegalArgumentException unusable) {
            throw new IOException(
                    "tls.certificate "
                            + certificate
                            + " and tls.key "
                            + key
                            + " make no usable pair ("
                            + unusable.getMessage()
                            + "); give a PEM chain and its PKCS #8 key",
                    unusable);
        }
    }

    private static ApplicationProtocolConfig choice(String... protocols) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }

    /**
     * For connections we make: the server's certificate must be trusted, and be the host's. Made
     * once, because it is memory that no garbage collector sees; a file that changes counts after a
     * restart.
     */
    public SslContext client() throws IOException {
        var made = CLIENTS.get(this);
        if (made == null) {
            made = makeClient();
            CLIENTS.put(this, made);
        }
        return made;
    }

    private SslContext makeClient() throws IOException {
        var builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        try {
            return (trust == null ? builder : builder.trustManager(trust.toFile())).build();
        } catch (IOException | IllegalArgumentException unusable) {
            throw new IOException(
                    "tls.trust "
                            + trust
                            + " cannot be read as certificates ("
                            + unusable.getMessage()
                            + "); give a PEM file",
                    unusable);
        }
    }
}
