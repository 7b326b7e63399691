package io.github.tracingstarter.propagation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.testing.MapHeaders;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The short way writes and reads what Boot's propagator does.
 */
class PropagationTests {

	private static final SpanContext SPAN = SpanContext.createFromRemoteParent("12345678901234567890123456789012",
			"1234567890123456", TraceFlags.getSampled(), TraceState.builder().put("foo", "1").build());

	private static final Trust TRUST = new Trust(List.of("always"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
					TracingAutoConfiguration.class, PropagationAutoConfiguration.class,
					InstrumentationAutoConfiguration.class, RedactionAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "management.tracing.propagation.type=w3c", "management.tracing.propagation.type=b3",
			"management.tracing.propagation.type=b3_multi", "management.tracing.propagation.type=b3,w3c",
			"management.tracing.propagation.type=w3c,b3_multi", "management.tracing.propagation.produce=b3",
			"management.tracing.propagation.consume=b3_multi,w3c", "management.tracing.baggage.enabled=false",
			"management.tracing.baggage.remote-fields=tenant", "management.tracing.export.enabled=false", "a=b" })
	void writesAndReadsAsConfigured(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			TextMapPropagator boots = context.getBean(OpenTelemetry.class).getPropagators().getTextMapPropagator();
			Propagation ours = new Propagation(boots, TRUST);
			Context span = Context.root().with(Span.wrap(SPAN));
			Context baggage = span.with(Baggage.builder().put("tenant", "acme").build());
			for (Context written : List.of(Context.root(), span, baggage)) {
				assertThat(write(ours.writing(written), written)).isEqualTo(write(boots, written));
			}
			TraceHeaders reader = TraceHeaders.with(context.getBean(Propagation.class));
			for (Map<String, String> headers : headers()) {
				assertThat(content(reader.extract(Context.root(), headers, MapHeaders.GETTER))).as("%s", headers)
					.isEqualTo(content(boots.extract(Context.root(), headers, MapHeaders.GETTER)));
			}
		});
	}

	@Test
	void wayIsShortByDefault() {
		this.runner.run((context) -> {
			Propagation propagation = context.getBean(Spans.class).propagation();
			Context span = Context.root().with(Span.wrap(SPAN));
			assertThat(propagation.writing(span)).isSameAs(W3CTraceContextPropagator.getInstance());
			assertThat(propagation.readsTraceParentOnly(headers().get(0), MapHeaders.GETTER)).isTrue();
		});
	}

	@Test
	void propagatorsOfTheApplicationAreAlwaysAsked() {
		this.runner.run((context) -> {
			Propagation propagation = new Propagation(TextMapPropagator
				.composite(context.getBean(Propagation.class).propagator(), new ThrowingPropagator()), TRUST);
			assertThat(propagation.writing(Context.root().with(Span.wrap(SPAN)))).isSameAs(propagation.propagator());
			assertThat(propagation.readsTraceParentOnly(headers().get(0), MapHeaders.GETTER)).isFalse();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "user=a;p1=v1;p2,tenant=b%20c", "user=a;p1", "user=a;p=%22b%22;q=1", "user=a,tenant=b" })
	void propertiesOfBaggageArePassedOnAsTheyCame(String header) {
		this.runner.run((context) -> {
			TextMapPropagator boots = context.getBean(OpenTelemetry.class).getPropagators().getTextMapPropagator();
			Context read = boots.extract(Context.root(), Map.of("baggage", header), MapHeaders.GETTER);
			Map<String, String> written = write(new Propagation(boots, TRUST).writing(read), read);
			assertThat(List.of(written.get("baggage").split(","))).containsExactlyInAnyOrder(header.split(","));
		});
	}

	@Test
	void propertiesOfBaggageThatCannotStandInAHeaderAreEncoded() {
		this.runner.run((context) -> {
			TextMapPropagator boots = context.getBean(OpenTelemetry.class).getPropagators().getTextMapPropagator();
			Baggage baggage = Baggage.builder()
				.put("user", "a", BaggageEntryMetadata.create("p=1\r\nX-Injected: 1"))
				.put("tenant", "b", BaggageEntryMetadata.create("p,other=1"))
				.build();
			assertThat(write(boots, Context.root().with(baggage)).get("baggage").split(",")).hasSize(2)
				.allSatisfy((member) -> assertThat(member).matches("[ -~]+"));
		});
	}

	private static List<Map<String, String>> headers() {
		String parent = "00-12345678901234567890123456789012-1234567890123456-01";
		return List.of(Map.of("traceparent", parent), Map.of("traceparent", parent, "tracestate", "foo=1"),
				Map.of("traceparent", parent, "baggage", "a=1"), Map.of("traceparent", parent, "tenant", "acme"),
				Map.of("traceparent", parent, "b3", "99945678901234567890123456789012-1234567890123456-1"),
				Map.of("traceparent", parent, "b3", "12345678901234567890123456789012-1234567890123456-0"),
				Map.of("traceparent", parent, "X-B3-TraceId", "99945678901234567890123456789012", "X-B3-SpanId",
						"1234567890123456", "X-B3-Sampled", "0"));
	}

	private static Map<String, String> write(TextMapPropagator propagator, Context context) {
		Map<String, String> headers = new TreeMap<>();
		TextMapSetter<Map<String, String>> setter = (carrier, key, value) -> headers.put(key, value);
		propagator.inject(context, headers, setter);
		return headers;
	}

	private static List<Object> content(Context context) {
		return List.of(Span.fromContext(context).getSpanContext(), Baggage.fromContext(context).asMap());
	}

}
