package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.Views.OutputView;
import dev.berth.api.Views.RefusalView;
import dev.berth.hub.Trial;
import dev.berth.ports.Endpoint;
import dev.berth.ports.Holder;
import dev.berth.ports.Language;
import dev.berth.ports.Program;
import dev.berth.ports.Rule;
import dev.berth.ports.Verdict;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViewsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static <T> String written(Class<T> type, Object view) {
        return Answers.type(type).toJson(type.cast(view));
    }

    static Stream<Class<?>> views() {
        return Arrays.stream(Views.class.getDeclaredClasses()).filter(Class::isRecord);
    }

    @ParameterizedTest
    @MethodSource("views")
    void everyRecordWritesAllOfItsPropertiesAlsoThoseThatAreNull(Class<?> view) throws Exception {
        var json = Trial.object(Trial.json(written(view, blank(view))));

        assertThat(json.keySet())
                .containsExactly(
                        Arrays.stream(view.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toArray(String[]::new));
    }

    /** Nulls wherever there may be nulls. */
    private static Object blank(Class<?> view) throws ReflectiveOperationException {
        var components = view.getRecordComponents();
        Constructor<?> constructor =
                view.getDeclaredConstructor(
                        Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new));
        return constructor.newInstance(
                Arrays.stream(components).map(one -> blankOf(one.getType())).toArray());
    }

    private static @Nullable Object blankOf(Class<?> type) {
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == double.class) {
            return 0.0;
        }
        return type == boolean.class ? false : null;
    }

    @Test
    void aRefusalIsWrittenWithItsHoldersAndRemedies() throws Exception {
        var endpoint = Endpoint.parse("tcp/127.0.0.1:1935");
        var peer = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 443);
        var nginx =
                new Holder(
                        Holder.Kind.LISTENER,
                        endpoint,
                        false,
                        null,
                        4711,
                        0,
                        new Program(
                                812,
                                "nginx",
                                "nginx: master",
                                "root",
                                "nginx.service",
                                "/system.slice/nginx.service",
                                null,
                                NOON));
        var client = new Holder(Holder.Kind.TIME_WAIT, endpoint, false, peer, 0, -1, null);
        var refusal = new Verdict.Held(endpoint, Rule.SAME_ADDRESS, List.of(nginx, client));

        var json = Trial.object(Trial.json(written(RefusalView.class, RefusalView.of(refusal))));

        assertThat(json)
                .containsEntry("code", "held")
                .containsEntry("rule", "same-address")
                .containsEntry("endpoint", "tcp/127.0.0.1:1935");
        assertThat(Trial.list(json.get("holders")))
                .first()
                .satisfies(holder ->
                        assertThat(Trial.object(holder))
                                .containsEntry("kind", "listener")
                                .containsEntry("pid", 812)
                                .containsEntry("command", "nginx")
                                .containsEntry("unit", "nginx.service")
                                .containsEntry("since", "2026-01-01T12:00:00Z")
                                .containsEntry("peer", null));
        assertThat(Trial.list(json.get("holders")))
                .last()
                .satisfies(holder ->
                        assertThat(Trial.object(holder))
                                .containsEntry("kind", "time-wait")
                                .containsEntry("pid", -1)
                                .containsEntry("peer", "192.0.2.7:443")
                                .containsEntry("since", null));
        assertThat(Trial.list(json.get("remedies")))
                .extracting(remedy -> Trial.object(remedy).get("command"))
                .containsExactly("systemctl stop nginx.service", null, null);
    }

    @Test
    void anIpv6PeerWearsBrackets() throws Exception {
        var endpoint = Endpoint.parse("tcp/[::1]:1935");
        var peer = new InetSocketAddress(InetAddress.ofLiteral("::1"), 443);
        var holder = new Holder(Holder.Kind.OUTGOING, endpoint, false, peer, 0, -1, null);

        assertThat(Views.HolderView.of(holder).peer()).isEqualTo("[0:0:0:0:0:0:0:1]:443");
    }

    @Test
    void aCheckSaysWhatThePortIsByWhichRuleAndForWhom() {
        var endpoint = Endpoint.parse("udp/1900");
        var leased = new Verdict.Reserved(endpoint, Rule.LEASED, "hub", "discovery", null);

        var free = Views.Check.of(new Verdict.Free(endpoint, List.of()), Language.ENGLISH);
        assertThat(free.text()).isEqualTo("udp/1900 is free");
        assertThat(free.free()).isTrue();
        var reserved = Views.Check.of(leased, Language.ENGLISH);
        assertThat(reserved.verdict()).isEqualTo("reserved");
        assertThat(reserved.rule()).isEqualTo("leased");
        assertThat(reserved.text())
                .isEqualTo(
                        "udp/1900 is leased to hub for discovery; stop hub, or use another port");
        assertThat(reserved.reservedFor())
                .isEqualTo(new Views.Wanted("udp/1900", "hub", "discovery"));
        assertThat(Views.Check.of(leased, Language.CHINESE).text())
                .isEqualTo("udp/1900 已租给 hub（discovery）；停止 hub，或改用其他端口");
    }

    @Test
    void aCheckOfAPortThatIsCoolingSaysHowLongStill() {
        var cooling =
                new Verdict.Cooling(
                        Endpoint.tcp(8145), Rule.TIME_WAIT, Duration.ofMillis(12_300), List.of());

        var check = Views.Check.of(cooling, Language.ENGLISH);

        assertThat(check.leftMillis()).isEqualTo(12_300);
        assertThat(check.text()).contains("wait 13 s");
    }

    @Test
    void whatIsWrittenCanBeReadAgain() {
        var output =
                new OutputView(
                        "o1",
                        "platform",
                        "test:",
                        "rtmp://x/\"\u2028\n",
                        null,
                        false,
                        "restream/test",
                        "live",
                        "start",
                        NOON,
                        NOON,
                        1,
                        2,
                        3,
                        4,
                        5,
                        6,
                        7,
                        8.5,
                        9,
                        88,
                        List.of("it began anew once"),
                        null);

        assertThat(Answers.type(OutputView.class).fromJson(written(OutputView.class, output)))
                .isEqualTo(output);
    }
}
