package io.github.tracingstarter.instrument;

import java.util.LinkedHashMap;
import java.util.Map;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.semconv.HttpAttributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Repeated statements are counted for their request, in bounded memory.
 */
class RepeatedStatementsTests {

	private final Map<String, Long> counted = new LinkedHashMap<>();

	private final RepeatedStatements repeated = new RepeatedStatements(
			() -> (route, statement, runs) -> this.counted.merge(route + " " + statement, runs, Long::sum));

	private final SdkTracerProvider provider = SdkTracerProvider.builder().build();

	private final Tracer tracer = this.provider.get("test");

	@AfterEach
	void close() {
		this.provider.close();
	}

	@Test
	void theRequestSaysHowManyAndTheMostRepeated() {
		Span request = request("/orders");
		run(request, "SELECT item", 7);
		run(request, "SELECT price", 9);
		run(request, "SELECT item", 5);
		this.repeated.ending(request);
		assertThat(attributes(request)).isEqualTo(Map.of("http.route", "/orders", "tracing.statements.repeated", 21L,
				"tracing.statements.most_repeated", "SELECT item"));
		assertThat(this.counted).isEqualTo(Map.of("/orders SELECT item", 12L, "/orders SELECT price", 9L));
		assertThat(this.repeated.any()).isFalse();
	}

	@Test
	void otherRequestsSayNothing() {
		Span request = request("/orders");
		Span other = request("/hello");
		run(request, "SELECT item", 7);
		this.repeated.ending(other);
		assertThat(attributes(other)).isEqualTo(Map.of("http.route", "/hello"));
		assertThat(this.counted).isEmpty();
		assertThat(this.repeated.any()).isTrue();
		other.end();
		request.end();
	}

	@Test
	void aRequestWithoutRouteHasNoPath() {
		Span request = this.tracer.spanBuilder("GET").startSpan();
		run(request, "SELECT item", 5);
		this.repeated.ending(request);
		request.end();
		assertThat(this.counted).isEqualTo(Map.of("_OTHER SELECT item", 5L));
	}

	@Test
	void routesAndStatementsAreBounded() {
		for (int i = 0; i < 2_000; i++) {
			Span request = request("/orders" + i);
			run(request, "SELECT item", 5);
			this.repeated.ending(request);
			request.end();
		}
		assertThat(this.counted).hasSize(501)
			.containsEntry("/orders0 SELECT item", 5L)
			.containsEntry("_OTHER _OTHER", 1_500 * 5L);
	}

	@Test
	void statementsOfARequestAreBounded() {
		Span request = request("/orders");
		for (int i = 0; i < 100; i++) {
			run(request, "SELECT item" + i, 5);
		}
		run(request, "SELECT item3", 5);
		this.repeated.ending(request);
		request.end();
		assertThat(this.counted).hasSize(17)
			.containsEntry("/orders SELECT item3", 10L)
			.containsEntry("/orders _OTHER", 84 * 5L);
		assertThat(attributes(request)).containsEntry("tracing.statements.repeated", 505L);
	}

	@Test
	void tracesWithoutARequestAreForgotten() {
		Span first = request("/first");
		run(first, "SELECT item", 5);
		for (int i = 0; i < 1_000; i++) {
			this.repeated.begin("%032x".formatted(i + 1), "SELECT job", 5);
		}
		this.repeated.ending(first);
		first.end();
		assertThat(this.counted).isEmpty();
	}

	private Span request(String route) {
		return this.tracer.spanBuilder("GET " + route).setAttribute(HttpAttributes.HTTP_ROUTE, route).startSpan();
	}

	/**
	 * Some of the runs occur before the repetition is detected.
	 */
	private void run(Span request, String statement, int times) {
		RepeatedStatements.Runs runs = this.repeated.begin(request.getSpanContext().getTraceId(), statement, 5);
		for (int i = 5; i < times; i++) {
			runs.incrementAndGet();
		}
	}

	private static Map<String, Object> attributes(Span span) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		((ReadableSpan) span).getAttributes().forEach((key, value) -> attributes.put(key.getKey(), value));
		span.end();
		return attributes;
	}

}
