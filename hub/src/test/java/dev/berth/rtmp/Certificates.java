package dev.berth.rtmp;

import dev.berth.net.Tls;
import java.nio.file.Path;

/** A certificate for 127.0.0.1 that nobody trusts who was not told to. */
public final class Certificates {
    private Certificates() {}

    /** Puts it and its key into a folder. */
    public static Tls make(Path folder) throws Exception {
        var certificate = folder.resolve("certificate.pem");
        var key = folder.resolve("key.pem");
        try (var openssl =
                Child.run(
                        "openssl",
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-subj",
                        "/CN=berth test",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString())) {
            openssl.output();
        }
        return new Tls(certificate, key, null);
    }
}
