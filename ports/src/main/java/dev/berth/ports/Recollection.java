package dev.berth.ports;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an authority found in the file in which it remembers its leases.
 *
 * @param names how many owners and purposes have a port that they are to get again
 * @param adopted the leases that go on
 * @param trouble a sentence about what is wrong with the file, or null
 */
public record Recollection(int names, List<Lease> adopted, @Nullable Phrase trouble) {
    public Recollection {
        adopted = List.copyOf(adopted);
    }
}
