package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever another program says about a port is told in this authority's words. */
class ComplaintsTest {
    @Test
    void minus203IsLibupnpsOneWordForFourCausesAndSuspectsPort1900First() {
        var complaint = Complaints.in("-203").getFirst();
        assertThat(complaint.program()).isEqualTo("libupnp");
        assertThat(complaint.causes())
                .containsExactly(
                        Rule.HOLDER_EXCLUSIVE,
                        Rule.ADDRESS_NOT_LOCAL,
                        Rule.PRIVILEGED,
                        Rule.ALL_TRIED);
        assertThat(complaint.suspects().getFirst()).isEqualTo(Endpoint.udp(1900));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10048 | Windows | SAME_ADDRESS",
                "10013 | Windows | OS_EXCLUDED",
                "10049 | Windows | ADDRESS_NOT_LOCAL",
                "EADDRINUSE | POSIX | SAME_ADDRESS",
                "98 | POSIX | SAME_ADDRESS",
                "48 | POSIX | SAME_ADDRESS",
                "EACCES | POSIX | PRIVILEGED",
                "EADDRNOTAVAIL | POSIX | ADDRESS_NOT_LOCAL",
                "EMFILE | POSIX | RESOURCE_LIMIT",
            })
    void aCodeIsKnownByItsNumberAndItsName(String code, String program, Rule cause) {
        var complaint = Complaints.in(code).getFirst();
        assertThat(complaint.program()).isEqualTo(program);
        assertThat(complaint.causes().getFirst()).isEqualTo(cause);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "server stopped with error: Os { code: 10048, kind: AddrInUse, message: \"Only one usage of each socket address (protocol/network address/port) is normally permitted.\" } | Windows | ",
                "UpnpInit2(interface=d0, port=49494) Error: UPNP_E_SOCKET_BIND (-203). Retrying... (59s) | libupnp | tcp/49494",
                "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use) | POSIX | tcp/0.0.0.0:80",
                "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied) | POSIX | tcp/0.0.0.0:80",
                "Error: listen EADDRINUSE: address already in use :::3000 | POSIX | tcp/3000",
                "Error: listen EACCES: permission denied 127.0.0.1:443 | POSIX | tcp/127.0.0.1:443",
                "java.net.BindException: Address already in use (Bind failed) | POSIX | ",
                "java.net.BindException: 地址已在使用 | POSIX | ",
                "Web server failed to start. Port 8080 was already in use. | POSIX | tcp/8080",
                "2026-11-17 03:12:45 docker: Error response from daemon: driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:8145 failed: port is already allocated. | Docker | tcp/0.0.0.0:8145",
                "Error starting userland proxy: listen tcp4 0.0.0.0:5353: bind: address already in use | Docker | tcp/0.0.0.0:5353",
                "Error starting userland proxy: listen udp4 0.0.0.0:5353: bind: address already in use | Docker | udp/0.0.0.0:5353",
                "Fatal error: exception Unix.Unix_error(Unix.EADDRINUSE, \"bind\", \"\") | Liquidsoap | ",
                "Listen on :: 30362 failed: address already in use | POSIX | tcp/30362",
                "OSError: [Errno 98] Address already in use | POSIX | ",
                "listen tcp :8080: bind: address already in use | POSIX | tcp/8080",
                "{\"code\":-400,\"msg\":\"none reserved port in pool\"} | ZLMediaKit | ",
                "EROR connection/connection_setup_sockets Could not create listener socket on port 8000 | Icecast | tcp/8000",
                "net::ERR_UNSAFE_PORT http://radio.example:10080/live | Browsers | ",
            })
    void aPastedLineNamesItsProgramAndItsPort(String line, String program, String endpoint) {
        var complaint = Complaints.in(line).getFirst();
        assertThat(complaint.program()).isEqualTo(program);
        var expected = endpoint == null ? List.<Endpoint>of() : List.of(Endpoint.parse(endpoint));
        assertThat(complaint.suspects()).isEqualTo(expected);
    }

    @Test
    void theSameComplaintIsTheSameInBothLanguages() {
        for (var saying : Sayings.ALL) {
            assertThat(saying.meaning().english()).as(saying.name()).isNotBlank();
            assertThat(saying.meaning().chinese()).as(saying.name()).containsPattern("\\p{IsHan}");
        }
        assertThat(Complaints.in("10013").getFirst().text(Language.CHINESE)).contains("排除");
    }

    @Test
    void aTextThatIsNotAboutPortsIsNoComplaint() {
        assertThat(Complaints.in("2026-11-17 03:12:45 all is well")).isEmpty();
        assertThat(Complaints.in("")).isEmpty();
    }

    @Test
    void aTextThatIsTooLongIsRefusedWithTheLimit() {
        assertThatThrownBy(() -> Complaints.in("x".repeat(Complaints.LONGEST + 1)))
                .hasMessageContaining("10000");
    }
}
