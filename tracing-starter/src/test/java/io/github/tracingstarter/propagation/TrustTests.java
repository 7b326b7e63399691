package io.github.tracingstarter.propagation;

import java.util.List;
import java.util.Map;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The traces of callers who are not trusted.
 */
class TrustTests {

	private static final String T = "12345678901234567890123456789012";

	private static final String P = "1234567890123456";

	private static final String[] HEADERS = { "traceparent", "00-" + T + "-" + P + "-00", "tracestate", "foo=1",
			"baggage", "a=1" };

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			servlet;  never
			servlet;  10.0.0.0/8,fd00::/8
			reactive; never
			reactive; 10.0.0.0/8,fd00::/8
			""")
	void requestOfAnUntrustedCallerBeginsATraceWithALink(String type, String trust) {
		try (CallingApplication application = start(type, "tracing.propagation.trust=" + trust)) {
			Map<String, String> seen = application.get("/call?to=" + application.port(), HEADERS);
			application.spans().await(3);
			assertThat(application.spans().tree())
				.isEqualTo("SERVER GET /call\n  CLIENT GET /answer\nSERVER GET /answer\n");
			SpanData server = application.spans().named("GET /call");
			assertThat(server.getTraceId()).isNotEqualTo(T);
			assertThat(server.getParentSpanContext().isValid()).isFalse();
			assertThat(server.getSpanContext().getTraceState().get("foo")).isNull();
			assertThat(server.getLinks()).singleElement()
				.extracting(LinkData::getSpanContext)
				.satisfies((caller) -> assertThat(List.of(caller.getTraceId(), caller.getSpanId(), caller.isRemote()))
					.isEqualTo(List.of(T, P, true)))
				.satisfies((caller) -> assertThat(caller.getTraceState().isEmpty()).isTrue());
			SpanData client = application.spans().first(SpanKind.CLIENT);
			assertThat(client.getLinks()).isEmpty();
			assertThat(seen.get("traceparent")).isEqualTo("00-" + server.getTraceId() + "-" + client.getSpanId() + "-"
					+ server.getSpanContext().getTraceFlags().asHex());
			assertThat(seen).doesNotContainKeys("baggage", "tracestate", "[a]");
			// The application is not trusted by itself either.
			SpanData answer = spanOfAnswer(application);
			assertThat(answer.getTraceId()).isNotEqualTo(server.getTraceId());
			assertThat(answer.getLinks()).singleElement()
				.extracting((link) -> link.getSpanContext().getSpanId())
				.isEqualTo(client.getSpanId());
		}
	}

	private static SpanData spanOfAnswer(CallingApplication application) {
		return application.spans()
			.all()
			.stream()
			.filter((span) -> span.getKind() == SpanKind.SERVER && span.getName().equals("GET /answer"))
			.findFirst()
			.orElseThrow();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			servlet;  always
			servlet;  10.0.0.0/8,127.0.0.0/8,::1
			reactive; always
			reactive; 10.0.0.0/8,127.0.0.0/8,::1
			""")
	void requestOfATrustedCallerGoesOn(String type, String trust) {
		try (CallingApplication application = start(type, "tracing.propagation.trust=" + trust)) {
			Map<String, String> seen = application.get("/answer", "traceparent", "00-" + T + "-" + P + "-01", "baggage",
					"a=1", "X-Forwarded-For", "203.0.113.7");
			application.spans().await(1);
			SpanData server = application.spans().named("GET /answer");
			assertThat(List.of(server.getTraceId(), server.getParentSpanId())).isEqualTo(List.of(T, P));
			assertThat(server.getLinks()).isEmpty();
			assertThat(seen).containsEntry("[a]", "1");
		}
	}

	/**
	 * Everybody can write such a header. Spring takes what it says, the server only what
	 * its proxies have added.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "servlet", "reactive" })
	void forwardedHeadersThatSpringReadsAreNotBelieved(String type) {
		try (CallingApplication application = start(type, "tracing.propagation.trust=10.0.0.0/8",
				"server.forward-headers-strategy=framework")) {
			application.get("/answer", "traceparent", "00-" + T + "-" + P + "-01", "X-Forwarded-For", "10.1.2.3",
					"Forwarded", "for=10.1.2.3");
			application.spans().await(1);
			assertThat(application.spans().named("GET /answer").getTraceId()).isNotEqualTo(T);
		}
	}

	@Test
	void clientThatTheServerTakesFromItsProxyCounts() {
		try (CallingApplication application = CallingApplication.servlet("tracing.propagation.trust=127.0.0.0/8,::1",
				"server.forward-headers-strategy=native")) {
			application.get("/answer", "traceparent", "00-" + T + "-" + P + "-01", "X-Forwarded-For", "203.0.113.7");
			application.get("/answer", "traceparent", "00-" + T + "-" + P + "-01");
			application.spans().await(2);
			assertThat(application.spans().all()).extracting(SpanData::getTraceId).contains(T).hasSize(2);
			assertThat(application.spans().all().get(0).getTraceId()).isNotEqualTo(T);
		}
	}

	@Test
	void decisionOfAnUntrustedCallerIsNotTaken() {
		try (CallingApplication application = CallingApplication.servlet("tracing.propagation.trust=never")) {
			for (String[] headers : List.of(new String[] { "b3", "0" }, new String[] { "X-B3-Sampled", "0" },
					new String[] { "traceparent", "malformed" })) {
				application.spans().clear();
				application.get("/answer", headers);
				application.spans().await(1);
				assertThat(application.spans().named("GET /answer").getLinks()).isEmpty();
			}
		}
	}

	@Test
	void trustCanBeChangedWhileTheApplicationRuns() {
		try (CallingApplication application = CallingApplication.servlet()) {
			LiveProperty trust = application.context()
				.getBeansOfType(LiveProperty.class)
				.values()
				.stream()
				.filter((property) -> property.key().equals("tracing.propagation.trust"))
				.findFirst()
				.orElseThrow();
			assertThat(traceId(application)).isEqualTo(T);
			trust.change("never");
			assertThat(trust.value()).isEqualTo("never");
			assertThat(traceId(application)).isNotEqualTo(T);
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> trust.change("nobody"));
			assertThat(traceId(application)).isNotEqualTo(T);
			trust.change("127.0.0.1,::1");
			assertThat(traceId(application)).isEqualTo(T);
		}
	}

	private static String traceId(CallingApplication application) {
		application.spans().clear();
		application.get("/answer", "traceparent", "00-" + T + "-" + P + "-01");
		return application.spans().await(1).get(0).getTraceId();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ' ', textBlock = """
			10.0.0.0/8 10.255.0.1 true
			10.0.0.0/8 11.0.0.1 false
			10.0.0.0/8 ::ffff:10.0.0.1 true
			10.0.0.0/8 fd00::1 false
			192.168.4.0/22 192.168.7.255 true
			192.168.4.0/22 192.168.8.0 false
			127.0.0.1 127.0.0.1 true
			127.0.0.1 127.0.0.2 false
			0.0.0.0/0 8.8.8.8 true
			fd00::/8 fdab::1%eth0 true
			fd00::/8 [fdab::1] true
			fd00::/8 fe80::1 false
			::1 0:0:0:0:0:0:0:1 true
			10.0.0.0/8 localhost false
			10.0.0.0/8 10.example.com false
			10.0.0.0/8 10.0.0 false
			""")
	void networks(String network, String address, boolean contains) {
		Trust trust = new Trust(List.of(network, "192.0.2.1"));
		assertThat(trust.accepts(address)).isEqualTo(contains);
		assertThat(trust.accepts(null)).isFalse();
		assertThat(trust.isComplete()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "nobody, nobody", "10.0.0.0/33, 10.0.0.0/33", "10.0.0.0/, 10.0.0.0/", "example.com, example.com",
			"10.0.0.0/-1, 10.0.0.0/-1", "10.0.0.256, 10.0.0.256", "'10.0.0.0/8,always', always", "'10.0.0.0/8,', ''" })
	void wrongValueIsRefused(String value, String named) {
		assertThatExceptionOfType(InvalidTracingPropertyException.class)
			.isThrownBy(() -> new Trust(List.of(value.split(",", -1))))
			.withMessage("tracing.propagation.trust=%s cannot be used because '%s' is not a network. "
					+ "Write always, never, or networks such as 10.0.0.0/8,fd00::/8.", value, named);
	}

	private static CallingApplication start(String type, String... properties) {
		return type.equals("servlet") ? CallingApplication.servlet(properties)
				: CallingApplication.reactive(properties);
	}

}
