package io.github.tracingstarter.instrument.global;

import java.util.HashMap;
import java.util.Map;

import io.github.tracingstarter.testing.MapHeaders;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenTelemetry that libraries find.
 */
@ExtendWith(OutputCaptureExtension.class)
class GlobalTests {

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(GlobalTracingAutoConfiguration.class));

	@BeforeEach
	@AfterEach
	void reset() {
		GlobalOpenTelemetry.resetForTest();
	}

	@Test
	void libraryMakesSpansInTheTraceOfItsCaller() {
		this.runner.run((context) -> {
			Tracer own = context.getBean(OpenTelemetry.class).getTracer("own");
			Span around = own.spanBuilder("request").startSpan();
			Scope scope = around.makeCurrent();
			try {
				Library.call();
			}
			finally {
				scope.close();
				around.end();
			}
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  INTERNAL search\n");
			assertThat(spans(context).named("search").getInstrumentationScopeInfo().getVersion()).isEqualTo("2");
			assertThat(spans(context).named("search").getInstrumentationScopeInfo().getSchemaUrl())
				.isEqualTo("https://example.org/schema");
		});
	}

	@Test
	void propagatorIsThatOfTheApplication() {
		this.runner.run((context) -> {
			Span span = context.getBean(OpenTelemetry.class).getTracer("own").spanBuilder("request").startSpan();
			Map<String, String> headers = new HashMap<>();
			GlobalOpenTelemetry.getPropagators()
				.getTextMapPropagator()
				.inject(Context.root().with(span), headers, (all, name, value) -> headers.put(name, value));
			span.end();
			assertThat(headers.get("traceparent")).contains(span.getSpanContext().getSpanId());
			Map<String, String> received = Map.copyOf(headers);
			Context extracted = GlobalOpenTelemetry.getPropagators()
				.getTextMapPropagator()
				.extract(Context.root(), received, MapHeaders.GETTER);
			assertThat(Span.fromContext(extracted).getSpanContext().getSpanId())
				.isEqualTo(span.getSpanContext().getSpanId());
		});
	}

	@Test
	void tracerThatALibraryKeepsGoesOnInTheNextApplication() {
		this.runner.run((context) -> {
			Library.call();
			assertThat(spans(context).tree()).isEqualTo("INTERNAL search\n");
		});
		Library.call();
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(spans(context).all()).isEmpty();
			Library.call();
			assertThat(spans(context).tree()).isEqualTo("INTERNAL search\n");
		});
	}

	@Test
	void ofTwoApplicationsTheLaterOneHasTheSpans() {
		this.runner.run((first) -> {
			this.runner.run((second) -> {
				assertThat(second).hasNotFailed();
				Library.call();
				assertThat(spans(second).tree()).isEqualTo("INTERNAL search\n");
				assertThat(spans(first).all()).isEmpty();
			});
			Library.call();
			assertThat(spans(first).tree()).isEqualTo("INTERNAL search\n");
		});
	}

	@Test
	void firstOfTwoApplicationsMayEndFirst() {
		ApplicationContextRunner runner = this.runner;
		runner.run((first) -> runner.run((second) -> {
			first.close();
			Library.call();
			assertThat(spans(second).tree()).isEqualTo("INTERNAL search\n");
		}));
		assertThat(ApplicationOpenTelemetry.INSTANCE.current()).isSameAs(OpenTelemetry.noop());
	}

	@Test
	void globalOneOfSomebodyElseStays(CapturedOutput output) {
		OpenTelemetry own = OpenTelemetry.propagating(ContextPropagators.noop());
		GlobalOpenTelemetry.set(own);
		OpenTelemetry before = GlobalOpenTelemetry.get();
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(GlobalOpenTelemetry.get()).isSameAs(before);
			GlobalOpenTelemetry.getTracer("library").spanBuilder("search").startSpan().end();
			assertThat(spans(context).all()).isEmpty();
		});
		assertThat(output).doesNotContain("GlobalOpenTelemetry");
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.global.enabled=false", "tracing.enabled=false" })
	void nothingIsSetWhenOff(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			// Fails if it has been set.
			GlobalOpenTelemetry.set(OpenTelemetry.noop());
			assertThat(spans(context).all()).isEmpty();
		});
	}

	private static RecordedSpans spans(ApplicationContext context) {
		return context.getBean(RecordedSpans.class);
	}

	/**
	 * Has its tracer in a static field.
	 */
	private static final class Library {

		private static final Tracer TRACER = GlobalOpenTelemetry.tracerBuilder("library")
			.setInstrumentationVersion("2")
			.setSchemaUrl("https://example.org/schema")
			.build();

		static void call() {
			TRACER.spanBuilder("search").startSpan().end();
		}

	}

}
