package io.github.tracingstarter.meters;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The buckets of Boot's histograms name kept traces, as read by Prometheus.
 */
class PrometheusTests {

	private static final String[] HISTOGRAMS = { "test.prometheus=true",
			"management.metrics.distribution.percentiles-histogram.http.server.requests=true",
			"management.metrics.distribution.percentiles-histogram.http.client.requests=true" };

	private static final Pattern BUCKET = Pattern
		.compile("(http_\\w+)_seconds_bucket\\{.*uri=\"([^\"]+)\".*trace_id=\"(\\w+)\".*");

	private final OtlpReceiver receiver = OtlpReceiver.start();

	@AfterEach
	void close() {
		this.receiver.close();
	}

	@Test
	void requestsCallsAndWhatIsAnsweredLaterNameTheirTraces() {
		try (MeteredApplication application = MeteredApplication.onTomcat(properties())) {
			application.http().get("/orders/7");
			application.http().get("/later/7");
			application.http().get("/fails");
			String order = span("GET /orders/{id}");
			String later = span("GET /later/{id}");
			String fails = span("GET /fails");
			assertThat(awaitExemplars(application.http(), 4)).isEqualTo(Map.of("http_server_requests /orders/{id}",
					Set.of(order), "http_client_requests /stock/{id}", Set.of(order),
					"http_server_requests /later/{id}", Set.of(later), "http_server_requests /fails", Set.of(fails)));
		}
	}

	@Test
	void soDoTheyInAReactiveApplication() {
		try (MeteredApplication application = MeteredApplication.onNetty(properties())) {
			application.http().get("/orders/7");
			String order = span("GET /orders/{id}");
			assertThat(awaitExemplars(application.http(), 2)).isEqualTo(Map.of("http_server_requests /orders/{id}",
					Set.of(order), "http_client_requests /stock/{id}", Set.of(order)));
		}
	}

	@Test
	void onlyTracesThatAreChosenAtTheirStartAreNamed() {
		try (MeteredApplication application = MeteredApplication
			.onTomcat(properties("tracing.sampling.probability=0.2", "tracing.sampling.keep.errors=true"))) {
			// The Prometheus client looks for a trace only some ten times a second, and
			// most
			// traces are not sampled.
			Waiting.await(() -> {
				application.http().get("/orders/7");
				return exemplars(application.http()).size() == 2;
			}, () -> "both exemplars in " + exemplars(application.http()));
			Map<String, Set<String>> exemplars = exemplars(application.http());
			assertThat(exemplars).containsOnlyKeys("http_server_requests /orders/{id}",
					"http_client_requests /stock/{id}");
			exemplars.values()
				.stream()
				.flatMap(Set::stream)
				.forEach((trace) -> Waiting.await(() -> received().contains(trace),
						() -> trace + " among " + received()));
		}
	}

	@Test
	void aTraceThatIsKeptBecauseItFailedIsNotNamed() {
		try (MeteredApplication application = MeteredApplication
			.onTomcat(properties("tracing.sampling.probability=0.0", "tracing.sampling.keep.errors=true"))) {
			application.http().get("/fails");
			application.http().get("/orders/7");
			span("GET /fails");
			Waiting.await(
					() -> scrape(application.http()).contains("uri=\"/fails\"")
							&& scrape(application.http()).contains("uri=\"/orders/{id}\""),
					() -> "both requests in " + scrape(application.http()));
			assertThat(scrape(application.http())).doesNotContain("trace_id");
		}
	}

	private String[] properties(String... more) {
		Set<String> all = new LinkedHashSet<>(Set.of(HISTOGRAMS));
		all.add("tracing.otlp.endpoint=" + this.receiver.url());
		all.addAll(Set.of(more));
		return all.toArray(String[]::new);
	}

	/**
	 * Waits for a span.
	 * @return its trace
	 */
	private String span(String name) {
		Waiting.await(() -> this.receiver.spans().stream().anyMatch((span) -> span.getName().equals(name)),
				() -> "a span " + name + " in " + this.receiver.tree());
		Span found = this.receiver.spans().stream().filter((span) -> span.getName().equals(name)).findFirst().get();
		return OtlpReceiver.hex(found.getTraceId().toByteArray());
	}

	private Set<String> received() {
		return this.receiver.spans()
			.stream()
			.map((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
			.collect(Collectors.toSet());
	}

	/**
	 * A request is measured after it has been answered, so the last one may still be
	 * missing.
	 */
	private static Map<String, Set<String>> awaitExemplars(Http http, int count) {
		Waiting.await(() -> exemplars(http).size() >= count, () -> count + " exemplars in " + exemplars(http));
		return exemplars(http);
	}

	/**
	 * Reads what Prometheus reads.
	 * @return traces by metric and route
	 */
	private static Map<String, Set<String>> exemplars(Http http) {
		return BUCKET.matcher(scrape(http))
			.results()
			.collect(Collectors.groupingBy((MatchResult found) -> found.group(1) + " " + found.group(2),
					Collectors.mapping((found) -> found.group(3), Collectors.toSet())));
	}

	private static String scrape(Http http) {
		return http.get("/actuator/prometheus", "Accept", "application/openmetrics-text; version=1.0.0; charset=utf-8")
			.body();
	}

}
