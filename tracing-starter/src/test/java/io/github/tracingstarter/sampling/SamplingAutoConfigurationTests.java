package io.github.tracingstarter.sampling;

import java.util.Optional;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperty;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of which traces are recorded.
 */
class SamplingAutoConfigurationTests {

	private static final int MANY = 2000;

	@ParameterizedTest
	@CsvSource(nullValues = "-",
			value = { "-, 2000, 2000", "tracing.sampling.probability=0, 0, 0",
					"tracing.sampling.probability=0.5, 800, 1200", "management.tracing.sampling.probability=0, 0, 0",
					"management.opentelemetry.tracing.sampler=always_off, 0, 0",
					"management.opentelemetry.tracing.sampler=parent-based-always-off, 0, 0",
					"management.opentelemetry.tracing.sampler=always_on, 2000, 2000" })
	void theShareOfRootsThatIsRecorded(String property, int atLeast, int atMost) {
		try (ConfigurableApplicationContext application = run((property != null) ? property : "unset=true")) {
			assertThat(recorded(application, Context.root())).isBetween(atLeast, atMost);
		}
	}

	@Test
	void oursWinsOverBoots() {
		try (ConfigurableApplicationContext application = run("tracing.sampling.probability=1",
				"management.tracing.sampling.probability=0")) {
			assertThat(recorded(application, Context.root())).isEqualTo(MANY);
		}
	}

	@Test
	void theCallerDecides() {
		try (ConfigurableApplicationContext application = run("tracing.sampling.probability=0")) {
			assertThat(recorded(application, parent(TraceFlags.getSampled()))).isEqualTo(MANY);
		}
		try (ConfigurableApplicationContext application = run()) {
			assertThat(recorded(application, parent(TraceFlags.getDefault()))).isZero();
		}
	}

	@Test
	void theApplicationsSamplerWins() {
		try (ConfigurableApplicationContext application = run(OwnSampler.class, "tracing.sampling.probability=1")) {
			assertThat(recorded(application, Context.root())).isZero();
		}
	}

	@Test
	void theProbabilityIsALiveProperty() {
		try (ConfigurableApplicationContext application = run("management.tracing.sampling.probability=0.5")) {
			LiveProperty property = probability(application).orElseThrow();
			assertThat(property.key()).isEqualTo("tracing.sampling.probability");
			assertThat(property.value()).isEqualTo("0.5");
			TraceSampler sampler = (TraceSampler) application.getBean(Sampler.class);
			assertThat(sampler.isDropping()).isTrue();
			assertThat(property.preview("0").test(start(true))).isTrue();
			assertThat(property.value()).isEqualTo("0.5");
			property.change("1");
			assertThat(sampler.isDropping()).isFalse();
			assertThat(recorded(application, Context.root())).isEqualTo(MANY);
			property.change("0.0");
			assertThat(recorded(application, Context.root())).isZero();
			assertThat(recorded(application, parent(TraceFlags.getSampled()))).isEqualTo(MANY);
			assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> property.change("2"))
				.withMessage("tracing.sampling.probability=2.0 cannot be used because it is not between 0.0 and 1.0. "
						+ "Write 0.02 for 2.0 % of the traces, or 1.0 for all.");
			assertThat(property.value()).isEqualTo("0.0");
		}
	}

	@ParameterizedTest
	@CsvSource({ "trace_id_ratio, true", "parent_based_trace_id_ratio, false" })
	void aCallerCountsUnlessTheSamplerDoesNotAskIt(String kind, boolean dropped) {
		try (ConfigurableApplicationContext application = run("management.opentelemetry.tracing.sampler=" + kind)) {
			LiveProperty property = probability(application).orElseThrow();
			assertThat(property.preview("0").test(start(false))).isEqualTo(dropped);
			property.change("0");
			assertThat(recorded(application, parent(TraceFlags.getSampled()))).isEqualTo(dropped ? 0 : MANY);
		}
	}

	@Test
	void aSamplerWithoutARatioHasNoLiveProperty() {
		try (ConfigurableApplicationContext application = run("management.opentelemetry.tracing.sampler=always_on")) {
			assertThat(probability(application)).isEmpty();
		}
		try (ConfigurableApplicationContext application = run(OwnSampler.class, "tracing.sampling.probability=1")) {
			assertThat(probability(application)).isEmpty();
		}
	}

	private static Optional<LiveProperty> probability(ConfigurableApplicationContext application) {
		return application.getBeanProvider(LiveProperty.class)
			.stream()
			.filter((property) -> property.key().equals("tracing.sampling.probability"))
			.findFirst();
	}

	private static LiveProperty.Start start(boolean begunHere) {
		return new LiveProperty.Start("4bf92f3577b34da6a3ce929d0e0e4736", begunHere, SpanKind.SERVER, "any",
				Attributes.empty());
	}

	private static Context parent(TraceFlags flags) {
		return Context.root()
			.with(Span.wrap(SpanContext.createFromRemoteParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7",
					flags, TraceState.getDefault())));
	}

	private static int recorded(ConfigurableApplicationContext application, Context parent) {
		Tracer tracer = application.getBean(OpenTelemetry.class).getTracer("test");
		int recorded = 0;
		for (int i = 0; i < MANY; i++) {
			Span span = tracer.spanBuilder("any").setParent(parent).startSpan();
			recorded += span.isRecording() ? 1 : 0;
			span.end();
		}
		return recorded;
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return run(TestApplication.class, properties);
	}

	private static ConfigurableApplicationContext run(Class<?> configuration, String... properties) {
		return new SpringApplicationBuilder(TestApplication.class, configuration).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "tracing.exporters=none")
			.properties(properties)
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class TestApplication {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSampler {

		@Bean
		Sampler ownSampler() {
			return Sampler.alwaysOff();
		}

	}

}
