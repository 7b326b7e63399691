package io.github.tracingstarter;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.annotation.NewSpan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ServerHttpObservationFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Micrometer and OpenTelemetry in one application: one tree, no duplicate spans,
 * unchanged metrics.
 */
public class TwoWorldsTests {

	private static final String TREE = """
			SERVER GET /work
			  INTERNAL annotated
			    INTERNAL observed
			      INTERNAL micrometer
			        INTERNAL opentelemetry
			  INTERNAL programmatic
			""";

	@Test
	void withMetricsTheObservationsLiveAndMakeNoSecondSpan() {
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader())) {
			RecordedSpans spans = call(context);
			assertThat(spans.tree()).isEqualTo(TREE);
			assertThat(observationFilter(context).isEnabled()).isTrue();
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("http.server.requests").tag("uri", "/work").tag("status", "200").timer().count())
				.isEqualTo(1);
			assertThat(meters.get("observed").timer().count()).isEqualTo(1);
		}
	}

	@Test
	void withoutMetricsTheTreeIsTheSame() {
		try (ConfigurableApplicationContext context = run(new FilteredClassLoader("io.micrometer.core"))) {
			assertThat(call(context).tree()).isEqualTo(TREE);
			assertThat(observationFilter(context).isEnabled()).isFalse();
		}
	}

	@Test
	void withoutTheWebInstrumentationThereIsNoServerSpanAndTheMetricsStay() {
		try (ConfigurableApplicationContext context = run(getClass().getClassLoader(), "tracing.web.enabled=false")) {
			assertThat(call(context).tree()).startsWith("INTERNAL annotated\n").doesNotContain("SERVER");
			assertThat(context.getBean(MeterRegistry.class).get("http.server.requests").timer().count()).isEqualTo(1);
		}
	}

	private static FilterRegistrationBean<?> observationFilter(ConfigurableApplicationContext context) {
		return context.getBeansOfType(FilterRegistrationBean.class)
			.values()
			.stream()
			.filter((registration) -> registration.getFilter() instanceof ServerHttpObservationFilter)
			.findFirst()
			.orElseThrow();
	}

	private static RecordedSpans call(ConfigurableApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.clear();
		new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class)).get("/work");
		spans.await(5);
		return spans;
	}

	private static ConfigurableApplicationContext run(ClassLoader classLoader, String... properties) {
		return new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "tracing.exporters=none", "management.observations.annotations.enabled=true")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	public static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@RestController
		static class Controller {

			private final Annotated annotated;

			private final ObservationRegistry observations;

			Controller(Annotated annotated, ObservationRegistry observations) {
				this.annotated = annotated;
				this.observations = observations;
			}

			@GetMapping("/work")
			String work() {
				this.annotated.annotated();
				Observation.createNotStarted("programmatic", this.observations).observe(() -> {
				});
				return "done";
			}

		}

		@Bean
		Annotated annotated(Observations observed) {
			return new Annotated(observed);
		}

		@Bean
		Observations observations(Tracer tracer, OpenTelemetry openTelemetry) {
			return new Observations(tracer, openTelemetry);
		}

		public static class Annotated {

			private final Observations observed;

			Annotated(Observations observed) {
				this.observed = observed;
			}

			@NewSpan("annotated")
			public void annotated() {
				this.observed.observed();
			}

		}

		public static class Observations {

			private final Tracer tracer;

			private final OpenTelemetry openTelemetry;

			Observations(Tracer tracer, OpenTelemetry openTelemetry) {
				this.tracer = tracer;
				this.openTelemetry = openTelemetry;
			}

			@Observed(name = "observed", contextualName = "observed")
			public void observed() {
				Span span = this.tracer.nextSpan().name("micrometer").start();
				try (Tracer.SpanInScope inScope = this.tracer.withSpan(span)) {
					assertThat(inScope).isNotNull();
					io.opentelemetry.api.trace.Span inner = this.openTelemetry.getTracer("test")
						.spanBuilder("opentelemetry")
						.startSpan();
					try (Scope scope = inner.makeCurrent()) {
						assertThat(scope).isNotNull();
					}
					inner.end();
				}
				finally {
					span.end();
				}
			}

		}

	}

}
