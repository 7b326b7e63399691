package io.github.tracingstarter.differential;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.micrometer.observation.annotation.Observed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * What the application sees of its own failures: everything, because only spans are
 * redacted.
 */
final class Failures {

	private static final Logger logger = LoggerFactory.getLogger(Failures.class);

	private static final String SECRET_URL = "http://user:password@127.0.0.1:1/path?token=secret&name=Ann";

	private static final List<String> REQUESTS = List.of("GET /call", "GET /call-template", "GET /status",
			"GET /duplicate", "GET /duplicate-in-batch", "GET /syntax", "GET /caught", "GET /logged", "GET /async",
			"GET /observed", "GET /observed?password=secret");

	private Failures() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("failures: in responses and log lines", Application.class, Requests.responsesTo(REQUESTS)),
					Situation
						.of("failures: with observations by annotation", Application.class,
								Requests.responsesTo(REQUESTS))
						.with("management.observations.annotations.enabled=true"),
					Situation
						.of("log lines: SQL, web and transactions at debug", Application.class,
								Requests.responsesTo(List.of("GET /rows", "GET /duplicate", "GET /status")))
						.with("logging.level.org.springframework.jdbc=trace",
								"logging.level.org.springframework.transaction=trace",
								"logging.level.org.springframework.web=debug",
								"logging.level.org.springframework.http=debug",
								"logging.level.com.zaxxer.hikari.pool.ProxyConnection=debug"))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet",
					"spring.datasource.url=jdbc:h2:mem:failures", "spring.web.error.include-message=always",
					"server.error.include-message=always"));
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	@Import({ Controller.class, Worker.class, Transactions.Rows.class })
	static class Application {

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate();
		}

	}

	@RestController
	static class Controller {

		private final JdbcTemplate jdbc;

		private final RestClient client;

		private final RestTemplate template;

		private final Worker worker;

		Controller(JdbcTemplate jdbc, RestClient.Builder client, RestTemplate template, Worker worker) {
			this.jdbc = jdbc;
			this.client = client.build();
			this.template = template;
			this.worker = worker;
			jdbc.execute("CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(20) UNIQUE)");
			jdbc.update("INSERT INTO users VALUES (1, 'Ann')");
		}

		@GetMapping("/call")
		String call() {
			return String.valueOf(this.client.get().uri(SECRET_URL).retrieve().body(String.class));
		}

		@GetMapping("/call-template")
		String callTemplate() {
			return String.valueOf(this.template.getForObject(SECRET_URL, String.class));
		}

		@GetMapping("/status")
		String status() throws IOException {
			try (Clients.Server server = new Clients.Server()) {
				return String.valueOf(
						this.client.get().uri(server.url + "status/404?token=secret").retrieve().body(String.class));
			}
		}

		@GetMapping("/duplicate")
		int duplicate() {
			return this.jdbc.update("INSERT INTO users VALUES (2, 'Ann')");
		}

		@GetMapping("/duplicate-in-batch")
		int duplicateInBatch() {
			return this.jdbc.batchUpdate("INSERT INTO users VALUES (?, ?)",
					List.of(new Object[] { 3, "Ben" }, new Object[] { 4, "Ann" })).length;
		}

		@GetMapping("/syntax")
		void syntax() {
			this.jdbc.execute("SELECT secret FROM users WHERE name = 'Ann' AND");
		}

		@GetMapping("/caught")
		String caught() {
			return Pools.thrown(this::call) + Pools.thrown(this::callTemplate) + Pools.thrown(this::status)
					+ Pools.thrown(this::duplicate) + Pools.thrown(this::duplicateInBatch);
		}

		@GetMapping("/logged")
		void logged() {
			logger.info("INSERT INTO users VALUES (2, 'Ann') at {} with password=secret", SECRET_URL);
			logger.error("Bearer {}", "abc", new IllegalStateException("token=secret for 'Ann'"));
		}

		@GetMapping("/async")
		String async() throws Exception {
			this.worker.start();
			return this.worker.fail().handle((result, failure) -> Run.describe(failure)).get(5, TimeUnit.SECONDS);
		}

		@GetMapping("/observed")
		void observed() {
			this.worker.observed();
		}

	}

	static class Worker {

		@Async
		void start() {
			throw new IllegalStateException("for 'Ann' at " + SECRET_URL);
		}

		@Async
		CompletableFuture<String> fail() {
			throw new IllegalStateException("for 'Ann' at " + SECRET_URL);
		}

		@Observed
		void observed() {
			throw new IllegalStateException("for 'Ann' at " + SECRET_URL);
		}

	}

}
