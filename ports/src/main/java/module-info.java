/**
 * The port authority: decides who may have which port, holds it in the kernel, and can say why.
 *
 * <p>Needs nothing but the JDK, so that any program can embed it.
 */
@org.jspecify.annotations.NullMarked
module dev.berth.ports {
    requires static org.jspecify;

    exports dev.berth.plan;
    exports dev.berth.ports;

    uses dev.berth.ports.Owners;
}
