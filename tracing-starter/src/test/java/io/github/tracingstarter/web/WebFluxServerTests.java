package io.github.tracingstarter.web;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
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
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off")
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
		assertThat(this.http.exchange(method, path).statusCode()).isEqualTo(status);
		this.spans.await(1);
		assertThat(this.spans.all()).singleElement().satisfies((span) -> {
			assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
			assertThat(span.getStatus().getStatusCode() == StatusCode.ERROR).isEqualTo(code == StatusCode.ERROR);
			assertThat(span.getEvents()).hasSize((code == StatusCode.ERROR) ? 1 : 0);
			assertThat(RecordedSpans.attributes(span)).containsEntry("status", Integer.toString(status));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/health/liveness" })
	void actuatorIsNotTracedAndKeepsItsMetrics(String path) {
		MeterRegistry registry = application.getBean(MeterRegistry.class);
		this.http.get(path);
		this.http.get("/hello");
		this.spans.await(1);
		assertThat(this.spans.all()).hasSize(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("uri", "/hello");
		assertThat(registry.get("http.server.requests").timers())
			.anySatisfy((timer) -> assertThat(timer.getId().getTag("uri")).startsWith("/actuator"));
	}

	@Test
	void theParentIsRead() {
		this.http.get("/hello", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		this.spans.await(1);
		assertThat(this.spans.first(SpanKind.SERVER).getParentSpanId()).isEqualTo("b7ad6b7169203331");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	@RestController
	static class Application {

		@Bean
		NettyReactiveWebServerFactory nettyReactiveWebServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		SimpleMeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@GetMapping("/hello")
		Mono<String> hello() {
			return Mono.just("hello");
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
