package io.github.tracingstarter.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application that calls others and is called, with servlets or without.
 */
final class CallingApplication implements AutoCloseable {

	private static final String EXCLUDED = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
			+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
			+ "org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration,"
			+ "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

	private static final List<String> PREFIXES = List.of("trace", "b3", "x-b3-", "uber", "x-amzn-", "baggage",
			"tenant");

	private final ConfigurableApplicationContext context;

	private CallingApplication(WebApplicationType type, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"logging.level.root=warn", "spring.autoconfigure.exclude=" + EXCLUDED)
			.properties(properties)
			.run();
	}

	static CallingApplication servlet(String... properties) {
		return new CallingApplication(WebApplicationType.SERVLET, properties);
	}

	static CallingApplication reactive(String... properties) {
		return new CallingApplication(WebApplicationType.REACTIVE, properties);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	RecordedSpans spans() {
		return this.context.getBean(RecordedSpans.class);
	}

	/**
	 * Sends a request.
	 * @param path the path
	 * @param headers names and values
	 * @return the answer: what the last handler saw
	 */
	Map<String, String> get(String path, String... headers) {
		Map<String, String> seen = new TreeMap<>();
		for (String line : new Http(port()).get(path, headers).body().lines().toList()) {
			seen.put(line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
		}
		return seen;
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What there is to see: headers, the baggage, the log context.
	 */
	private static String seen(HttpHeaders headers) {
		List<String> lines = new ArrayList<>();
		headers.forEach((name, values) -> {
			String header = name.toLowerCase(Locale.ROOT);
			if (PREFIXES.stream().anyMatch(header::startsWith)) {
				lines.add(header + ": " + String.join("|", values));
			}
		});
		Baggage.current().forEach((field, entry) -> lines.add("[" + field + "]: " + entry.getValue()));
		Map<String, String> log = MDC.getCopyOfContextMap();
		if (log != null) {
			log.forEach((field, value) -> lines.add("<" + field + ">: " + value));
		}
		lines.add("(span): " + Span.current().getSpanContext().getSpanId());
		return String.join("\n", lines);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@Import({ Calls.class, ReactiveCalls.class })
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

	@RestController
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class Calls {

		private final RestClient client;

		Calls(RestClient.Builder builder) {
			this.client = builder.build();
		}

		@GetMapping("/call")
		String call(@RequestParam int to) {
			return String
				.valueOf(this.client.get().uri("http://localhost:{port}/answer", to).retrieve().body(String.class));
		}

		@GetMapping("/answer")
		String answer(@RequestHeader HttpHeaders headers) {
			return seen(headers);
		}

	}

	@RestController
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveCalls {

		private final WebClient client;

		ReactiveCalls(WebClient.Builder builder) {
			this.client = builder.build();
		}

		@GetMapping("/call")
		Mono<String> call(@RequestParam int to) {
			return this.client.get().uri("http://localhost:{port}/answer", to).retrieve().bodyToMono(String.class);
		}

		@GetMapping("/answer")
		Mono<String> answer(@RequestHeader HttpHeaders headers) {
			return Mono.fromSupplier(() -> seen(headers));
		}

	}

}
