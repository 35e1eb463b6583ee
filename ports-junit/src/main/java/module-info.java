/** Gives a JUnit test a port that stays its own for as long as the test runs. */
@org.jspecify.annotations.NullMarked
module dev.berth.ports.junit {
    requires transitive dev.berth.ports;
    requires transitive org.junit.jupiter.api;
    requires static org.jspecify;

    exports dev.berth.ports.junit;
}
