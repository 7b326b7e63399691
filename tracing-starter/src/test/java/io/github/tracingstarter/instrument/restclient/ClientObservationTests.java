package io.github.tracingstarter.instrument.restclient;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's own observations in addition to the spans: their metrics stay, and they create
 * no second span.
 */
class ClientObservationTests {

	private static final ClientHttpRequestFactory WITHOUT_ATTRIBUTES = (uri,
			method) -> new HookedRequest(new SimpleClientHttpRequestFactory().createRequest(uri, method), () -> {
			}) {

				@Override
				public Map<String, Object> getAttributes() {
					throw new UnsupportedOperationException();
				}

			};

	private final Upstream upstream = new Upstream();

	private final ApplicationContextRunner runner = TracedApplication.runner();

	private final ApplicationContextRunner withMetrics = this.runner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void restClientKeepsItsMetrics() {
		this.withMetrics.run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			assertOneCall(context, "CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void restClientWithInterceptorKeepsItsMetrics() {
		this.withMetrics.run((context) -> {
			call(context.getBean(RestClient.Builder.class)
				.requestInterceptor((request, body, execution) -> execution.execute(request, body))
				.build());
			assertOneCall(context, "CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void restTemplateKeepsItsMetrics() {
		this.withMetrics.run((context) -> {
			call(context.getBean(RestTemplateBuilder.class).build());
			assertOneCall(context, "CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void restTemplateWithInterceptorKeepsItsMetrics() {
		this.withMetrics.run((context) -> {
			RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
			template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
			call(template);
			assertOneCall(context, "CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void exemplarOfACallHasTheSpanOfTheCall() {
		this.withMetrics.withBean(SpanOfTimer.class).run((context) -> {
			Tracer tracer = context.getBean(Tracer.class);
			SpanOfTimer exemplar = context.getBean(SpanOfTimer.class);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			for (RestClient client : List.of(context.getBean(RestClient.Builder.class).build(),
					context.getBean(RestClient.Builder.class)
						.requestInterceptor((request, body, execution) -> execution.execute(request, body))
						.build())) {
				Span outer = tracer.nextSpan().name("outer").start();
				try (Tracer.SpanInScope scope = tracer.withSpan(outer)) {
					assertThat(scope).isNotNull();
					call(client);
				}
				finally {
					outer.end();
				}
				assertThat(exemplar.spanId).isEqualTo(spans.first(SpanKind.CLIENT).getSpanId());
				spans.clear();
			}
		});
	}

	@Test
	@SuppressWarnings("deprecation")
	void aScopeThatIsResetLeavesNoOtherBehind() {
		this.withMetrics.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			RestClient client = context.getBean(RestClient.Builder.class)
				.requestInterceptor((request, body, execution) -> {
					Observation.Scope scope = registry.getCurrentObservationScope();
					if (scope != null) {
						scope.reset();
					}
					return execution.execute(request, body);
				})
				.build();
			Tracer tracer = context.getBean(Tracer.class);
			Span around = tracer.nextSpan().name("around").start();
			try (Tracer.SpanInScope scope = tracer.withSpan(around)) {
				assertThat(scope).isNotNull();
				call(client);
				assertThat(io.opentelemetry.api.trace.Span.current().getSpanContext().getSpanId())
					.isEqualTo(around.context().spanId());
			}
			finally {
				around.end();
			}
			assertThat(io.opentelemetry.api.trace.Span.current().getSpanContext().isValid()).isFalse();
		});
	}

	@Test
	void metricsStayWhenClientTracingIsOff() {
		this.withMetrics.withPropertyValues("tracing.client.enabled=false").run((context) -> {
			call(context.getBean(RestClient.Builder.class).build());
			assertThat(timer(context).count()).isEqualTo(1);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).isEmpty();
		});
	}

	@Test
	void observationIsNotMadeWithoutMetrics() {
		assertThat(observationDuringCall(this.runner).isNoop()).isTrue();
	}

	@Test
	void observationIsMadeWithMetrics() {
		assertThat(observationDuringCall(this.withMetrics).isNoop()).isFalse();
	}

	@Test
	void clientOutOfReachThatHasTheRegistryIsLeftToBoot() {
		this.runner.run((context) -> {
			call(RestClient.builder().observationRegistry(context.getBean(ObservationRegistry.class)).build());
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("CLIENT http get\n");
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.contains(spans.first(SpanKind.CLIENT).getSpanId());
		});
	}

	@Test
	void templateThatLostItsRequestFactoryIsLeftToBoot() {
		this.runner.run((context) -> {
			RestTemplate template = context.getBean(RestTemplateBuilder.class).build();
			template.setRequestFactory(new SimpleClientHttpRequestFactory());
			template.getInterceptors().add((request, body, execution) -> execution.execute(request, body));
			call(template);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT http get\n");
			assertThat(this.upstream.only().header("traceparent")).hasSize(1);
		});
	}

	@Test
	void requestWithoutAttributesIsLeftToBoot() {
		this.runner.run((context) -> {
			RestTemplate template = new RestTemplate(WITHOUT_ATTRIBUTES);
			template.setObservationRegistry(context.getBean(ObservationRegistry.class));
			call(template);
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT http get\n");
			assertThat(this.upstream.only().header("traceparent")).hasSize(1);
		});
	}

	@Test
	void requestWithoutAttributesOfATracedClientMakesASpan() {
		this.withMetrics.run((context) -> {
			RestTemplateBuilder builder = context.getBean(RestTemplateBuilder.class);
			call(builder.requestFactory(() -> WITHOUT_ATTRIBUTES).build());
			assertOneCall(context, "CLIENT GET\n");
		});
	}

	private Observation observationDuringCall(ApplicationContextRunner application) {
		AtomicReference<Observation> observation = new AtomicReference<>();
		application.run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			call(context.getBean(RestClient.Builder.class).requestInterceptor((request, body, execution) -> {
				observation.set(registry.getCurrentObservation());
				return execution.execute(request, body);
			}).build());
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET /users/{id}\n");
		});
		return observation.get();
	}

	private void assertOneCall(ApplicationContext context, String tree) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		assertThat(spans.tree()).isEqualTo(tree);
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.first(SpanKind.CLIENT).getSpanId());
		Timer timer = timer(context);
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
		assertThat(timer.getId().getTag("uri")).isEqualTo("/users/{id}");
		assertThat(timer.getId().getTag("status")).isEqualTo("200");
	}

	private static Timer timer(ApplicationContext context) {
		return context.getBean(MeterRegistry.class).get("http.client.requests").timer();
	}

	private void call(RestClient client) {
		assertThat(client.get().uri(this.upstream.url("/users/{id}"), 7).retrieve().body(String.class))
			.isEqualTo("hello");
	}

	private void call(RestTemplate template) {
		assertThat(template.getForObject(this.upstream.url("/users/{id}"), String.class, 7)).isEqualTo("hello");
	}

	/**
	 * Records what a registry with exemplars would: the span that is current while a
	 * timer is updated.
	 */
	static class SpanOfTimer extends SimpleMeterRegistry {

		private final ObjectProvider<Tracer> tracer;

		private @Nullable String spanId;

		SpanOfTimer(ObjectProvider<Tracer> tracer) {
			this.tracer = tracer;
		}

		@Override
		protected Timer newTimer(Meter.Id id, DistributionStatisticConfig configuration, PauseDetector pauseDetector) {
			return new CumulativeTimer(id, this.clock, configuration, pauseDetector, getBaseTimeUnit(), false) {

				@Override
				protected void recordNonNegative(long amount, TimeUnit unit) {
					super.recordNonNegative(amount, unit);
					Span span = SpanOfTimer.this.tracer.getObject().currentSpan();
					SpanOfTimer.this.spanId = (span != null) ? span.context().spanId() : null;
				}

			};
		}

	}

}
