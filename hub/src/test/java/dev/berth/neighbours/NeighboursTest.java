package dev.berth.neighbours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.config.BadConfig;
import dev.berth.config.ConfigFile;
import dev.berth.config.Problems;
import dev.berth.journal.Journal;
import dev.berth.ports.PortRange;
import dev.berth.ports.Reservation;
import dev.berth.ports.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighboursTest {
    @TempDir Path place;

    private List<String> declared(String name, String text) throws Exception {
        return Neighbours.read(null, file(name, text)).stream().map(NeighboursTest::line).toList();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(place.resolve(name), text);
    }

    /** Transport, address, ports, owner, and the line it is in. */
    private static String line(Reservation one) {
        var address = one.address();
        return "%s/%s%s %s @%s"
                .formatted(
                        one.transport(),
                        address == null ? "" : address.getHostAddress() + ":",
                        one.ports(),
                        one.owner(),
                        one.source().replaceFirst(".* line ", ""));
    }

    @Test
    void aComposeFileDeclaresWhatItsServicesPublish() throws Exception {
        var text =
                """
                name: radio
                services:
                  web:
                    image: nginx
                    ports:
                      - "80:8080"
                      - 127.0.0.1:8443:443
                      - "[::1]:9000-9002:9000-9002/udp"
                      - "3000"
                      - "${HTTP_PORT:-8081}:80"
                  stations:
                    ports:
                      - target: 8000
                        published: "8000-8019"
                        protocol: tcp
                        host_ip: 192.0.2.4
                      - target: 5004
                        protocol: udp
                  db:
                    image: mariadb
                """;

        assertThat(declared("docker-compose.yml", text))
                .containsExactly(
                        "tcp/80 web @6",
                        "tcp/127.0.0.1:8443 web @7",
                        "udp/0:0:0:0:0:0:0:1:9000-9002 web @8",
                        "tcp/8081 web @10",
                        "tcp/192.0.2.4:8000-8019 stations @13");
    }

    @ParameterizedTest
    @CsvSource({
        "'services: {a: {ports: [\"99999:80\"]}}', 'line 1: 99999 is not a port number'",
        "'services: {a: {ports: [\"80:80/sctp\"]}}', 'neither tcp nor udp'",
        "'services: [', 'mend the YAML there'",
        "'services: {a: {ports: [\"x.example:80:80\"]}}', 'x.example'"
    })
    void aComposeFileThatIsWrongIsRefusedInOneSentence(String text, String why) {
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> declared("compose.yaml", text))
                .withMessageContaining(why)
                .withMessageNotContaining("\n");
    }

    @Test
    void aComposeFileMayBeAnythingElse() throws Exception {
        for (var text : List.of("", "services:", "- a", "services: {a: {ports: 80}}", "a: b")) {
            assertThat(declared("compose.yml", text)).isEmpty();
        }
    }

    @Test
    void aSocketUnitDeclaresItsPortsAndNotItsPaths() throws Exception {
        var text =
                """
                [Unit]
                Description=Music
                [Socket]
                ListenStream=6600
                ListenStream=[::1]:6601
                ListenStream=/run/mpd/socket
                # ListenStream=1
                ListenDatagram=127.0.0.1:9999
                ListenStream=
                """;

        assertThat(declared("mpd.socket", text))
                .containsExactly(
                        "tcp/6600 mpd.socket @4",
                        "tcp/0:0:0:0:0:0:0:1:6601 mpd.socket @5",
                        "udp/127.0.0.1:9999 mpd.socket @8");
    }

    @Test
    void anAzuraCastDeclaresItsDoorsItsStationsAndTheRangeOfThoseToCome() throws Exception {
        var text =
                """
                COMPOSE_PROJECT_NAME=azuracast
                AZURACAST_HTTP_PORT=10080
                AZURACAST_HTTPS_PORT="10443"
                AZURACAST_SFTP_PORT=2022
                AZURACAST_STATION_PORTS=8000,8005,8006
                AUTO_ASSIGN_PORT_MIN=8000
                AUTO_ASSIGN_PORT_MAX=8199
                MYSQL_PASSWORD=secret
                """;

        assertThat(declared("azuracast.env", text))
                .containsExactly(
                        "tcp/10080 AzuraCast @2",
                        "tcp/10443 AzuraCast @3",
                        "tcp/2022 AzuraCast @4",
                        "tcp/8000 AzuraCast @5",
                        "tcp/8005 AzuraCast @5",
                        "tcp/8006 AzuraCast @5",
                        "tcp/8000-8199 AzuraCast @6");
        assertThat(Neighbours.read(Kind.AZURACAST, file("empty.env", "")))
                .extracting(Reservation::ports)
                .containsExactly(new PortRange(8000, 8499));
    }

    @Test
    @Timeout(20)
    void whatIsNoFileIsNotWaitedFor() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        var pipe = place.resolve("compose.yml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> Neighbours.read(null, pipe))
                .withMessage(pipe + " is no regular file; name one");
        assertThatExceptionOfType(BadConfig.class)
                .isThrownBy(() -> ConfigFile.read(pipe, new Problems()))
                .satisfies(bad ->
                        assertThat(bad.problems())
                                .containsExactly(pipe + " is no regular file; name one"));
    }

    @Test
    void aZlMediaKitDeclaresThePortsOfItsIni() throws Exception {
        var text =
                """
                [api]
                secret=035c73f7
                [http]
                port=80
                sslport=443
                [rtp_proxy]
                ; comment
                port=10000
                port_range=30000-35000
                [rtc]
                port=8000
                tcpPort=0
                [srt]
                port=9000
                """;

        assertThat(declared("config.ini", text))
                .containsExactly(
                        "tcp/80 ZLMediaKit @4",
                        "tcp/443 ZLMediaKit @5",
                        "tcp/10000 ZLMediaKit @8",
                        "udp/10000 ZLMediaKit @8",
                        "tcp/30000-35000 ZLMediaKit @9",
                        "udp/30000-35000 ZLMediaKit @9",
                        "udp/8000 ZLMediaKit @11",
                        "udp/9000 ZLMediaKit @14");
    }

    @Test
    void anIcecastDeclaresItsSocketsAndTheNextPortForShoutcast() throws Exception {
        var text =
                """
                <icecast>
                  <hostname>radio.example</hostname>
                  <listen-socket>
                    <port>8000</port>
                    <bind-address>127.0.0.1</bind-address>
                  </listen-socket>
                  <!-- <listen-socket><port>1</port></listen-socket> -->
                  <listen-socket>
                    <port>8010</port>
                    <shoutcast-mount>/live</shoutcast-mount>
                  </listen-socket>
                  <relay><server>far.example</server><port>9000</port></relay>
                </icecast>
                """;

        assertThat(declared("icecast.xml", text))
                .containsExactly(
                        "tcp/127.0.0.1:8000 Icecast @4",
                        "tcp/8010 Icecast @9",
                        "tcp/8011 Icecast @9");
    }

    @Test
    void xmlReadsNoFileAndGrowsNoBomb() throws Exception {
        var secret = file("secret", "4711");
        var entity =
                "<!DOCTYPE i [<!ENTITY e SYSTEM \"%s\">]><icecast><listen-socket><port>&e;</port></listen-socket></icecast>"
                        .formatted(secret.toUri());
        var bomb =
                "<!DOCTYPE i [<!ENTITY a \"9999999999\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]><icecast><listen-socket><port>&b;</port></listen-socket></icecast>";
        for (var text : List.of(entity, bomb)) {
            try {
                assertThat(declared("icecast.xml", text)).isEmpty();
            } catch (BadNeighbour refused) {
                assertThat(refused).hasMessageNotContaining("4711");
            }
        }
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> declared("icecast.xml", "<icecast><port>"))
                .withMessageContaining("no well-formed XML");
    }

    @Test
    void someAreKnownByHeart() throws Exception {
        assertThat(Neighbours.known(Kind.PLEX))
                .extracting(Reservation::ports)
                .contains(PortRange.of(32_400));
        assertThat(Neighbours.known(Kind.AIRCONNECT))
                .anySatisfy(one -> assertThat(one.ports()).isEqualTo(PortRange.of(1_900)));
        assertThat(declared("minidlna.conf", "port=8201\n"))
                .containsExactly(
                        "tcp/8201 MiniDLNA @1",
                        "udp/1900 MiniDLNA @" + place.resolve("minidlna.conf"));
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> Neighbours.known(Kind.COMPOSE))
                .withMessageContaining("name it");
    }

    @Test
    void aFileThatIsNotThereOrTooLargeOrOfNoKindIsOneSentence() throws Exception {
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> Neighbours.read(null, place.resolve("absent.yml")))
                .withMessageContaining("is not there");
        var large = file("large.yml", "#".repeat((1 << 20) + 1));
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> Neighbours.read(null, large))
                .withMessageContaining("more than 1048576 bytes");
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> declared("what", ""))
                .withMessageContaining("give its kind");
        var many = "x=1\n".repeat(10) + "[http]\n" + "port=80\n".repeat(2_001);
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> declared("config.ini", many))
                .withMessageContaining("more than 2000");
    }

    @Test
    void whatIsImportedIsKeptReplacedAndForgotten() throws Exception {
        var imports = new Imports(place.resolve("data"));
        var journal = new Journal(Clock.systemUTC());
        var neighbours = new Neighbourhood(List.of(), imports, journal);
        var compose = file("compose.yml", "services: {web: {ports: ['80:80', '127.0.0.1:81:81']}}");
        var read = Neighbours.read(null, compose);

        neighbours.keep(read);
        assertThat(imports.kept()).isEqualTo(read);
        neighbours.keep(read.subList(0, 1));
        assertThat(imports.kept()).hasSize(1);
        neighbours.keep(Neighbours.known(Kind.PLEX));
        assertThat(new Neighbourhood(List.of(), imports, journal).all()).hasSize(7);
        assertThat(neighbours.forget(compose.toString())).isTrue();
        assertThat(neighbours.forget(compose.toString())).isFalse();
        assertThat(neighbours.all()).hasSize(6);
    }

    @Test
    void aDamagedImportIsSaidOnceAndDeclaresNothing() throws Exception {
        file("neighbours.yaml", "declared: [");
        var journal = new Journal(Clock.systemUTC());

        var neighbours = new Neighbourhood(List.of(), new Imports(place), journal);

        assertThat(neighbours.all()).isEmpty();
        assertThat(journal.last()).isEqualTo(1);
        assertThatExceptionOfType(BadNeighbour.class)
                .isThrownBy(() -> neighbours.keep(List.of()))
                .withMessageContaining("import again");
    }

    @Test
    void servicesHaveNamesAndNothingMore() throws Exception {
        var names =
                ServiceNames.read(
                        file("services", "# names\nssh 22/tcp # SSH\nsip\t5060/udp\nodd line\n"));

        assertThat(names.name(Transport.TCP, 22)).contains("ssh");
        assertThat(names.name(Transport.UDP, 5060)).contains("sip");
        assertThat(names.name(Transport.UDP, 22)).isEmpty();
    }
}
