package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp/8146",
                "udp/1900",
                "tcp/127.0.0.1:8146",
                "tcp/0.0.0.0:8146",
                "tcp/[::1]:8146",
                "udp/[2001:db8::1:0:0:1]:5004",
                "tcp/[fe80::1%1]:65535",
                "tcp/1"
            })
    void canonicalTextReadsBackAsItself(String text) {
        assertThat(Endpoint.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "8146/tcp, tcp/8146",
        "TCP/8146, tcp/8146",
        "8146, tcp/8146",
        "127.0.0.1:80, tcp/127.0.0.1:80",
        "[::1]:80/udp, udp/[::1]:80",
        "tcp/[::]:80, tcp/80",
        "tcp/[0:0:0:0:0:0:0:1]:80, tcp/[::1]:80",
        "tcp/[2001:DB8:0:0:1:0:0:0]:80, tcp/[2001:db8:0:0:1::]:80",
        "tcp/[::ffff:127.0.0.1]:80, tcp/127.0.0.1:80",
        "' udp/5 ', udp/5"
    })
    void otherWaysOfWritingAnEndpointAreUnderstood(String written, String canonical) {
        assertThat(Endpoint.parse(written)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp/0", "tcp/65536", "tcp/-1", "tcp/127.0.0.1:0", "udp/99999999"})
    void case39PortsOutsideTheirRangeAreNamed(String written) {
        assertThatExceptionOfType(BadEndpoint.class)
                .isThrownBy(() -> Endpoint.parse(written))
                .withMessageMatching("-?\\d+ is not a port number; use one from 1 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tcp/",
                "tcp",
                "/",
                "sctp/80",
                "tcp/80/udp",
                "tcp/localhost:80",
                "tcp/:80",
                "tcp/::1:80",
                "tcp/[::1]",
                "tcp/[::1:80",
                "tcp/[127.0.0.1]:80",
                "tcp/1.2.3:80",
                "tcp/256.0.0.1:80",
                "tcp/[::g]:80",
                "tcp/80 81",
                "tcp/+80",
                "tcp/٣",
                "tcp/127.1:80"
            })
    void everythingElseIsRefusedInOneSentenceThatSaysWhatToWrite(String written) {
        assertThatExceptionOfType(BadEndpoint.class)
                .isThrownBy(() -> Endpoint.parse(written))
                .withMessageContaining("; ")
                .withMessageMatching("(?s).*(tcp/|as in|use one from).*");
    }

    @Test
    void namesAreNeverLookedUp() {
        assertThatExceptionOfType(BadEndpoint.class)
                .isThrownBy(() -> Endpoint.tcp("localhost", 80))
                .withMessageContaining("names are not looked up");
    }

    @Test
    void everyAddressIsNotEveryAddressOfIpv4() {
        assertThat(Endpoint.tcp("::", 80)).isEqualTo(Endpoint.tcp(80));
        assertThat(Endpoint.tcp("0.0.0.0", 80)).isNotEqualTo(Endpoint.tcp(80));
        assertThat(Endpoint.tcp("0.0.0.0", 80).wildcard()).isTrue();
        assertThat(Endpoint.tcp(80).wildcard()).isTrue();
        assertThat(Endpoint.tcp(80).loopback()).isFalse();
        assertThat(Endpoint.tcp(InetAddress.getLoopbackAddress(), 80).loopback()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "tcp/80, tcp/127.0.0.1:80, true",
        "tcp/80, tcp/[::1]:80, true",
        "tcp/80, tcp/0.0.0.0:80, true",
        "tcp/0.0.0.0:80, tcp/127.0.0.1:80, true",
        "tcp/0.0.0.0:80, tcp/[::1]:80, false",
        "tcp/127.0.0.1:80, tcp/127.0.0.2:80, false",
        "tcp/[::1]:80, tcp/127.0.0.1:80, false",
        "tcp/[fe80::1%1]:80, tcp/[fe80::1%2]:80, false",
        "tcp/[fe80::1%1]:80, tcp/[fe80::1]:80, true",
        "tcp/80, udp/80, false",
        "tcp/80, tcp/81, false",
    })
    void endpointsMeetWhereTheyShareAnAddress(String one, String other, boolean meet) {
        assertThat(Endpoint.parse(one).meets(Endpoint.parse(other))).isEqualTo(meet);
        assertThat(Endpoint.parse(other).meets(Endpoint.parse(one))).isEqualTo(meet);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30000-35000", "1935", "1-65535"})
    void rangesReadBackAsThemselves(String text) {
        assertThat(PortRange.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1-", "-5", "0-5", "5-4", "1-65536", "a-b", "1-2-3"})
    void otherRangesAreRefused(String text) {
        assertThatExceptionOfType(BadEndpoint.class).isThrownBy(() -> PortRange.parse(text));
    }

    @Test
    void aRangeCountsBothItsEnds() {
        var range = PortRange.parse("30000-30009");
        assertThat(range.size()).isEqualTo(10);
        assertThat(range.contains(30_009)).isTrue();
        assertThat(range.contains(30_010)).isFalse();
    }
}
