package dev.berth.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.plan.Firewall;
import dev.berth.plan.Outcome;
import dev.berth.ports.Authority;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Language;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanOfRecordTest {
    private static final String ME = "root";

    /** Ports that nothing of this machine has, so that only the plan decides. */
    private static final PlanningConfig CONFIG =
            new PlanningConfig(new PortRange(27_000, 27_499), 10, List.of(), List.of(), List.of());

    @TempDir Path place;

    private final Authority authority = new Authority();
    private final List<PlanNote> notes = new ArrayList<>();
    private @Nullable String doubt;

    @AfterEach
    void close() {
        authority.close();
    }

    private PlanOfRecord open() {
        return new PlanOfRecord(
                CONFIG, place, authority, List::of, () -> Optional.ofNullable(doubt), notes::add);
    }

    private static Wish wish(String owner, @Nullable Integer base, String... with) {
        return new Wish(
                owner, null, null, base, List.of(with), List.of(), null, null, null, false, null);
    }

    private static Wish forced(Wish wish, String why) {
        return new Wish(
                wish.owner(),
                wish.name(),
                wish.shape(),
                wish.base(),
                wish.with(),
                wish.without(),
                wish.at(),
                wish.address(),
                wish.notes(),
                wish.degrade(),
                why);
    }

    private static Wish without(String owner, String feature) {
        return new Wish(
                owner,
                null,
                null,
                null,
                List.of(),
                List.of(feature),
                null,
                null,
                null,
                false,
                null);
    }

    private static Wish noted(String owner, String notes) {
        return new Wish(
                owner, null, null, null, List.of(), List.of(), null, null, notes, false, null);
    }

    @Test
    void theArticleOfTwoStationsIsToldFromBeginningToEnd() throws Exception {
        var plan = open();
        assertThat(plan.set(wish("Radio A", 27_146), ME)).isInstanceOf(Outcome.Accepted.class);
        assertThat(plan.set(wish("Radio B", 27_140), ME)).isInstanceOf(Outcome.Accepted.class);

        var refused = plan.set(wish("Radio B", null, "autodj", "legacy-dj"), ME);
        assertThat(refused).isInstanceOf(Outcome.Refused.class);
        assertThat(refused.text(Language.ENGLISH))
                .contains("Radio A", "27145 +1", "27146", "base 27150", "switch legacy-dj off");
        assertThat(plan.plan().booking("Radio B").orElseThrow().features()).isEmpty();

        assertThat(plan.set(wish("Radio B", null, "autodj"), ME))
                .isInstanceOf(Outcome.Accepted.class);
        var force = forced(wish("Radio B", null, "legacy-dj"), "the DJ is on air in a minute");
        assertThat(plan.set(force, ME)).isInstanceOf(Outcome.Accepted.class);
        var edited = plan.set(noted("Radio B", "two hours of repeats"), ME);
        assertThat(((Outcome.Accepted) edited).warnings()).hasSize(1);

        assertThat(notes)
                .extracting(PlanNote::kind)
                .containsExactly(
                        PlanNote.Kind.CHANGED,
                        PlanNote.Kind.CHANGED,
                        PlanNote.Kind.REFUSED,
                        PlanNote.Kind.CHANGED,
                        PlanNote.Kind.FORCED,
                        PlanNote.Kind.CHANGED);
        assertThat(notes.get(4).text()).contains("by root, because: the DJ is on air in a minute");
        assertThat(notes.get(4).endpoints()).containsExactly(Endpoint.tcp(27_146));
        assertThat(plan.set(without("Radio B", "legacy-dj"), ME).text(Language.ENGLISH))
                .doesNotContain("clash");
    }

    @Test
    void thePlanIsThereAfterARestartToTheLastNote() throws Exception {
        var address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
        var wish =
                new Wish(
                        "电台 \"A\"\\",
                        null,
                        "azuracast",
                        27_000,
                        List.of("autodj"),
                        List.of(),
                        Map.of("dj", 27_300),
                        address.getHostAddress(),
                        "first: line # no comment",
                        false,
                        null);
        var before = open();
        before.set(wish, ME);
        before.set(wish("Plain", null), ME);

        assertThat(open().plan()).isEqualTo(before.plan());
        assertThat(before.remove("Plain", ME)).isPresent();
        assertThat(before.remove("Plain", ME)).isEmpty();
        assertThat(open().plan().bookings()).hasSize(1);
    }

    @Test
    void theAuthorityKeepsOthersOffWhatIsPlanned() throws Exception {
        open().set(wish("Radio A", 27_146), ME);

        assertThat(authority.reservations())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.owner()).isEqualTo("Radio A");
                    assertThat(one.strength()).isEqualTo(Reservation.Strength.PLANNED);
                });
    }

    @Test
    void somebodyNewIsGivenTheNextFreeBlock() throws Exception {
        var plan = open();
        plan.set(wish("Radio A", null), ME);
        plan.set(wish("Radio B", null), ME);

        assertThat(plan.plan().booking("Radio B").orElseThrow().base()).isEqualTo(27_010);
        assertThat(plan.next("azuracast", List.of())).hasToString("Free[base=27020]");
    }

    @Test
    void aLiveSocketOfSomebodyElseIsAClashThatNamesItsProcess() throws Exception {
        try (var held = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var wish =
                    new Wish(
                            "Radio A",
                            null,
                            "single",
                            held.getLocalPort(),
                            List.of(),
                            List.of(),
                            null,
                            null,
                            null,
                            false,
                            null);

            assertThat(open().preview(wish).text(Language.ENGLISH))
                    .contains("held by", "pid " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aDamagedFileIsSaidInOneSentenceAndNeverWrittenOver() throws Exception {
        open().set(wish("Radio A", 27_000), ME);
        var file = place.resolve("plan.yaml");
        var whole = Files.readString(file);
        for (var damaged :
                List.of(
                        whole.substring(0, whole.length() / 2),
                        whole.replace("27000", "99999"),
                        whole.replace("azuracast", "azuracats"),
                        "\0\0\0",
                        "")) {
            Files.writeString(file, damaged);
            notes.clear();
            var plan = open();

            assertThat(plan.damage())
                    .as(damaged)
                    .hasValueSatisfying(sentence ->
                            assertThat(sentence).contains("plan.yaml").doesNotContain("\n"));
            assertThat(notes).extracting(PlanNote::kind).containsExactly(PlanNote.Kind.DAMAGED);
            assertThatExceptionOfType(PlanDamaged.class)
                    .isThrownBy(() -> plan.set(wish("Radio B", 27_010), ME));
            assertNothingIsTold(plan);
            assertThat(file).hasContent(damaged);
        }
    }

    private static void assertNothingIsTold(PlanOfRecord plan) {
        for (ThrowingCallable question :
                List.<ThrowingCallable>of(
                        plan::lint,
                        () -> plan.firewall(Firewall.NFT),
                        () -> plan.next("azuracast", List.of()),
                        () -> plan.preview(wish("Radio B", 27_010)),
                        () -> plan.previewReplan(new PortRange(27_400, 27_499)))) {
            assertThatExceptionOfType(PlanDamaged.class)
                    .isThrownBy(question)
                    .withMessage(plan.problem().orElseThrow());
        }
    }

    @Test
    void nothingIsPlannedWhileItIsNotKnownWhatNeighboursDeclare() {
        doubt = "what was imported cannot be read; mend it";
        var plan = open();

        assertThat(plan.problem()).contains(doubt);
        assertThat(plan.damage()).isEmpty();
        assertNothingIsTold(plan);
    }

    @Test
    void anEmptyPlanHasNoRulesForAFirewall() throws Exception {
        var plan = open();

        assertThat(plan.firewall(Firewall.NFT)).isEmpty();
        plan.set(wish("Radio A", 27_000), ME);
        assertThat(plan.firewall(Firewall.NFT)).get().asString().contains("27000");
    }

    @Test
    void aPlaceOfNoRoleOrOfNoPortIsRefused() {
        var placed =
                new Wish(
                        "A",
                        null,
                        null,
                        27_000,
                        List.of(),
                        List.of(),
                        Map.of("lisen", 27_100),
                        null,
                        null,
                        false,
                        null);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> open().preview(placed))
                .withMessageContaining("did you mean listen?");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Wish.place("listen=99999", new HashMap<>()))
                .withMessage(
                        "'listen=99999' names 99999, which is not a port number; use one from 1 to 65535");
    }

    @Test
    void aFeatureIsNotSwitchedOnAndOffAtOnce() {
        var both =
                new Wish(
                        "A",
                        null,
                        null,
                        27_000,
                        List.of("autodj"),
                        List.of("autodj"),
                        null,
                        null,
                        null,
                        false,
                        null);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> open().preview(both))
                .withMessageContaining("autodj is to be switched on and off");
    }

    @Test
    void aPlanThatCannotBeWrittenStaysWhatItWas() throws Exception {
        var plan = open();
        plan.set(wish("Radio A", 27_000), ME);
        Files.delete(place.resolve("plan.yaml"));
        Files.createDirectories(place.resolve("plan.yaml").resolve("in the way"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> plan.set(wish("Radio B", 27_010), ME))
                .withMessageContaining("stays as it was");
        assertThat(plan.plan().booking("Radio B")).isEmpty();
    }

    @Test
    void anUnknownShapeOrFeatureIsMetWithAGuess() {
        var plan = open();
        var shape =
                new Wish(
                        "A",
                        null,
                        "azuracats",
                        27_000,
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        false,
                        null);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> plan.preview(shape))
                .withMessageContaining("did you mean azuracast?");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> plan.preview(without("A", "auto-dj")))
                .withMessageContaining("did you mean autodj?");
    }

    @Test
    void case35_anotherNameIsNoChangeOfPortsAndAcceptedBesideAnOldClash() throws Exception {
        var plan = open();
        plan.set(wish("Radio A", 27_146), ME);
        plan.set(forced(wish("Radio B", 27_140, "autodj", "legacy-dj"), "on air"), ME);
        var renamed =
                new Wish(
                        "Radio B", "Radio C", null, null, List.of(), List.of(), null, null, null,
                        false, null);

        var outcome = plan.set(renamed, ME);

        assertThat(((Outcome.Accepted) outcome).warnings()).hasSize(1);
        assertThat(open().plan().booking("Radio B")).isEmpty();
        assertThat(open().plan().booking("Radio C").orElseThrow().base()).isEqualTo(27_140);
    }

    @Test
    void everybodyMovesOrNobodyDoes() throws Exception {
        var plan = open();
        plan.set(wish("Radio A", 27_000), ME);
        plan.set(wish("Radio B", 27_400), ME);

        assertThat(plan.previewReplan(new PortRange(27_400, 27_405)))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(plan.replan(new PortRange(27_400, 27_499), ME))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(open().plan().booking("Radio A").orElseThrow().base()).isEqualTo(27_410);
        assertThat(notes).extracting(PlanNote::kind).contains(PlanNote.Kind.MOVED);
    }
}
