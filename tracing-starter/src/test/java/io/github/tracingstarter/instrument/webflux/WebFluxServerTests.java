package io.github.tracingstarter.instrument.webflux;

import java.time.Duration;

import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.instrument.http.ExcludedRequests;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.semconv.HttpAttributes;
import io.opentelemetry.semconv.UrlAttributes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests to a WebFlux application.
 */
class WebFluxServerTests {

	private static ConfigurableApplicationContext application;

	private final RecordedSpans spans = application.getBean(RecordedSpans.class);

	private final Http http = new Http(
			application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"spring.webflux.base-path=/shop", "tracing.web.exclude=/internal/**, GET /secret/{id}")
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void clear() {
		this.spans.clear();
	}

	@ParameterizedTest
	@CsvSource({ "GET, /hello, 200, UNSET", "GET, /nothing, 404, UNSET", "POST, /hello, 405, UNSET",
			"GET, /payment, 402, UNSET", "GET, /boom, 500, ERROR", "GET, /unavailable, 503, ERROR" })
	void onlyAFailureOfTheServerIsAnError(String method, String path, int status, StatusCode code) {
		assertThat(this.http.exchange(method, "/shop" + path).statusCode()).isEqualTo(status);
		this.spans.await(1);
		assertThat(this.spans.all()).singleElement().satisfies((span) -> {
			assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
			assertThat(span.getStatus().getStatusCode() == StatusCode.ERROR).isEqualTo(code == StatusCode.ERROR);
			assertThat(span.getEvents()).hasSize((status == 200) ? 0 : 1);
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", (long) status);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/health/liveness" })
	void actuatorIsNotTracedAndKeepsItsMetrics(String path) {
		MeterRegistry registry = application.getBean(MeterRegistry.class);
		this.http.get("/shop" + path);
		this.http.get("/shop/hello");
		this.spans.await(1);
		assertThat(this.spans.all()).hasSize(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("http.route",
				"/shop/hello");
		assertThat(registry.get("http.server.requests").timers())
			.anySatisfy((timer) -> assertThat(timer.getId().getTag("uri")).startsWith("/actuator"));
	}

	@ParameterizedTest
	@CsvSource({ "GET, /internal/work, 200", "GET, /secret/work, 200", "GET, /css/nothing.css, 404" })
	void excludedRequestsAreNotTracedNorWhatTheyDo(String method, String path, int status) {
		assertThat(this.http.exchange(method, "/shop" + path).statusCode()).isEqualTo(status);
		this.http.get("/shop/public/work");
		this.spans.await(2);
		assertThat(this.spans.all()).hasSize(2)
			.extracting(SpanData::getTraceId)
			.containsOnly(this.spans.first(SpanKind.SERVER).getTraceId());
	}

	@Test
	void whatIsExcludedCanBeChanged() {
		ExcludedRequests excluded = application.getBean(ExcludedRequests.class);
		String before = excluded.value();
		assertThat(excluded.preview("/hello"))
			.accepts(new LiveProperty.Start("4bf92f3577b34da6a3ce929d0e0e4736", true, SpanKind.SERVER, "GET",
					Attributes.of(HttpAttributes.HTTP_REQUEST_METHOD, "GET", UrlAttributes.URL_PATH, "/shop/hello")));
		excluded.change("/hello");
		try {
			this.http.get("/shop/hello");
			this.http.get("/shop/internal/work");
			this.spans.await(2);
			assertThat(this.spans.first(SpanKind.SERVER).getName()).isEqualTo("GET /shop/{area}/work");
		}
		finally {
			excluded.change(before);
		}
	}

	@Test
	void withTheWebOffOnlyWhatTheyDoIsTraced() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"tracing.web.enabled=false")
			.run()) {
			RecordedSpans recorded = context.getBean(RecordedSpans.class);
			new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class))
				.get("/public/work");
			recorded.await(1);
			assertThat(recorded.all()).singleElement()
				.satisfies((span) -> assertThat(span.getName()).isEqualTo("work"));
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			Waiting.await(() -> meters.find("http.server.requests").timer() != null, () -> "the timer of the request");
			assertThat(meters.get("http.server.requests").timers()).hasSize(1);
		}
	}

	@Test
	void theReportNamesIt() {
		assertThat(application.getBean(TracingReport.class).entries())
			.contains(new TracingReport.Entry("HTTP server", "all handlers of WebFlux", true, ""));
	}

	@Test
	void theParentIsRead() {
		this.http.get("/shop/hello", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		this.spans.await(1);
		assertThat(this.spans.first(SpanKind.SERVER).getParentSpanId()).isEqualTo("b7ad6b7169203331");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	@RestController
	static class Application {

		private final ObservationRegistry observations;

		Application(ObservationRegistry observations) {
			this.observations = observations;
		}

		/**
		 * The application that stops first would close the global resources of the other.
		 */
		@Bean
		static ReactorResourceFactory reactorResourceFactory() {
			ReactorResourceFactory resources = new ReactorResourceFactory();
			resources.setUseGlobalResources(false);
			return resources;
		}

		@Bean
		static NettyReactiveWebServerFactory nettyReactiveWebServerFactory(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory server = new NettyReactiveWebServerFactory();
			server.setResourceFactory(resources);
			return server;
		}

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		static SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@GetMapping("/hello")
		Mono<String> hello() {
			return Mono.just("hello");
		}

		@GetMapping("/{area}/work")
		Mono<String> work() {
			return Mono.deferContextual((context) -> {
				Observation request = context.get(ObservationThreadLocalAccessor.KEY);
				Observation work = Observation.createNotStarted("work", this.observations)
					.parentObservation(request)
					.start();
				return Mono.delay(Duration.ofMillis(1)).map((tick) -> "done").doOnTerminate(work::stop);
			});
		}

		@GetMapping("/payment")
		Mono<String> payment() {
			return Mono.error(new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED));
		}

		@GetMapping("/unavailable")
		Mono<String> unavailable() {
			return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
		}

		@GetMapping("/boom")
		Mono<String> boom() {
			return Mono.error(new IllegalStateException("boom"));
		}

	}

}
