package dev.berth.ports.junit;

import dev.berth.ports.Transport;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Leases a port for a parameter of a test, of a constructor or of a method that runs before or
 * after tests, or for a field, and gives it back at the end of the test; for a static field, and
 * for what runs before or after all, at the end of the class.
 *
 * <p>The type says what is wanted:
 *
 * <ul>
 *   <li>{@code int}: the number of a TCP port that is guarded. A server that sets {@code
 *       SO_REUSEADDR}, as nearly all do, listens on it whenever the test starts it, stops it and
 *       starts it again; nobody else can take the port meanwhile.
 *   <li>{@link dev.berth.ports.Endpoint}: the same with its address.
 *   <li>{@link dev.berth.ports.Lease}: the lease, whose socket listens or receives already.
 * </ul>
 *
 * <pre>{@code
 * @Test
 * void theServerAnswers(@LeasedPort int port) throws Exception {
 *     try (var server = new MyServer(port)) { … }
 * }
 * }</pre>
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PortLeases.class)
public @interface LeasedPort {
    /** The transport. A UDP port can only be leased with its socket, as a {@code Lease}. */
    Transport transport() default Transport.TCP;

    /** The address, as a literal; none means every address. */
    String address() default "127.0.0.1";

    /**
     * The ports that will do, such as {@code 20000-29999} or {@code 8146}. The default lies outside
     * of what systems give to outgoing connections.
     */
    String range() default "20000-29999";
}
