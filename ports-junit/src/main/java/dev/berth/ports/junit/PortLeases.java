package dev.berth.ports.junit;

import dev.berth.ports.Authority;
import dev.berth.ports.Claim;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Lease;
import dev.berth.ports.PortRange;
import dev.berth.ports.PortRefused;
import dev.berth.ports.Transport;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * Fills what {@link LeasedPort} marks. All tests of a run share one authority, which is closed at
 * its end; the store of each test closes the leases that were put into it.
 */
final class PortLeases implements ParameterResolver, BeforeAllCallback, BeforeEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(PortLeases.class);
    private static final int LONGEST = 200;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(LeasedPort.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var wish = parameter.findAnnotation(LeasedPort.class).orElseThrow();
        var where = "parameter " + parameter.getParameter().getName();
        try {
            return value(wish, parameter.getParameter().getType(), where, context);
        } catch (PortRefused | IllegalArgumentException refused) {
            throw new ParameterResolutionException(where + ": " + refused.getMessage(), refused);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        fill(context, null, field -> Modifier.isStatic(field.getModifiers()));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            fill(
                    context,
                    instance,
                    field ->
                            !Modifier.isStatic(field.getModifiers())
                                    && field.getDeclaringClass().isInstance(instance));
        }
    }

    private static void fill(
            ExtensionContext context, @Nullable Object instance, Predicate<Field> wanted) {
        var type = instance == null ? context.getRequiredTestClass() : instance.getClass();
        List<Field> fields =
                AnnotationSupport.findAnnotatedFields(
                        type, LeasedPort.class, wanted, HierarchyTraversalMode.TOP_DOWN);
        for (var field : fields) {
            fill(context, instance, field);
        }
    }

    private static void fill(ExtensionContext context, @Nullable Object instance, Field field) {
        var wish = field.getAnnotation(LeasedPort.class);
        var where = "field " + field.getName();
        try {
            field.setAccessible(true);
            field.set(instance, value(wish, field.getType(), where, context));
        } catch (ReflectiveOperationException | PortRefused | IllegalArgumentException refused) {
            throw new ExtensionConfigurationException(where + ": " + refused.getMessage(), refused);
        }
    }

    private static Object value(
            LeasedPort wish, Class<?> type, String where, ExtensionContext context)
            throws PortRefused {
        if (type == Lease.class) {
            return lease(claim(wish, where, context), context);
        }
        if (type != int.class && type != Integer.class && type != Endpoint.class) {
            throw new IllegalArgumentException(
                    type.getSimpleName()
                            + " cannot be leased; use int, Endpoint or Lease as its type");
        }
        if (wish.transport() == Transport.UDP) {
            throw new IllegalArgumentException(
                    "a UDP port is held by its socket only; use Lease as its type, and its datagramSocket()");
        }
        Lease lease = lease(claim(wish, where, context).guarded(), context);
        return type == Endpoint.class ? lease.endpoint() : (Object) lease.endpoint().port();
    }

    private static Claim claim(LeasedPort wish, String where, ExtensionContext context) {
        var range = PortRange.parse(wish.range());
        var address = wish.address().contains(":") ? "[" + wish.address() + "]" : wish.address();
        var template =
                Endpoint.parse(
                        wish.transport()
                                + "/"
                                + (address.isEmpty() ? "" : address + ":")
                                + range.first());
        return Claim.pool(shortened("test " + context.getDisplayName()), where, template, range);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST));
    }

    /** The store closes what it holds, the newest first, when its test or class ends. */
    private static Lease lease(Claim claim, ExtensionContext context) throws PortRefused {
        Lease lease = authority(context).lease(claim);
        store(context).put(lease.token(), lease);
        return lease;
    }

    private static Authority authority(ExtensionContext context) {
        return store(context.getRoot())
                .computeIfAbsent(Authority.class, key -> new Authority(), Authority.class);
    }

    private static Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }
}
