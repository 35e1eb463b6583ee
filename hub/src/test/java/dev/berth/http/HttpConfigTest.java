package dev.berth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.config.BadConfig;
import dev.berth.hub.Hub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpConfigTest {
    @TempDir private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("berth.yaml"), text);
    }

    private List<String> problems(String text) throws Exception {
        var file = file(text);
        return catchThrowableOfType(BadConfig.class, () -> Hub.read(file)).problems();
    }

    @Test
    void whatNobodySaidIsLoopbackAndEverybodysPages() throws Exception {
        assertThat(Hub.read(file("rtmp: {enabled: false}")).http()).isEqualTo(HttpConfig.DEFAULT);
        assertThat(HttpConfig.DEFAULT.listen()).hasToString("tcp/127.0.0.1:8935");
    }

    @Test
    void pagesAreNamedOneByOneOrAllOrNone() throws Exception {
        var origins = "http: {cors: [\"https://a.example\", \"http://localhost:8080\"]}";
        assertThat(Hub.read(file(origins)).http().cors())
                .isEqualTo(new Cors(false, Set.of("https://a.example", "http://localhost:8080")));
        assertThat(Hub.read(file("http: {cors: none}")).http().cors())
                .isEqualTo(new Cors(false, Set.of()));
        assertThat(Hub.read(file("http: {cors: [\"*\"]}")).http().cors()).isEqualTo(Cors.EVERYBODY);
    }

    @Test
    void whatNoBrowserCallsAnOriginIsAProblemWithAWayOut() throws Exception {
        assertThat(problems("http: {cors: [\"https://a.example/player\"]}"))
                .singleElement()
                .asString()
                .contains("http.cors holds 'https://a.example/player'", "https://player.example");
    }

    @Test
    void tlsNeedsACertificate() throws Exception {
        assertThat(problems("http: {tls-listen: tcp/127.0.0.1:8936}"))
                .singleElement()
                .asString()
                .contains("http.tls-listen is tcp/127.0.0.1:8936", "set tls.certificate");
    }
}
