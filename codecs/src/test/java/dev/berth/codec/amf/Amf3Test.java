package dev.berth.codec.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Amf3Test {
    private final Amf3Reader reader = new Amf3Reader(AmfLimits.DEFAULT);

    static Stream<Arguments> everyValue() {
        return Stream.of(
                Arguments.of("00", Amf.undefined()),
                Arguments.of("01", Amf.nil()),
                Arguments.of("02", Amf.bool(false)),
                Arguments.of("03", Amf.bool(true)),
                Arguments.of("04 00", Amf.num(0)),
                Arguments.of("04 7f", Amf.num(127)),
                Arguments.of("04 81 00", Amf.num(128)),
                Arguments.of("04 ff 7f", Amf.num(16_383)),
                Arguments.of("04 81 80 00", Amf.num(16_384)),
                Arguments.of("04 ff ff 7f", Amf.num(2_097_151)),
                Arguments.of("04 80 c0 80 00", Amf.num(2_097_152)),
                Arguments.of("04 bf ff ff ff", Amf.num(268_435_455)),
                Arguments.of("04 ff ff ff ff", Amf.num(-1)),
                Arguments.of("04 c0 80 80 00", Amf.num(-268_435_456)),
                Arguments.of("05 41b0000000000000", Amf.num(268_435_456)),
                Arguments.of("05 3fe0000000000000", Amf.num(0.5)),
                Arguments.of("05 8000000000000000", Amf.num(-0.0)),
                Arguments.of("06 09 'live'", Amf.str("live")),
                Arguments.of("06 01", Amf.str("")),
                Arguments.of("08 01 4070000000000000", new Amf.Date(256, 0)),
                Arguments.of("09 05 01 02 03", Amf.array(Amf.bool(false), Amf.bool(true))),
                Arguments.of("09 01 03 'a' 01 01", new Amf.EcmaArray(Map.of("a", Amf.nil()))),
                Arguments.of("0a 0b 01 07 'app' 04 05 01", Amf.obj("app", Amf.num(5))),
                Arguments.of("0a 0b 03 'C' 01", new Amf.Typed("C", Map.of())),
                Arguments.of("0b 09 '<a/>'", new Amf.Xml("<a/>")),
                Arguments.of("0c 05 beef", new Amf.Bytes(new byte[] {(byte) 0xbe, (byte) 0xef})));
    }

    static Stream<Arguments> valuesOnlyOthersWrite() {
        return Stream.of(
                Arguments.of("04 80 01", Amf.num(1)),
                Arguments.of("07 09 '<a/>'", new Amf.Xml("<a/>")),
                Arguments.of("09 03 03 'a' 01 01 03", array("a", Amf.nil(), "0", Amf.bool(true))),
                Arguments.of("0a 23 01 03 'a' 03 'b' 02 03", ab()),
                Arguments.of("0a 1b 01 03 'a' 02 03 'b' 03 01", ab()),
                Arguments.of(
                        "0a 07 43 'flex.messaging.io.ArrayCollection' 09 03 01 03",
                        Amf.array(Amf.bool(true))),
                Arguments.of("0d 05 00 00000001 ffffffff", Amf.array(Amf.num(1), Amf.num(-1))),
                Arguments.of("0e 03 00 ffffffff", Amf.array(Amf.num(4_294_967_295.0))),
                Arguments.of("0f 03 01 3fe0000000000000", Amf.array(Amf.num(0.5))),
                Arguments.of("10 05 00 03 '*' 02 03", Amf.array(Amf.bool(false), Amf.bool(true))),
                Arguments.of(
                        "11 07 00 06 03 'a' 02 04 07 03 05 3fe0000000000000 01",
                        array("a", Amf.bool(false), "7", Amf.bool(true), "0.5", Amf.nil())));
    }

    @ParameterizedTest
    @MethodSource({"everyValue", "valuesOnlyOthersWrite"})
    void everyValueIsReadAsTheSpecificationWritesIt(String hex, Amf value) throws Malformed {
        var in = Bytes.of(hex);
        assertThat(reader.read(in)).isEqualTo(value);
        assertThat(in.readableBytes()).as("bytes left behind the value").isZero();
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void everyValueIsWrittenAsTheSpecificationWritesIt(String hex, Amf value) {
        var out = Unpooled.buffer();
        Amf3Writer.write(out, value);
        assertThat(Bytes.hex(out)).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @ParameterizedTest
    @MethodSource({"everyValue", "valuesOnlyOthersWrite"})
    void everyValueWhichEndsEarlyIsMalformed(String hex, Amf value) {
        var whole = Bytes.of(hex);
        for (int length = 0; length < whole.readableBytes(); length++) {
            var part = whole.slice(0, length);
            assertThatThrownBy(() -> reader.read(part))
                    .as("%d bytes of %s", length, value)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void stringsObjectsAndTraitsMayBeReferredTo() throws Malformed {
        var first = "0a 13 03 'C' 03 'x' 06 07 'abc'";
        var sameTraits = "0a 01 06 04";
        var sameObject = "0a 00";
        var values = reader.readAll(Bytes.of(first + sameTraits + sameObject));
        var object = new Amf.Typed("C", Map.of("x", Amf.str("abc")));
        assertThat(values).containsExactly(object, object, object);
    }

    @Test
    void behindItsMarkerAmf0MayHaveAnyValue() throws Malformed {
        var in = Bytes.of("0a 00000002 11 0a 0b 01 03 'a' 01 01 05");
        assertThat(new Amf0Reader(AmfLimits.DEFAULT).read(in))
                .isEqualTo(Amf.array(Amf.obj("a", Amf.nil()), Amf.nil()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "06 00",
                "09 02",
                "0a 01",
                "0a 05",
                "0a 07 03 'X' 01",
                "11 03 00 01 01",
                "12",
                "09 ffffffff",
                "0a ffffffff",
                "0c ffffffff",
                "0d ffffffff",
                "10 ffffffff",
                "11 ffffffff"
            })
    void whatReadsAsNothingSensibleIsRefused(String hex) {
        assertThatThrownBy(() -> reader.read(Bytes.of(hex))).isInstanceOf(Malformed.class);
    }

    @Test
    void aValueWhichContainsItselfIsRefused() {
        assertThatThrownBy(() -> reader.read(Bytes.of("09 03 01 09 00")))
                .isInstanceOf(Malformed.class)
                .hasMessage("AMF value 0 contains itself");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "09 03 01",
                "0a 0b 01 03 'a'",
                "10 03 00 01",
                "11 03 00 06 01",
                "11 03 00",
                "0a 07 43 'flex.messaging.io.ArrayCollection'"
            })
    void depthIsBoundedHoweverItIsReached(String bomb) {
        ByteBuf in = Bytes.of(bomb.repeat(50_000));
        assertThatThrownBy(() -> reader.read(in))
                .isInstanceOf(Malformed.class)
                .hasMessage("AMF values are more than 32 inside each other");
    }

    @Test
    void depthIsBoundedThroughBothFormats() {
        var in = Bytes.of("0a 00000001".repeat(20) + "11" + "09 03 01".repeat(20) + "01");
        assertThatThrownBy(() -> new Amf0Reader(AmfLimits.DEFAULT).read(in))
                .isInstanceOf(Malformed.class)
                .hasMessage("AMF values are more than 32 inside each other");
    }

    @Test
    void aStringReferredToOftenCountsEveryTime() {
        var limits = new AmfLimits(8, 50, 1000);
        var in = Bytes.of("09 17 01 06 15 '0123456789'" + "06 00".repeat(10));
        assertThatThrownBy(() -> new Amf3Reader(limits).read(in))
                .isInstanceOf(Malformed.class)
                .hasMessage("an AMF message has more than 50 bytes of strings");
    }

    private static Amf ab() {
        return Amf.obj("a", Amf.bool(false), "b", Amf.bool(true));
    }

    private static Amf array(Object... namesAndValues) {
        return new Amf.EcmaArray(Amf.obj(namesAndValues).members());
    }
}
