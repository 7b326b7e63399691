package io.github.tracingstarter.control;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a collector counts while an operator changes through Actuator what is recorded, in
 * an application that calls another one.
 */
@TestMethodOrder(MethodOrderer.MethodName.class)
class LiveSamplingTests {

	/**
	 * The number of standard deviations that a share may be off. It is more once in
	 * 30,000 runs.
	 */
	private static final double CERTAIN = 4.2;

	private static final OtlpReceiver collector = OtlpReceiver.start();

	private static ConfigurableApplicationContext called;

	private static ConfigurableApplicationContext calling;

	private static Http http;

	@BeforeAll
	static void start() {
		called = application("called", 0);
		calling = application("calling", port(called));
		http = new Http(port(calling));
	}

	private static ConfigurableApplicationContext application(String name, int upstream) {
		return new SpringApplicationBuilder(Shop.class)
			.properties("spring.main.banner-mode=off", "server.port=0", "spring.application.name=" + name,
					"tracing.otlp.endpoint=" + collector.url(), "tracing.batch.schedule-delay=50ms",
					"tracing.control.writable=true", "management.endpoints.web.exposure.include=tracing",
					"upstream.port=" + upstream)
			.run();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@AfterAll
	static void stop() {
		calling.close();
		called.close();
		collector.close();
	}

	@BeforeEach
	void everythingIsAsAtTheStart() {
		change(http, Map.of("tracing.rules", "", "tracing.sampling.probability", "1.0", "tracing.sampling.keep.errors",
				"false", "tracing.sampling.keep.slower-than", ""));
		change(new Http(port(called)),
				Map.of("tracing.sampling.keep.errors", "false", "tracing.sampling.keep.slower-than", ""));
		collector.clear();
	}

	@Test
	void everythingThenOneRouteDroppedThenARate() throws Exception {
		run(100, (i) -> "/users/" + i);
		assertThat(roots()).containsEntry("GET /users/{id}", 100L);

		change(http, Map.of("tracing.rules", "[{path: /users/**, drop: true}]"));
		collector.clear();
		run(100, (i) -> "/users/" + i);
		run(50, (i) -> "/weather/" + i);
		assertThat(roots()).containsOnly(Map.entry("GET /weather/{city}", 50L));
		assertThat(collector.spans()).hasSize(150);

		change(http, Map.of("tracing.rules", "[{path: /weather/**, rate: 5/s}]"));
		collector.clear();
		long start = System.nanoTime();
		int requests = 0;
		while (System.nanoTime() - start < 2_000_000_000L) {
			run(20, (i) -> "/weather/" + i);
			requests += 20;
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		long recorded = roots().getOrDefault("GET /weather/{city}", 0L);
		System.out.printf("5/s: %d of %d requests in %.2f s%n", recorded, requests, seconds);
		assertThat((double) recorded).isBetween(5 * (seconds - 1), 5 * (seconds + 1) + 1).isLessThan(requests);
	}

	@Test
	void fewRequestsAndAllFailuresAndSlowOnes() throws Exception {
		Map<String, String> keep = Map.of("tracing.sampling.keep.errors", "true", "tracing.sampling.keep.slower-than",
				"200ms", "tracing.sampling.probability", "0.01");
		change(http, keep);
		run(3000, (i) -> (i % 100 == 0) ? "/weather/fails" : (i % 1000 == 1) ? "/weather/slow" : "/weather/" + i);
		awaitSpans();
		Map<String, List<Span>> kept = collector.spans()
			.stream()
			.filter((span) -> OtlpReceiver.attributes(span.getAttributesList()).containsKey("tracing.kept"))
			.collect(Collectors.groupingBy(
					(span) -> String.valueOf(OtlpReceiver.attributes(span.getAttributesList()).get("tracing.kept"))));
		long chosen = collector.spans().stream().filter((span) -> threshold(span) > 0 && isRoot(span)).count();
		System.out.printf("1 %%: %d by chance of 3000, kept: %s%n", chosen, kept.keySet());
		assertShare(chosen, 3000, 0.01);
		Set<String> failed = traces("/weather/fails");
		Set<String> slow = traces("/weather/slow");
		assertThat(failed).hasSize(30);
		assertThat(slow).hasSize(3);
	}

	@Test
	void callerAndCalledServiceRecordTheSameTraces() throws Exception {
		change(http, Map.of("tracing.sampling.probability", "0.2"));
		run(1000, (i) -> "/weather/" + i);
		awaitSpans();
		Map<String, Long> spans = collector.spans()
			.stream()
			.collect(Collectors.groupingBy((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()),
					Collectors.counting()));
		assertShare(spans.size(), 1000, 0.2);
		// The request, the call, and the request to the called service.
		assertThat(spans.values()).containsOnly(3L);
		assertThat(collector.spans().stream().map(Span::getTraceState).distinct()).hasSize(1);
	}

	@Test
	void countsAreExtrapolatedFromTheSpans() throws Exception {
		change(http, Map.of("tracing.rules", "[{path: /users/**, probability: 0.1}]", "tracing.sampling.probability",
				"0.5"));
		run(2000, (i) -> (i % 2 == 0) ? "/users/" + i : "/weather/" + i);
		awaitSpans();
		Map<String, Double> counts = new TreeMap<>();
		collector.spans()
			.stream()
			.filter(LiveSamplingTests::isRoot)
			.forEach((span) -> counts.merge(span.getName(), adjustedCount(span), Double::sum));
		System.out.printf("extrapolated to 1000 each: %s%n", counts);
		assertThat(counts.get("GET /users/{id}")).isBetween(1000 - CERTAIN * error(1000, 0.1),
				1000 + CERTAIN * error(1000, 0.1));
		assertThat(counts.get("GET /weather/{city}")).isBetween(1000 - CERTAIN * error(1000, 0.5),
				1000 + CERTAIN * error(1000, 0.5));
	}

	@Test
	void changesUnderLoadLoseNothing() throws Exception {
		Http actuator = new Http(port(calling));
		ExecutorService operator = Executors.newSingleThreadExecutor();
		try {
			Future<?> changes = operator.submit(() -> {
				for (int i = 0; i < 100; i++) {
					change(actuator, Map.of("tracing.rules", (i % 2 == 0) ? "[{path: /users/**, drop: true}]"
							: "[{path: /users/never, drop: true}, {kind: client, set: {changed: yes}}]"));
				}
			});
			int requests = 0;
			while (!changes.isDone() || requests < 1000) {
				run(200, (i) -> "/weather/" + i);
				requests += 200;
			}
			changes.get();
			awaitSpans();
			System.out.printf("100 changes under load: %d requests, %d spans%n", requests, collector.spans().size());
			assertThat(roots()).containsEntry("GET /weather/{city}", (long) requests);
			assertThat(collector.spans()).hasSize(3 * requests);
		}
		finally {
			operator.shutdownNow();
		}
	}

	private static void change(Http http, Map<String, String> properties) {
		// Actuator accepts only strings, so the properties are a document in one of them.
		String document = properties.entrySet()
			.stream()
			.map((property) -> "%s: %s".formatted(property.getKey(),
					property.getValue().isEmpty() ? "''" : property.getValue()))
			.collect(Collectors.joining("\\n"));
		String body = "{\"properties\": \"%s\"}".formatted(document);
		HttpResponse<String> answer = http.post("/actuator/tracing", body);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
	}

	/**
	 * Sends requests from four threads, and waits for the responses.
	 */
	private static void run(int count, IntFunction<String> path) throws Exception {
		ExecutorService senders = Executors.newFixedThreadPool(4);
		try {
			for (Future<?> sent : IntStream.range(0, count)
				.mapToObj((i) -> senders.submit(() -> http.get(path.apply(i))))
				.toList()) {
				sent.get();
			}
		}
		finally {
			senders.shutdown();
		}
	}

	/**
	 * Waits until nothing more arrives.
	 */
	private static void awaitSpans() throws InterruptedException {
		int before = -1;
		while (before < collector.spans().size()) {
			before = collector.spans().size();
			Thread.sleep(500);
		}
	}

	private static Map<String, Long> roots() throws InterruptedException {
		awaitSpans();
		return collector.spans()
			.stream()
			.filter(LiveSamplingTests::isRoot)
			.collect(Collectors.groupingBy(Span::getName, Collectors.counting()));
	}

	private static Set<String> traces(String path) {
		return collector.spans()
			.stream()
			.filter((span) -> isRoot(span)
					&& path.equals(OtlpReceiver.attributes(span.getAttributesList()).get("url.path")))
			.map((span) -> OtlpReceiver.hex(span.getTraceId().toByteArray()))
			.collect(Collectors.toCollection(HashSet::new));
	}

	private static boolean isRoot(Span span) {
		return span.getParentSpanId().isEmpty();
	}

	private static long threshold(Span span) {
		String state = span.getTraceState();
		return state.startsWith("ot=th:") ? Long.parseLong((state.substring(6) + "0".repeat(14)).substring(0, 14), 16)
				: 0;
	}

	/**
	 * Returns how many traces a span represents, according to OpenTelemetry's
	 * specification.
	 */
	private static double adjustedCount(Span span) {
		return 1 / (1 - threshold(span) / (double) (1L << 56));
	}

	/** Returns the standard error of an extrapolated count. */
	private static double error(int count, double share) {
		return Math.sqrt(count * (1 - share) / share);
	}

	private static void assertShare(long recorded, int count, double share) {
		double deviation = Math.sqrt(count * share * (1 - share));
		assertThat((double) recorded).isBetween(count * share - CERTAIN * deviation,
				count * share + CERTAIN * deviation);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Shop {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		Endpoints endpoints(RestClient.Builder builder, Environment environment) {
			return new Endpoints(
					builder.baseUrl("http://localhost:" + environment.getProperty("upstream.port")).build());
		}

	}

	@RestController
	static class Endpoints {

		private final RestClient upstream;

		Endpoints(RestClient upstream) {
			this.upstream = upstream;
		}

		@GetMapping("/users/{id}")
		String user(@PathVariable String id) {
			return id;
		}

		@GetMapping("/weather/{city}")
		String weather(@PathVariable String city) throws InterruptedException {
			String answer = this.upstream.get().uri("/upstream").retrieve().body(String.class);
			if (city.equals("fails")) {
				throw new IllegalStateException("no weather");
			}
			if (city.equals("slow")) {
				Thread.sleep(300);
			}
			return String.valueOf(answer);
		}

		@GetMapping("/upstream")
		String upstream() {
			return "sunny";
		}

	}

}
