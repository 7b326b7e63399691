package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.testing.MapHeaders;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.BaggageBuilder;
import io.opentelemetry.api.baggage.BaggageEntryMetadata;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The formats of {@code tracing.propagation}.
 */
@ExtendWith(OutputCaptureExtension.class)
class FormatTests {

	private static final String T = "12345678901234567890123456789012";

	private static final String P = "1234567890123456";

	private static final SpanContext SPAN = SpanContext.createFromRemoteParent(T, P, TraceFlags.getSampled(),
			TraceState.getDefault());

	private static final Map<String, Map<String, String>> WRITTEN = Map.of("w3c",
			Map.of("traceparent", "00-" + T + "-" + P + "-01"), "b3", Map.of("b3", T + "-" + P + "-1"), "b3-multi",
			Map.of("X-B3-TraceId", T, "X-B3-SpanId", P, "X-B3-Sampled", "1"), "jaeger",
			Map.of("uber-trace-id", T + ":" + P + ":0:1"), "xray",
			Map.of("X-Amzn-Trace-Id", "Root=1-12345678-901234567890123456789012;Parent=" + P + ";Sampled=1"));

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ObservationAutoConfiguration.class, OpenTelemetrySdkAutoConfiguration.class,
					OpenTelemetryTracingAutoConfiguration.class, MicrometerTracingAutoConfiguration.class,
					TracingAutoConfiguration.class, PropagationAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "w3c", "b3", "b3-multi", "jaeger", "xray" })
	void writesAndReadsExactlyItsHeaders(String format) {
		this.runner.withPropertyValues("tracing.propagation.produce=" + format, "tracing.propagation.consume=" + format)
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root().with(Span.wrap(SPAN));
				assertThat(write(propagation.writing(span), span)).isEqualTo(WRITTEN.get(format));
				assertThat(write(propagation.writing(Context.root()), Context.root())).isEmpty();
				WRITTEN.forEach((other, headers) -> {
					Context read = read(propagation, headers);
					boolean reads = other.equals(format) || Set.of(other, format).equals(Set.of("b3", "b3-multi"));
					assertThat(Span.fromContext(read).getSpanContext()).as("%s by %s", other, format)
						.isEqualTo(reads ? SPAN : SpanContext.getInvalid());
				});
			});
	}

	@Test
	void firstFormatThatIsThereCounts() {
		Map<String, String> all = new LinkedHashMap<>();
		all.put("traceparent", "00-0" + T.substring(1) + "-" + P + "-01");
		all.put("b3", "1" + T.substring(1) + "-" + P + "-1");
		all.put("uber-trace-id", "2" + T.substring(1) + ":" + P + ":0:1");
		all.put("X-Amzn-Trace-Id", "Root=1-32345678-901234567890123456789012;Parent=" + P + ";Sampled=1");
		Map<String, String> orders = Map.of("w3c,b3,jaeger,xray", "0", "b3,w3c", "1", "jaeger,xray,w3c", "2",
				"xray,w3c", "3");
		orders.forEach((order, first) -> this.runner.withPropertyValues("tracing.propagation.consume=" + order)
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				assertThat(Span.fromContext(read(propagation, all)).getSpanContext().getTraceId()).as(order)
					.startsWith(first);
				Map<String, String> spoilt = new LinkedHashMap<>(all);
				spoilt.put("traceparent", "malformed");
				spoilt.put("X-Amzn-Trace-Id", "Root=1-1-2;Parent");
				assertThat(Span.fromContext(read(propagation, spoilt)).getSpanContext().getTraceId()).as(order)
					.startsWith(order.startsWith("jaeger") ? "2" : order.equals("xray,w3c") ? "0" : "1");
			}));
	}

	@Test
	void oneDirectionMayBeLeftToBoot(CapturedOutput output) {
		this.runner
			.withPropertyValues("tracing.propagation.produce=jaeger", "management.tracing.propagation.consume=b3")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root().with(Span.wrap(SPAN));
				assertThat(write(propagation.writing(span), span)).isEqualTo(WRITTEN.get("jaeger"));
				assertThat(Span.fromContext(read(propagation, WRITTEN.get("b3"))).getSpanContext()).isEqualTo(SPAN);
				assertThat(Span.fromContext(read(propagation, WRITTEN.get("w3c"))).getSpanContext().isValid())
					.isFalse();
				assertThat(output).doesNotContain("management.tracing.propagation");
			});
	}

	@ParameterizedTest
	@CsvSource({ "type, b3", "produce, b3" })
	void oursCountsWhereBothAreSetAndTheLogSaysSo(String key, String value, CapturedOutput output) {
		this.runner
			.withPropertyValues("tracing.propagation.produce=jaeger,w3c",
					"management.tracing.propagation." + key + "=" + value)
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root().with(Span.wrap(SPAN));
				assertThat(write(propagation.writing(span), span)).containsOnlyKeys("uber-trace-id", "traceparent");
				assertThat(output)
					.contains("tracing.propagation.produce=jaeger,w3c is used, and not management.tracing.propagation."
							+ key);
			});
	}

	@Test
	void wayIsShortWithW3cAlone() {
		this.runner.withPropertyValues("tracing.propagation.produce=w3c", "tracing.propagation.consume=w3c")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root().with(Span.wrap(SPAN));
				assertThat(propagation.writing(span)).isSameAs(W3CTraceContextPropagator.getInstance());
				assertThat(propagation.readsTraceParentOnly(WRITTEN.get("w3c"), MapHeaders.GETTER)).isTrue();
				assertThat(propagation.propagator().fields()).containsExactly("traceparent", "tracestate", "baggage");
			});
	}

	@Test
	void noneWritesAndReadsNothing() {
		this.runner.withPropertyValues("tracing.propagation.produce=none", "tracing.propagation.consume=none")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root().with(Span.wrap(SPAN)).with(Baggage.builder().put("a", "1").build());
				assertThat(write(propagation.writing(span), span)).isEmpty();
				WRITTEN.values().forEach((headers) -> assertThat(read(propagation, headers)).isSameAs(Context.root()));
				assertThat(read(propagation, Map.of("baggage", "a=1"))).isSameAs(Context.root());
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					produce | w3c,jeager | there is no format 'jeager' | Did you mean 'jaeger'? The formats are w3c, b3, b3-multi, jaeger, xray and none.
					consume | datadog    | there is no format 'datadog' | Datadog publishes no propagator for OpenTelemetry; its tracers also read and write 'w3c'. The formats are w3c, b3, b3-multi, jaeger, xray and none.
					consume | none,w3c   | it names other formats besides 'none' | Use 'none' alone or remove it.
					""")
	void wrongValueStopsTheStart(String key, String value, String reason, String fix) {
		this.runner.withPropertyValues("tracing.propagation." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessage(
						"tracing.propagation.%s=%s cannot be used because %s. %s".formatted(key, value, reason, fix)));
	}

	@ParameterizedTest
	@CsvSource({ "xray, io.opentelemetry.contrib.awsxray, the propagator of X-Ray is not on the class path",
			"jaeger, io.opentelemetry.extension.trace, the propagator of Jaeger is not on the class path" })
	void messageNamesTheMissingLibrary(String format, String missing, String reason) {
		this.runner.withClassLoader(new FilteredClassLoader(missing))
			.withPropertyValues("tracing.propagation.consume=w3c," + format, "management.tracing.export.enabled=false")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessageContaining("tracing.propagation.consume=w3c," + format + " cannot be used because " + reason)
				.hasMessageContaining("opentelemetry-"));
	}

	/**
	 * By hand, and by mutation with a fixed seed: a trace, or none, and never an
	 * exception or a half of one.
	 */
	@Test
	void hostileHeadersBeginANewTrace() {
		this.runner
			.withPropertyValues("tracing.propagation.consume=w3c,b3,b3-multi,jaeger,xray",
					"tracing.baggage.remote-fields=tenant", "management.tracing.baggage.remote-fields=tenant")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				TextMapPropagator sdk = context.getBean(OpenTelemetry.class).getPropagators().getTextMapPropagator();
				Random random = new Random(7);
				List<Map<String, String>> hostile = hostile(random);
				assertThat(hostile).hasSizeGreaterThan(1000);
				for (Map<String, String> headers : hostile) {
					for (Context read : List.of(read(propagation, headers),
							sdk.extract(Context.root(), headers, MapHeaders.GETTER))) {
						SpanContext span = Span.fromContext(read).getSpanContext();
						assertThat(span.isValid() || span.equals(SpanContext.getInvalid())).as("%s", headers).isTrue();
						assertThat(span.getTraceId() + span.getSpanId()).as("%s", headers).matches("[0-9a-f]{48}");
						assertThat(Baggage.fromContext(read).size()).as("%s", headers).isLessThanOrEqualTo(64);
					}
				}
			});
	}

	private static List<Map<String, String>> hostile(Random random) {
		List<Map<String, String>> hostile = new ArrayList<>();
		List<String> values = List.of("", " ", ":", "::::", ";", "=", ";;;=;", "-", "0", "%", "%zz", "%3A%3", "\u0000",
				"\r\nX-Injected: 1", "\u00ff".repeat(40), "1".repeat(8000), ":".repeat(5000), "Root=".repeat(1000),
				"Root=1", "Root=1-", "Root=1--", "Root=1-1-1;Parent=" + P, "Root=1-12345678-1;Parent=;Sampled=?",
				"Root=" + "1".repeat(35) + ";Parent=" + P, "Sampled=1", "Parent=" + P, "Root=;Parent=;Sampled=",
				T + ":" + P + ":0:", T + ":" + P + ":0:x", T + ":" + P + ":0:-1", ":" + P + ":0:1", T + "::0:1",
				"g".repeat(32) + ":" + P + ":0:1", "0:0:0:1", T + "%3A" + P + "%3A0%3A1", "k=v,".repeat(3000));
		List<String> names = List.of("traceparent", "tracestate", "b3", "X-B3-TraceId", "X-B3-SpanId", "X-B3-Sampled",
				"uber-trace-id", "jaeger-baggage", "uberctx-", "uberctx-a", "X-Amzn-Trace-Id", "baggage", "tenant");
		for (String name : names) {
			values.forEach((value) -> hostile.add(Map.of(name, value)));
		}
		WRITTEN.values().forEach((headers) -> headers.forEach((name, value) -> {
			for (int i = 0; i < 100; i++) {
				StringBuilder mutated = new StringBuilder(value);
				for (int j = 0; j < 1 + random.nextInt(4); j++) {
					mutated.setCharAt(random.nextInt(mutated.length()), (char) (33 + random.nextInt(94)));
				}
				Map<String, String> spoilt = new LinkedHashMap<>(headers);
				spoilt.put(name, mutated.toString());
				hostile.add(spoilt);
			}
		}));
		return hostile;
	}

	@Test
	void baggageDoesNotHideATraceInAnotherFormat() {
		this.runner.run((context) -> {
			Context read = read(context.getBean(Propagation.class), Map.of("baggage", "a=1", "b3", T + "-" + P + "-1"));
			assertThat(Span.fromContext(read).getSpanContext()).isEqualTo(SPAN);
			assertThat(Baggage.fromContext(read).getEntryValue("a")).isEqualTo("1");
		});
	}

	@Test
	void baggageOfJaegerIsReadAndWritten() {
		this.runner.withPropertyValues("tracing.propagation.produce=jaeger", "tracing.propagation.consume=jaeger")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context read = read(propagation,
						Map.of("uber-trace-id", T + ":" + P + ":0:1", "uberctx-a", "1", "baggage", "b=2"));
				assertThat(Baggage.fromContext(read).asMap()).containsOnlyKeys("a");
				assertThat(write(propagation.writing(read), read))
					.isEqualTo(Map.of("uber-trace-id", T + ":" + P + ":0:1", "uberctx-a", "1"));
			});
	}

	@Test
	void xrayCarriesNoBaggage() {
		this.runner.withPropertyValues("tracing.propagation.produce=xray", "tracing.propagation.consume=xray")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context read = read(propagation, Map.of("X-Amzn-Trace-Id",
						"Self=1-2-3;Lineage=a;" + WRITTEN.get("xray").get("X-Amzn-Trace-Id")));
				assertThat(Baggage.fromContextOrNull(read)).isNull();
				Context span = read.with(Baggage.builder().put("a", "b;Root=1").build());
				assertThat(write(propagation.writing(span), span)).isEqualTo(WRITTEN.get("xray"));
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\r\nX-Injected: 1", "a\u0000", "\u00e4", "a\tb" })
	void whatNoHeaderCanHoldIsNotWrittenAsOne(String value) {
		this.runner
			.withPropertyValues("tracing.propagation.produce=w3c,jaeger",
					"management.tracing.baggage.remote-fields=tenant")
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				Context span = Context.root()
					.with(Span.wrap(SPAN))
					.with(Baggage.builder().put("tenant", value).put("b c", "1").build());
				Map<String, String> written = write(propagation.writing(span), span);
				assertThat(written).containsOnlyKeys("traceparent", "uber-trace-id", "baggage");
				assertThat(written.get("baggage")).matches("[!-~]+|[ -~]+");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "w3c", "w3c,jaeger" })
	void thereIsNoMoreBaggageThanW3cAllows(String format) {
		this.runner.withPropertyValues("tracing.propagation.produce=" + format, "tracing.propagation.consume=" + format)
			.run((context) -> {
				Propagation propagation = context.getBean(Propagation.class);
				BaggageBuilder many = Baggage.builder();
				for (int i = 0; i < 100; i++) {
					many.put("field" + i, "v", BaggageEntryMetadata.create("p=" + i));
				}
				Context fields = Context.root().with(many.build());
				assertThat(write(propagation.writing(fields), fields).get("baggage").split(",")).hasSize(64);
				BaggageBuilder large = Baggage.builder();
				for (int i = 0; i < 60; i++) {
					large.put("field" + i, "\u00e4".repeat(100));
				}
				Context bytes = Context.root().with(large.build());
				assertThat(write(propagation.writing(bytes), bytes).get("baggage")).hasSizeBetween(7000, 8192);
			});
	}

	private static Context read(Propagation propagation, Map<String, String> headers) {
		return TraceHeaders.with(propagation).extract(Context.root(), headers, MapHeaders.GETTER);
	}

	private static Map<String, String> write(TextMapPropagator propagator, Context context) {
		Map<String, String> headers = new TreeMap<>();
		propagator.inject(context, headers, (carrier, key, value) -> headers.put(key, value));
		return headers;
	}

}
