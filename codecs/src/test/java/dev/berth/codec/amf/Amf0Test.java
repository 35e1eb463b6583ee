package dev.berth.codec.amf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.codec.Bytes;
import dev.berth.codec.Malformed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class Amf0Test {
    private final Amf0Reader reader = new Amf0Reader(AmfLimits.DEFAULT);

    static Stream<Arguments> everyValue() {
        return Stream.of(
                Arguments.of("00 3ff8000000000000", Amf.num(1.5)),
                Arguments.of("00 7ff0000000000000", Amf.num(Double.POSITIVE_INFINITY)),
                Arguments.of("01 01", Amf.bool(true)),
                Arguments.of("01 00", Amf.bool(false)),
                Arguments.of("02 0004 'live'", Amf.str("live")),
                Arguments.of("02 0000", Amf.str("")),
                Arguments.of("02 0002 c3a9", Amf.str("\u00e9")),
                Arguments.of(
                        "03 0003 'app' 02 0004 'live' 0000 09", Amf.obj("app", Amf.str("live"))),
                Arguments.of("03 0000 09", Amf.obj()),
                Arguments.of("05", Amf.nil()),
                Arguments.of("06", Amf.undefined()),
                Arguments.of(
                        "08 00000001 0001 'w' 00 4094000000000000 0000 09",
                        new Amf.EcmaArray(Map.of("w", Amf.num(1280)))),
                Arguments.of("0a 00000002 05 01 01", Amf.array(Amf.nil(), Amf.bool(true))),
                Arguments.of("0b 4070000000000000 003c", new Amf.Date(256, 60)),
                Arguments.of("0b 4070000000000000 ffc4", new Amf.Date(256, -60)),
                Arguments.of("0f 00000004 '<a/>'", new Amf.Xml("<a/>")),
                Arguments.of(
                        "10 0001 'C' 0001 'x' 05 0000 09",
                        new Amf.Typed("C", Map.of("x", Amf.nil()))),
                Arguments.of("11 0c 07 010203", new Amf.Bytes(new byte[] {1, 2, 3})));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void everyValueIsReadAsTheSpecificationWritesIt(String hex, Amf value) throws Malformed {
        var in = Bytes.of(hex);
        assertThat(reader.read(in)).isEqualTo(value);
        assertThat(in.readableBytes()).as("bytes left behind the value").isZero();
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void everyValueIsWrittenAsTheSpecificationWritesIt(String hex, Amf value) {
        assertThat(Bytes.hex(written(value))).isEqualTo(Bytes.hex(Bytes.of(hex)));
    }

    @ParameterizedTest
    @MethodSource("everyValue")
    void everyValueWhichEndsEarlyIsMalformed(String hex, Amf value) {
        var whole = Bytes.of(hex);
        int enough = whole.readableBytes() - (value instanceof Amf.EcmaArray ? 3 : 0);
        for (int length = 0; length < enough; length++) {
            var part = whole.slice(0, length);
            assertThatThrownBy(() -> reader.read(part))
                    .as("%d bytes of %s", length, value)
                    .isInstanceOf(Malformed.class);
        }
    }

    @Test
    void aStringTooLongForTwoBytesOfLengthIsALongString() throws Malformed {
        var text = "x".repeat(65_536);
        var bytes = written(Amf.str(text));
        assertThat(Bytes.hex(bytes.slice(0, 6))).isEqualTo("0c0001000078");
        assertThat(reader.read(bytes)).isEqualTo(Amf.str(text));
    }

    @Test
    void membersKeepTheirOrder() throws Malformed {
        var value = Amf.obj("z", Amf.num(1), "a", Amf.num(2), "m", Amf.num(3));
        assertThat(reader.read(written(value)).members().keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void whatAnEncoderCouldNotWriteIsUndefined() throws Malformed {
        assertThat(reader.read(Bytes.of("0d"))).isEqualTo(Amf.undefined());
    }

    @Test
    void aMarkerNobodyUsesIsRefused() {
        for (int marker : new int[] {4, 9, 14, 18, 255}) {
            assertThatThrownBy(() -> reader.read(Unpooled.buffer().writeByte(marker)))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("AMF 0 has no value with the marker " + marker);
        }
    }

    @Test
    void anEcmaArrayAtTheEndOfAMessageMayForgetItsEndMarker() throws Malformed {
        assertThat(reader.read(Bytes.of("08 00000001 0001 'w' 05")))
                .isEqualTo(new Amf.EcmaArray(Map.of("w", Amf.nil())));
    }

    @Test
    void theCountOfAnEcmaArrayIsOnlyAHint() throws Malformed {
        var two = new Amf.EcmaArray(Map.of("a", Amf.nil(), "b", Amf.nil()));
        assertThat(reader.read(Bytes.of("08 00000000 0001 'a' 05 0001 'b' 05 0000 09")))
                .isEqualTo(two);
        assertThat(reader.read(Bytes.of("08 ffffffff 0001 'a' 05 0001 'b' 05 0000 09")))
                .isEqualTo(two);
    }

    @Test
    void aReferenceIsToAnEarlierObjectOfTheMessage() throws Malformed {
        var values = reader.readAll(Bytes.of("03 0001 'a' 05 0000 09  0a 00000000  07 0000"));
        assertThat(values.get(2)).isEqualTo(values.get(0));
    }

    @Test
    void aReferenceToNothingIsRefused() {
        assertThatThrownBy(() -> reader.read(Bytes.of("07 0000")))
                .isInstanceOf(Malformed.class)
                .hasMessage("an AMF reference is to value 0 of 0");
    }

    @Test
    void aValueWhichContainsItselfIsRefused() {
        assertThatThrownBy(() -> reader.read(Bytes.of("0a 00000001 07 0000")))
                .isInstanceOf(Malformed.class)
                .hasMessage("AMF value 0 contains itself");
    }

    @Test
    void depthIsBoundedHoweverItIsReached() {
        for (var bomb :
                List.of("0a 00000001", "03 0001 'a'", "08 00000001 0001 'a'", "10 0000 0001 'a'")) {
            var in = Bytes.of(bomb.repeat(100_000));
            assertThatThrownBy(() -> reader.read(in))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("AMF values are more than 32 inside each other");
        }
    }

    @Test
    void depthCountsThroughReferences() {
        var limits = new AmfLimits(3, 1000, 1000);
        var nested = "0a 00000001 0a 00000001 05";
        assertThatThrownBy(() ->
                        new Amf0Reader(limits).readAll(Bytes.of(nested + "0a 00000001 07 0000")))
                .isInstanceOf(Malformed.class)
                .hasMessage("AMF values are more than 3 inside each other");
    }

    /**
     * Thirty arrays, each of the one before twice: a thousand million values for whoever walks
     * them.
     */
    @Test
    void referencesCannotMakeMuchOutOfLittle() {
        var bomb = new StringBuilder("0a 00000000");
        for (int i = 0; i < 30; i++) {
            bomb.append("0a 00000002").append("07 %04x".formatted(i).repeat(2));
        }
        assertThatThrownBy(() -> reader.readAll(Bytes.of(bomb.toString())))
                .isInstanceOf(Malformed.class)
                .hasMessage("an AMF message has more than 10000 values");
    }

    @Test
    void stringsAreBoundedTogether() {
        var limits = new AmfLimits(32, 10, 1000);
        assertThatThrownBy(() ->
                        new Amf0Reader(limits)
                                .readAll(Bytes.of("02 0006 '123456' 02 0005 '12345'")))
                .isInstanceOf(Malformed.class)
                .hasMessage("an AMF message has more than 10 bytes of strings");
    }

    /** Each of these bytes is read as one character, whose UTF-8 has three. */
    @Test
    void aNameTooLongToBeWrittenAgainIsRefused() {
        for (var before : List.of("03", "10")) {
            var in = Bytes.of(before + "ffff" + "ff".repeat(65_535));
            assertThatThrownBy(() -> reader.read(in))
                    .isInstanceOf(Malformed.class)
                    .hasMessage("an AMF name has more than 65535 bytes");
        }
    }

    @Test
    void anAnnouncedCountIsNotBelieved() {
        assertThatThrownBy(() -> reader.read(Bytes.of("0a ffffffff 05")))
                .isInstanceOf(Malformed.class)
                .hasMessage(
                        "an AMF strict array of 4294967295 values needs 4294967295 bytes and 1 are left");
    }

    @Test
    void bytesAreEqualByContent() {
        var bytes = new Amf.Bytes(new byte[] {1, 2});
        bytes.value()[0] = 9;
        assertThat(bytes).isEqualTo(new Amf.Bytes(new byte[] {1, 2})).hasToString("Bytes[2]");
        assertThat(bytes).hasSameHashCodeAs(new Amf.Bytes(new byte[] {1, 2}));
    }

    private static ByteBuf written(Amf value) {
        var out = Unpooled.buffer();
        Amf0Writer.write(out, value);
        return out;
    }
}
