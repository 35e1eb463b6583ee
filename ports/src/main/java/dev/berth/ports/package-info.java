/**
 * The port authority. A port that stays yours, in three lines:
 *
 * {@snippet lang = java :
 * try (var authority = new Authority();
 *         var lease = authority.lease(Claim.next("shop", "web", Endpoint.tcp("127.0.0.1", 8080)))) {
 *     System.out.println("serving on " + lease.serverSocket().getLocalAddress());
 *     lease.passedOver().forEach(why -> System.out.println("not there: " + why.explain()));
 * }
 * }
 *
 * <p>{@link dev.berth.ports.Authority#lease} gives 8080, or the next good port with the reason for
 * each one that was passed over; the socket of the lease listens already. A guarded lease keeps the
 * port for another socket, of this process or of a child. {@link dev.berth.ports.Authority#check}
 * says what a port is without taking it, and {@link dev.berth.ports.Complaints} what other programs
 * mean when they did not get one.
 *
 * <p>Run it with {@code --enable-native-access=dev.berth.ports} (or {@code ALL-UNNAMED} on the
 * class path): the causes and owners come from the kernel through the foreign function interface.
 * Without that permission everything works from /proc, more slowly.
 */
package dev.berth.ports;
