package io.github.tracingstarter.sampling.keep;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of requests that are kept because of their outcome, with Tomcat, a database, and
 * called services.
 */
@ExtendWith(OutputCaptureExtension.class)
class KeptRequestTests {

	private static final String FAILED = """
			SERVER GET /boom !
			  CLIENT SELECT
			  CLIENT GET
			""";

	private static OtlpReceiver receiver;

	private static Upstream upstream;

	private static ConfigurableApplicationContext called;

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		receiver = OtlpReceiver.start();
		upstream = new Upstream();
		called = run("called", upstream.url("/stock"));
		application = run("caller", "http://localhost:" + port(called) + "/ok");
	}

	@AfterAll
	static void stop() {
		application.close();
		called.close();
		upstream.close();
		receiver.close();
	}

	@AfterEach
	void forget() {
		receiver.clear();
	}

	@Test
	void aFailedRequestArrivesWholeAndASuccessfulOneNotAtAll() {
		assertThat(get("/ok").statusCode()).isEqualTo(200);
		assertThat(get("/boom").statusCode()).isEqualTo(500);
		assertArrived(3);
		assertThat(receiver.tree()).isEqualTo(FAILED);
		Span root = span("GET /boom");
		assertThat(OtlpReceiver.attributes(root.getAttributesList())).containsEntry("tracing.kept", "error")
			.containsEntry("http.route", "/boom")
			.containsEntry("http.response.status_code", 500L);
		assertThat(receiver.spans()).allSatisfy((span) -> {
			assertThat(span.getFlags() & 0x01).as("not sampled").isZero();
			assertThat(span.getTraceState()).isEmpty();
		});
		assertThat(OtlpReceiver.attributes(span("SELECT").getAttributesList())).containsKey("db.query.text")
			.doesNotContainKey("tracing.kept");
	}

	@Test
	void theCalledServiceKeepsItsOwnUnderTheSameTraceId() {
		int before = upstream.received().size();
		assertThat(get("/calls-what-fails").statusCode()).isEqualTo(500);
		assertArrived(5);
		assertThat(receiver.spans()).extracting(Span::getTraceId).containsOnly(receiver.spans().get(0).getTraceId());
		assertThat(receiver.tree()).isEqualTo("""
				SERVER GET /calls-what-fails !
				  CLIENT GET !
				    SERVER GET /boom !
				      CLIENT SELECT
				      CLIENT GET
				""");
		assertThat(OtlpReceiver.attributes(span("GET /boom").getAttributesList())).containsEntry("tracing.kept",
				"error");
		assertThat(upstream.received().get(before).header("traceparent").get(0)).as("nothing is sampled")
			.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
		assertThat(upstream.received().get(before).header("tracestate")).isEmpty();
	}

	@Test
	void theCalledServiceKeepsWhatTheCallerForgives() {
		assertThat(get("/forgives").statusCode()).isEqualTo(200);
		assertArrived(3);
		assertThat(receiver.tree()).isEqualTo(FAILED);
	}

	@ParameterizedTest
	@CsvSource({ "/slow, GET /slow, slow", "/orders/1, GET /orders/{id}, route" })
	void aRequestIsKeptThatDoesNotFail(String path, String name, String reason) {
		get(path);
		assertArrived(1);
		assertThat(OtlpReceiver.attributes(span(name).getAttributesList())).containsEntry("tracing.kept", reason);
	}

	@Test
	void whatGoesOnAfterAFailedRequestFollows() {
		get("/async-boom");
		receiver.await(2);
		assertThat(receiver.spans()).extracting(Span::getName).contains("GET /async-boom", "SELECT");
		assertThat(receiver.spans()).extracting(Span::getTraceId).containsOnly(span("SELECT").getTraceId());
		receiver.clear();
		get("/async-ok");
		assertNothingFollows(0);
	}

	@Test
	void theTraceIsOnThePageAndInTheLog(CapturedOutput output) {
		get("/logs");
		receiver.await(1);
		String traceId = OtlpReceiver.hex(span("GET /logs").getTraceId().toByteArray());
		assertThat(output.getAll().lines().filter((line) -> line.contains("this one fails")))
			.allSatisfy((line) -> assertThat(line).contains(traceId))
			.hasSize(1);
		String page = get("/tracing/api/v1/traces/" + traceId).body();
		assertThat(page).contains("GET /logs").contains("tracing.kept");
		get("/ok?page");
		assertThat(get("/tracing/api/v1/traces").body()).contains("GET /logs").doesNotContain("GET /ok");
	}

	@Test
	void allFailedRequestsOfAHundredThreadsArrive() throws Exception {
		int threads = 100;
		int requests = 20;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				boolean fails = thread % 10 == 0;
				tasks.add(executor.submit(() -> {
					for (int i = 0; i < requests; i++) {
						get(fails ? "/boom" : "/ok");
					}
				}));
			}
			for (Future<?> task : tasks) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		int failed = threads / 10 * requests;
		assertArrived(failed * 3);
		assertThat(receiver.spans().stream().filter((span) -> span.getName().equals("GET /boom"))).hasSize(failed);
		assertThat(receiver.spans().stream().filter((span) -> span.getName().equals("SELECT"))).hasSize(failed);
	}

	private static void assertArrived(int count) {
		receiver.await(count);
		assertNothingFollows(count);
	}

	private static void assertNothingFollows(int count) {
		for (ConfigurableApplicationContext context : List.of(application, called)) {
			context.getBean(SdkTracerProvider.class).forceFlush().join(5, TimeUnit.SECONDS);
		}
		assertThat(receiver.spans()).extracting(Span::getName).hasSize(count);
	}

	private static Span span(String name) {
		return receiver.spans().stream().filter((span) -> span.getName().equals(name)).findFirst().orElseThrow();
	}

	private static HttpResponse<String> get(String path) {
		return new Http(port(application)).get(path);
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static ConfigurableApplicationContext run(String name, String upstream) {
		return new SpringApplicationBuilder(TestApplication.class)
			.properties(Map.of("server.port", "0", "spring.main.banner-mode", "off", "spring.application.name", name,
					"spring.datasource.generate-unique-name", "true", "upstream", upstream, "tracing.otlp.endpoint",
					receiver.url(), "tracing.batch.schedule-delay", "20ms", "tracing.sampling.probability", "0",
					"tracing.ui.enabled", "true"))
			.run("--tracing.sampling.keep.errors=true", "--tracing.sampling.keep.slower-than=1m",
					"--tracing.sampling.keep.routes=GET /orders/{id}=always, /slow=1s");
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(
			excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
					"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
	@EnableAsync
	static class TestApplication {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		Background background(JdbcTemplate jdbc) {
			return new Background(jdbc);
		}

		@Configuration(proxyBeanMethods = false)
		@RestController
		static class Requests {

			private static final Logger logger = LoggerFactory.getLogger(Requests.class);

			private final JdbcTemplate jdbc;

			private final RestClient client;

			private final Background background;

			private final String upstream;

			Requests(JdbcTemplate jdbc, RestClient.Builder builder, Background background, Environment environment) {
				this.jdbc = jdbc;
				this.client = builder.build();
				this.background = background;
				this.upstream = environment.getRequiredProperty("upstream");
			}

			@GetMapping("/ok")
			String ok() {
				return "ok" + this.jdbc.queryForObject("SELECT 1", Integer.class);
			}

			@GetMapping("/boom")
			String boom() {
				this.jdbc.queryForObject("SELECT 1", Integer.class);
				call(this.upstream);
				throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
			}

			@GetMapping("/calls-what-fails")
			String callsWhatFails() {
				return call(this.upstream.replace("/ok", "/boom"));
			}

			@GetMapping("/forgives")
			String forgives() {
				try {
					return callsWhatFails();
				}
				catch (RuntimeException ex) {
					return "never mind";
				}
			}

			@GetMapping("/slow")
			String slow() throws InterruptedException {
				Thread.sleep(1100);
				return "slow";
			}

			@GetMapping("/orders/{id}")
			String order() {
				return "order";
			}

			@GetMapping("/logs")
			String logs() {
				logger.info("this one fails");
				throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
			}

			@GetMapping("/async-boom")
			String asyncBoom() {
				this.background.work();
				throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
			}

			@GetMapping("/async-ok")
			String asyncOk() {
				this.background.work();
				return "ok";
			}

			private String call(String url) {
				return String.valueOf(this.client.get().uri(url).retrieve().body(String.class));
			}

		}

	}

	static class Background {

		private final JdbcTemplate jdbc;

		Background(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Async
		public void work() {
			try {
				Thread.sleep(300);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.jdbc.queryForObject("SELECT 1", Integer.class);
		}

	}

}
