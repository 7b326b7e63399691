package io.github.tracingstarter.redaction;

import java.util.function.Consumer;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The limits of a span, and what determines them.
 */
class LimitsTests {

	private static final SpanContext LINKED = SpanContext.create("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331",
			TraceFlags.getSampled(), TraceState.getDefault());

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(LimitsAutoConfiguration.class));

	@Test
	void byDefaultTheyAreThoseOfOpenTelemetry() {
		this.runner.run((context) -> {
			SpanData span = filled(context);
			assertThat(span.getAttributes().size()).isEqualTo(128);
			assertThat(span.getEvents()).hasSize(128);
			assertThat(span.getLinks()).hasSize(128);
			assertThat(RecordedSpans.attributes(span).get("long")).asString().hasSize(10_000);
		});
	}

	@Test
	void eachCanBeSet() {
		this.runner
			.withPropertyValues("tracing.limits.attribute-length=100", "tracing.limits.attribute-count=20",
					"tracing.limits.events=3", "tracing.limits.links=2")
			.run((context) -> {
				SpanData span = filled(context);
				assertThat(span.getAttributes().size()).isEqualTo(20);
				assertThat(span.getTotalAttributeCount()).isEqualTo(201);
				assertThat(span.getEvents()).hasSize(3);
				assertThat(span.getTotalRecordedEvents()).isEqualTo(200);
				assertThat(span.getLinks()).hasSize(2);
				assertThat(RecordedSpans.attributes(span).get("long")).asString().hasSize(100);
			});
	}

	/**
	 * The SDK truncates a value before it is searched for secrets.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "see eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefghijk",
			"-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ",
			"{\"password\":\"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\"}" })
	void aSecretThatWasCutIsHidden(String secret) {
		this.runner.withPropertyValues("tracing.limits.attribute-length=60").run((context) -> {
			SpanData span = span(context, (any) -> any.setAttribute("note", secret));
			assertThat(context.getBean(SpanRedaction.class).redact(span).getAttributes().toString())
				.doesNotContain("MII", "eyJ")
				.contains("REDACTED");
		});
	}

	@Test
	void aBeanOfTheApplicationWins() {
		this.runner.withPropertyValues("tracing.limits.events=3", "tracing.limits.links=2")
			.withBean(SpanLimits.class, () -> SpanLimits.builder().setMaxNumberOfEvents(7).build())
			.run((context) -> {
				SpanData span = filled(context);
				assertThat(span.getEvents()).hasSize(7);
				assertThat(span.getLinks()).hasSize(128);
			});
	}

	@Test
	void aCustomizerOfTheApplicationWins() {
		this.runner.withPropertyValues("tracing.limits.events=3")
			.withBean(SdkTracerProviderBuilderCustomizer.class,
					() -> (builder) -> builder.setSpanLimits(SpanLimits.builder().setMaxNumberOfEvents(7).build()))
			.run((context) -> assertThat(filled(context).getEvents()).hasSize(7));
	}

	@Test
	void thePropertiesOfSpringBootKeepTheirMeaning() {
		this.runner
			.withPropertyValues("management.opentelemetry.tracing.limits.max-events=9",
					"management.opentelemetry.tracing.limits.max-links=8", "tracing.limits.links=2")
			.run((context) -> {
				SpanData span = filled(context);
				assertThat(span.getEvents()).hasSize(hasBootsLimits() ? 9 : 128);
				assertThat(span.getLinks()).hasSize(2);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "attribute-length", "attribute-count", "events", "links" })
	void whatIsNotPositiveStopsTheStart(String name) {
		this.runner.withPropertyValues("tracing.limits.%s=0".formatted(name))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidTracingPropertyException.class)
				.hasMessage("tracing.limits.%s=0 cannot be used because it is below 1. ".formatted(name)
						+ "Write a positive number, or leave it out."));
	}

	private static boolean hasBootsLimits() {
		try {
			Class.forName("org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure."
					+ "OpenTelemetryTracingProperties$Limits");
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private static SpanData filled(ApplicationContext context) {
		return span(context, (span) -> {
			span.setAttribute("long", "x".repeat(10_000));
			for (int i = 0; i < 200; i++) {
				span.setAttribute("attribute-" + i, i);
				span.addEvent("event-" + i);
				span.addLink(LINKED);
			}
		});
	}

	private static SpanData span(ApplicationContext context, Consumer<Span> description) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("filled").startSpan();
		description.accept(span);
		span.end();
		return spans.named("filled");
	}

}
