package dev.berth.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Rule;
import dev.berth.ports.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
    private final Stations stations = new Stations();

    private static Booking station(String owner, int base, String... features) {
        return Booking.of(owner, Stations.AZURACAST, base, features);
    }

    private static Booking noted(Booking booking, String notes) {
        return new Booking(
                booking.owner(),
                booking.shape(),
                booking.base(),
                booking.features(),
                booking.places(),
                booking.without(),
                booking.address(),
                notes);
    }

    @Test
    void case33_legacyDjsOfOneStationMeetTheListenersOfAnother() {
        stations.set(station("Radio A", 8146));

        var refused = stations.refused(station("Radio B", 8140, "autodj", "legacy-dj"));

        assertThat(refused.text(Language.ENGLISH))
                .contains("Radio A", "Radio B", "listen", "legacy-dj", "8145 +1", "tcp/8146")
                .contains("legacy Shoutcast DJs connect to the DJ port plus one")
                .contains("give Radio B the base 8150")
                .contains("switch legacy-dj off for Radio B");
        assertThat(refused.text(Language.CHINESE))
                .contains("Radio A", "Radio B", "listen", "8145 +1", "tcp/8146", "8150")
                .contains("旧式 Shoutcast DJ 连接的是 DJ 端口加一");
        assertThat(refused.clashes())
                .singleElement()
                .satisfies(clash -> {
                    assertThat(clash.owner()).isEqualTo("Radio B");
                    assertThat(clash.rule()).isEqualTo(Rule.PLANNED);
                });
        assertThat(refused.offers())
                .extracting(offer -> offer.text(Language.ENGLISH))
                .startsWith("give Radio B the base 8150", "switch legacy-dj off for Radio B");
    }

    @Test
    void everyOfferLeadsOut() {
        stations.set(station("Radio A", 8146));
        var wanted = station("Radio B", 8140, "autodj", "legacy-dj");
        stations.refused(wanted);

        assertThat(stations.ask(wanted.at(8150))).isInstanceOf(Outcome.Accepted.class);
        assertThat(stations.ask(wanted.off("legacy-dj"))).isInstanceOf(Outcome.Accepted.class);
        var degraded = stations.planner().set(stations.plan, wanted, new Terms(true, false));
        assertThat(degraded)
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> {
                            assertThat(accepted.plan().clashes()).isEmpty();
                            assertThat(accepted.warnings())
                                    .singleElement()
                                    .satisfies(warning ->
                                            assertThat(warning.english())
                                                    .startsWith(
                                                            "Radio B does without its legacy-dj port, because")
                                                    .contains("Radio A"));
                        });
    }

    @Test
    void case33_theClashIsToldFromTheSideOfWhoeverComesSecond() {
        stations.set(station("Radio B", 8140, "autodj", "legacy-dj"));

        assertThat(stations.refused(station("Radio A", 8146)).text(Language.ENGLISH))
                .startsWith(
                        "tcp/8146 is wanted as the listen port of Radio A, but it is the legacy-dj port of Radio B (dj port 8145 +1: ");
    }

    @Test
    void case34_aBackendThatIsOffHasNoPhantomPorts() {
        stations.set(station("Radio A", 8146));

        assertThat(stations.set(station("Radio B", 8140)).warnings()).isEmpty();
        assertThat(stations.set(station("Radio B", 8140, "autodj")).warnings()).isEmpty();
    }

    @Test
    void portsThatAreOnlyNextToEachOtherNeverClash() {
        stations.set(station("Radio A", 8146));

        for (int port : new int[] {8145, 8147}) {
            var single = Booking.of("Beside " + port, Stations.shape("single"), port);
            assertThat(stations.set(single).warnings()).isEmpty();
        }
    }

    @Test
    void case35_anEditThatTouchesNoPortIsAcceptedWithAWarningOfTheOldClash() {
        stations.set(station("Radio A", 8146));
        stations.force(station("Radio B", 8140, "autodj", "legacy-dj"));

        var edited = noted(station("Radio B", 8140, "autodj", "legacy-dj"), "two hours of repeats");
        assertThat(stations.set(edited).warnings())
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.english())
                                .startsWith("an old clash: ")
                                .contains("Radio A", "Radio B", "8146"));
        assertThat(stations.set(noted(station("Radio A", 8146), "innocent")).warnings()).hasSize(1);
        assertThat(stations.set(station("Radio C", 8160, "autodj")).warnings()).hasSize(1);
    }

    @Test
    void case35_anOldClashDoesNotExcuseANewOne() {
        stations.set(station("Radio A", 8146));
        stations.force(station("Radio B", 8140, "autodj", "legacy-dj"));
        stations.set(station("Radio C", 8160));

        assertThat(stations.refused(station("Radio B", 8160)).clashes()).hasSize(1);
    }

    @Test
    void forceGoesPastAClashAndSaysWhich() {
        stations.set(station("Radio A", 8146));

        var outcome =
                stations.planner()
                        .set(stations.plan, station("Radio B", 8146), new Terms(false, true));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.forced()).hasSize(1));
    }

    @Test
    void portsOfOneOwnerClashWithEachOtherToo() {
        var own =
                new Booking(
                        "Radio A",
                        Stations.AZURACAST,
                        8000,
                        Set.of("autodj"),
                        Map.of("dj", 8000),
                        Set.of(),
                        null,
                        "");

        assertThat(stations.refused(own).text(Language.ENGLISH))
                .contains("the dj port of Radio A", "the listen port of Radio A");
    }

    @Test
    void aCompanionGoesWithThePortItFollows() {
        var moved =
                new Booking(
                        "Radio A",
                        Stations.AZURACAST,
                        8000,
                        Set.of("autodj", "legacy-dj"),
                        Map.of("dj", 8300),
                        Set.of(),
                        null,
                        "");

        assertThat(moved.ports())
                .extracting(port -> port.endpoint().port())
                .containsExactly(8000, 8004, 8300, 8301);
    }

    @ParameterizedTest
    @CsvSource({"2000, 2022", "3300, 3306", "6370, 6379", "6020, 6020", "6020, 6025"})
    void case36_aBlockWithAProtectedPortAnywhereIsNeverHandedOut(int block, int port) {
        stations.in(block, block + 19)
                .protecting(new Protection(PortRange.of(port), "somebody else"));
        int bad = port / 10 * 10;

        assertThat(stations.planner().next(Plan.EMPTY, station("Radio A", bad)))
                .isInstanceOfSatisfying(
                        Room.Free.class,
                        free -> assertThat(free.base() / 10 * 10).isNotEqualTo(bad));
    }

    @Test
    void case36_aProtectedPortThatIsTypedByHandIsRefusedByName() {
        stations.protecting(new Protection(PortRange.of(8080), "HTTP"));

        assertThat(stations.refused(station("Radio A", 8080)).text(Language.ENGLISH))
                .contains("tcp/8080", "the listen port of Radio A", "protected for HTTP")
                .contains("give Radio A the base 8090");
    }

    @Test
    void case37_theLastBlockEndsWithTheRange() {
        stations.in(8000, 8500);
        var bases = new ArrayList<Integer>();
        for (int i = 0; i < 60; i++) {
            var wanted = station("Radio " + i, 8000);
            if (!(stations.planner().next(stations.plan, wanted) instanceof Room.Free(int base))) {
                break;
            }
            stations.set(wanted.at(base));
            bases.add(base);
        }

        assertThat(bases).hasSize(50).startsWith(8000).endsWith(8490);
        assertThat(stations.planner().next(stations.plan, station("One more", 8000)))
                .isInstanceOfSatisfying(
                        Room.None.class,
                        none ->
                                assertThat(none.text(Language.ENGLISH))
                                        .contains(
                                                "8000-8500", "no free block of 10", "50 planned"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 'Radio A has the base 0, which is not a port number; use one from 1 to 65535'",
        "-1, 'Radio A has the base -1, which is not a port number; use one from 1 to 65535'",
        "65536, 'Radio A has the base 65536, which is not a port number; use one from 1 to 65535'",
        "65535, 'Radio A would have its internal port at 65535+4 = 65539, which is not a port number; use a base of at most 65531'",
        "65530, 'Radio A would have its legacy-dj port at 65530+6 = 65536, which is not a port number; use a base of at most 65529'"
    })
    void case39_portsOutsideTheirRangeAreNamedAndNeverWrapAround(int base, String message) {
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() -> station("Radio A", base, "autodj", "legacy-dj"))
                .withMessage(message);
    }

    @Test
    void case39_theLastBasesThatFitDoFit() {
        assertThat(station("Radio A", 65535).ports()).hasSize(1);
        assertThat(station("Radio A", 65529, "autodj", "legacy-dj").ports().getLast().endpoint())
                .isEqualTo(Endpoint.tcp(65535));
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() -> Booking.of("Low", Stations.shape("compact"), 2, "autodj"))
                .withMessageContaining("internal port at 2-2 = 0")
                .withMessageContaining("at least 3");
    }

    @Test
    void case40_oddEndsOfARangeForPairsAreRoundedInward() {
        var slots = Stations.RTP.slots(new PortRange(30_001, 30_010));

        assertThat(slots.first()).isEqualTo(30_002);
        assertThat(slots.last()).isEqualTo(30_009);
        assertThat(slots.count()).isEqualTo(4);
        assertThat(slots.text(Language.ENGLISH))
                .isEqualTo(
                        "30001-30010 holds 4 rtp in 30002-30009; 2 ports at its ends are left over");
        assertThat(Stations.RTP.slots(new PortRange(30_001, 30_002)).count()).isZero();
        assertThat(Stations.RTP.slots(new PortRange(65_533, 65_535)).last()).isEqualTo(65_535);
    }

    @Test
    void case40_freePortsWithoutAPlaceForAPairAreFragmentedNotExhausted() {
        stations.in(30_000, 30_003);
        for (int port : new int[] {30_001, 30_003}) {
            var one = Shapes.consecutive("one", 1, Set.of(Transport.UDP));
            stations.set(Booking.of("One " + port, one, port));
        }

        var room = stations.planner().next(stations.plan, Booking.of("Call", Stations.RTP, 30_000));

        assertThat(room)
                .isInstanceOfSatisfying(
                        Room.None.class, none -> assertThat(none.fragmented()).isTrue());
        assertThat(new Clash.NoRoom("Call", (Room.None) room).rule())
                .isEqualTo(Rule.NO_ARRANGEMENT);
    }

    @Test
    void case73_noBrowserIsSentToAPortThatItRefuses() {
        for (int port : new int[] {6000, 10080}) {
            assertThat(stations.refused(station("Radio A", port)).clashes())
                    .singleElement()
                    .satisfies(clash -> {
                        assertThat(clash.rule()).isEqualTo(Rule.BROWSER_BLOCKED);
                        assertThat(clash.text(Language.ENGLISH)).contains("forbidden for browsers");
                    });
        }
        var video = Booking.of("Camera", Stations.RTP, 6000);
        assertThat(stations.ask(video)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aSocketOfAnybodyElseIsAClashAndKeepsItsBlockFromBeingGivenOut() {
        stations.held(Endpoint.tcp(8004), "influxd (pid 722)");

        assertThat(stations.refused(station("Radio A", 8000, "autodj")).text(Language.ENGLISH))
                .contains("tcp/8004", "the internal port of Radio A", "held by influxd (pid 722)")
                .contains("base 8010");
        assertThat(stations.set(station("Radio A", 8000)).warnings()).isEmpty();
    }

    @Test
    void whatANeighbourDeclaresIsAWarningToWhoeverAsksForItAndGivenToNobodyElse() {
        var declared =
                new Reservation(
                        Transport.TCP,
                        null,
                        PortRange.of(8000),
                        "web",
                        "HTTP",
                        Reservation.Strength.DECLARED,
                        "docker-compose.yml line 4");
        var ground = new Ground(Ground.BARE.look(), List.of(declared), List.of());
        var planner = new Planner(new PortRange(8000, 8499), ground);

        assertThat(planner.set(Plan.EMPTY, station("Radio A", 8000), Terms.STRICT))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.warnings())
                                        .singleElement()
                                        .satisfies(warning ->
                                                assertThat(warning.english())
                                                        .contains("docker-compose.yml line 4")));
        assertThat(planner.next(Plan.EMPTY, station("Radio A", 8000)))
                .isEqualTo(new Room.Free(8010));
    }

    @Test
    void differentAddressesHaveTheSamePort() throws Exception {
        for (byte host = 1; host <= 2; host++) {
            var address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, host});
            stations.set(
                    new Booking(
                            "At " + address.getHostAddress(),
                            Stations.AZURACAST,
                            8000,
                            Set.of(),
                            Map.of(),
                            Set.of(),
                            address,
                            ""));
        }
        assertThat(stations.plan.clashes()).isEmpty();
        assertThat(stations.refused(station("Everywhere", 8000)).clashes()).hasSize(2);
    }

    @Test
    void aNewRangeMovesOnlyThoseWhoAreOutsideOfIt() {
        stations.set(station("Radio A", 8000, "autodj"));
        stations.set(station("Radio B", 8100, "autodj"));
        stations.set(station("Radio C", 8110, "autodj"));

        var outcome = new Planner(new PortRange(8100, 8499), Ground.BARE).replan(stations.plan);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.moves())
                                        .containsExactly(new Move("Radio A", 8000, 8120)));
    }

    @Test
    void aNewProtectedPortMovesOnlyWhoeverIsOnIt() {
        stations.set(station("Radio A", 8000));
        stations.set(station("Radio B", 8010));
        stations.protecting(new Protection(PortRange.of(8010), "a neighbour"));

        assertThat(stations.planner().replan(stations.plan))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.moves())
                                        .containsExactly(new Move("Radio B", 8010, 8020)));
    }

    @Test
    void whoeverClashesWithMostOthersMovesAndTheyStay() {
        stations.set(Booking.of("One", Stations.shape("single"), 8204));
        stations.set(Booking.of("Two", Stations.shape("single"), 8205));
        stations.force(station("Radio A", 8200, "autodj"));

        assertThat(stations.planner().replan(stations.plan))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> {
                            assertThat(accepted.moves())
                                    .containsExactly(new Move("Radio A", 8200, 8000));
                            assertThat(accepted.plan().clashes()).isEmpty();
                        });
    }

    @Test
    void ofTwoThatClashWithEachOtherTheLaterMoves() {
        stations.set(station("Radio A", 8000));
        stations.force(station("Radio B", 8000));

        assertThat(stations.planner().replan(stations.plan))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted ->
                                assertThat(accepted.moves())
                                        .containsExactly(new Move("Radio B", 8000, 8010)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " A", "A\nB", "A\u2028B"})
    void aNameThatIsNoneIsRefusedInOneLine(String owner) {
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() -> station(owner, 8000))
                .withMessageContaining("is no name of an owner")
                .withMessageNotContaining("\n");
    }

    @Test
    void aNameThatIsTooLongIsNotRepeated() {
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() -> station("A".repeat(3_000), 8000))
                .withMessage("the name of an owner has 3000 letters; use at most 100");
    }

    @Test
    void aCompanionOfAPlacedRoleThatIsNoPortIsABadPlaceAndNoBadBase() {
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() ->
                        new Booking(
                                "A",
                                Stations.AZURACAST,
                                8000,
                                Set.of("autodj", "legacy-dj"),
                                Map.of("dj", 65_535),
                                Set.of(),
                                null,
                                ""))
                .withMessageContaining("legacy-dj port at 65536, which is not a port number")
                .withMessageNotContaining("base");
    }

    @Test
    void aRangeThatIsTooSmallForAllMovesNobody() {
        stations.set(station("Radio A", 8000));
        stations.set(station("Radio B", 8010));

        assertThat(new Planner(new PortRange(9000, 9009), Ground.BARE).replan(stations.plan))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused ->
                                assertThat(refused.text(Language.ENGLISH))
                                        .contains("Radio B finds no place", "9000-9009"));
    }

    @Test
    void theCompactShapeLiesBelowItsBase() {
        assertThat(
                        stations.planner()
                                .next(Plan.EMPTY, Booking.of("S", Stations.shape("compact"), 8000)))
                .isEqualTo(new Room.Free(8002));
        assertThat(Booking.of("S", Stations.shape("compact"), 8002, "autodj").ports())
                .extracting(port -> port.role().name() + " " + port.endpoint().port())
                .containsExactly("internal 8000", "dj 8001", "listen 8002");
    }

    @Test
    void theOtherShapesAreWhatTheirProtocolsAskFor() {
        assertThat(Booking.of("S", Stations.shape("raop"), 6001).ports())
                .extracting(PlannedPort::endpoint)
                .containsExactly(Endpoint.udp(6001), Endpoint.udp(6002), Endpoint.udp(6003));
        assertThat(Booking.of("S", Stations.shape("talk"), 30_000).ports())
                .extracting(PlannedPort::endpoint)
                .containsExactly(Endpoint.tcp(30_000), Endpoint.udp(30_000));
        assertThatExceptionOfType(BadPlan.class)
                .isThrownBy(() -> Booking.of("S", Stations.RTP, 30_001))
                .withMessageContaining("use 30002");
        assertThat(
                        Booking.of("S", Shapes.consecutive("six", 6, Set.of(Transport.TCP)), 100)
                                .ports())
                .hasSize(6);
    }

    @Test
    void thePlanKeepsEverybodyElseOffItsPorts() {
        stations.set(station("Radio A", 8146));

        assertThat(stations.plan.reservations())
                .singleElement()
                .satisfies(reservation -> {
                    assertThat(reservation.owner()).isEqualTo("Radio A");
                    assertThat(reservation.purpose()).isEqualTo("listen");
                    assertThat(reservation.strength()).isEqualTo(Reservation.Strength.PLANNED);
                    assertThat(reservation.meets(Endpoint.tcp("127.0.0.1", 8146))).isTrue();
                });
    }
}
