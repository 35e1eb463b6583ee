package dev.berth.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ports that no socket has, and at which yet nothing arrives. */
class ForwardsTest {
    private static final String NFT =
            """
            table ip nat {
            \tchain prerouting {
            \t\ttype nat hook prerouting priority dstnat; policy accept;
            \t\ttcp dport 8080 dnat to 10.0.0.2:80
            \t\tip daddr 192.0.2.1 udp dport 5000-5010 dnat to 10.0.0.3
            \t\tiifname "eth0" tcp dport { 81, 90-95 } redirect to :8081
            \t\ttcp dport map { 700 : 10.0.0.7, 701 : 10.0.0.8 } accept
            \t\tdnat to tcp dport map { 700 : 10.0.0.7, 701 : 10.0.0.8 }
            \t\ttcp dport 9000 accept
            \t}
            }
            table ip6 six {
            \tchain prerouting {
            \t\tip6 daddr 2001:db8::/64 tcp dport 443 dnat to [fd00::2]:8443
            \t}
            }
            table inet both {
            \tchain prerouting {
            \t\tmeta l4proto { tcp, udp } th dport 53 redirect to :5353
            \t}
            }
            """;

    private static final String SAVED =
            """
            *nat
            :PREROUTING ACCEPT [0:0]
            -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
            -A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
            -A PREROUTING -d 192.0.2.7/32 -p tcp -m tcp --dport 9000:9005 -j DNAT --to-destination 10.1.1.1:90
            -A OUTPUT -p udp -m multiport --dports 700,800:810 -j REDIRECT --to-ports 999
            COMMIT
            """;

    @Test
    void rulesOfNftablesAreReadWithTheirPortsAndTheirAddresses() {
        var forwards = new Forwards(ForwardText.nft(NFT), true);
        assertThat(to(forwards, Endpoint.tcp(8080))).isEqualTo("10.0.0.2:80");
        assertThat(to(forwards, Endpoint.udp("192.0.2.1", 5005))).isEqualTo("10.0.0.3");
        assertThat(to(forwards, Endpoint.udp("192.0.2.2", 5005))).isEmpty();
        assertThat(to(forwards, Endpoint.udp(8080))).isEmpty();
        assertThat(to(forwards, Endpoint.tcp(81))).isEqualTo(":8081");
        assertThat(to(forwards, Endpoint.tcp(93))).isEqualTo(":8081");
        assertThat(to(forwards, Endpoint.tcp(96))).isEmpty();
        assertThat(to(forwards, Endpoint.tcp(701))).contains("10.0.0.8");
        assertThat(to(forwards, Endpoint.tcp(9000))).isEmpty();
        assertThat(to(forwards, Endpoint.tcp("2001:db8::7", 443))).isEqualTo("[fd00::2]:8443");
        assertThat(to(forwards, Endpoint.tcp("192.0.2.1", 443))).isEmpty();
        assertThat(to(forwards, Endpoint.udp(53))).isEqualTo(":5353");
        assertThat(to(forwards, Endpoint.tcp(53))).isEqualTo(":5353");
    }

    @Test
    void rulesOfIptablesAreReadWithTheirPortsAndTheirAddresses() {
        var forwards = new Forwards(ForwardText.saved(SAVED, Forward.Family.IPV4), true);
        assertThat(to(forwards, Endpoint.tcp("0.0.0.0", 8080))).isEqualTo("172.17.0.2:80");
        assertThat(to(forwards, Endpoint.tcp("192.0.2.7", 9003))).isEqualTo("10.1.1.1:90");
        assertThat(to(forwards, Endpoint.tcp("192.0.2.8", 9003))).isEmpty();
        assertThat(to(forwards, Endpoint.udp(805))).isEqualTo("999");
        assertThat(to(forwards, Endpoint.tcp(805))).isEmpty();
    }

    @Test
    void whatThisMachineSendsToItselfIsNotForwarded() {
        var forwards = new Forwards(ForwardText.nft(NFT), true);
        assertThat(forwards.on(Endpoint.tcp("127.0.0.1", 8080))).isEmpty();
    }

    @Test
    void textThatIsNoRuleIsReadWithoutHarm() {
        assertThat(ForwardText.nft("dnat\nredirect to\ntcp dport 99999 dnat to x\n{ } dnat"))
                .isNotNull();
        assertThat(
                        ForwardText.saved(
                                "-A X -j DNAT\n-A -p tcp --dport 0 -j REDIRECT",
                                Forward.Family.IPV6))
                .isNotNull();
    }

    @Test
    void case31APortThatARealRuleForwardsIsFoundByItAlthoughNoSocketHasIt() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nft")));
        String rules =
                "add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; "
                        + "add rule ip nat pre tcp dport 8145 dnat to 10.0.0.2:80";
        var inside =
                List.of("unshare", "-n", "sh", "-c", "nft '" + rules + "' && exec \"$@\"", "sh");
        try (var asker = Peer.java(inside, Ask.class.getName(), "forwards", "tcp/8145")) {
            assertThat(asker.line()).isEqualTo("10.0.0.2:80");
        }
    }

    @Test
    void case31AUserWhoMayNotReadTheRulesIsToldSoWhereThereAreSignsOfSome() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"));
        boolean signs = Files.exists(Path.of("/sys/module/nf_nat"));
        try (var asker = Peer.java(Peer.asNobody(), Ask.class.getName(), "forwards", "tcp/8145")) {
            assertThat(asker.line()).isEqualTo(signs ? "not permitted" : "none");
        }
    }

    private static String to(Forwards forwards, Endpoint endpoint) {
        return forwards.on(endpoint).map(Forward::to).orElse("");
    }
}
