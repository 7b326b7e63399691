package io.github.tracingstarter.ui.logs;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.ui.MetaContributor;
import io.github.tracingstarter.ui.TraceLogs;
import io.github.tracingstarter.ui.UiProperties;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of what arrives in the store of running applications, and what remains when they
 * stop.
 */
class LogCaptureTests {

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String SPAN = "b7ad6b7169203331";

	private static final LoggerContext LOGBACK = (LoggerContext) LoggerFactory.getILoggerFactory();

	/** A closed context does not provide beans. */
	private static final Map<ConfigurableApplicationContext, LogStore> STORES = new HashMap<>();

	private static final org.slf4j.Logger logger = LoggerFactory.getLogger("com.acme.Shop");

	/**
	 * The appenders of an application that other tests share and that is still running.
	 */
	private static final List<Appender<ILoggingEvent>> OTHERS = allAppenders();

	private static final long LISTENERS_OF_OTHERS = listeners();

	@BeforeEach
	@AfterEach
	void nothingIsLeftBehind() {
		assertThat(appenders()).isEmpty();
		assertThat(listeners()).isEqualTo(LISTENERS_OF_OTHERS);
	}

	private static long listeners() {
		return LOGBACK.getCopyOfListenerList()
			.stream()
			.filter((listener) -> listener.getClass().getName().equals("io.github.tracingstarter.logs.LogbackCapture"))
			.count();
	}

	@Test
	void aRequestHasItsLines() {
		try (ConfigurableApplicationContext context = run()) {
			String header = "00-%s-%s-01".formatted(TRACE, SPAN);
			Http http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			assertThat(http.get("/orders/7", "traceparent", header).body()).isEqualTo("order 7");
			TraceLogs logs = context.getBean(TraceLogs.class);
			assertThat(logs.count(TRACE)).isEqualTo(2);
			List<Map<String, Object>> lines = logs.lines(TRACE);
			assertThat(lines)
				.extracting((line) -> line.get("level"), (line) -> line.get("message"), (line) -> line.get("logger"))
				.containsExactly(tuple("INFO", "Looking for order 7", "com.acme.Shop"),
						tuple("ERROR", "No paper", "com.acme.Shop"));
			assertThat(lines).allSatisfy((line) -> {
				assertThat((String) line.get("spanId")).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
				assertThat((Long) line.get("atUs")).isGreaterThan(1_700_000_000_000_000L);
				assertThat((String) line.get("thread")).startsWith("http-nio");
			});
			assertThat(lines.get(0)).doesNotContainKey("exception");
			assertThat((String) lines.get(1).get("exception"))
				.startsWith("java.lang.IllegalStateException: out of paper")
				.contains("\tat io.github.tracingstarter.ui.logs.LogCaptureTests");
		}
	}

	@Test
	void linesAreKeptWithoutSecrets() {
		try (ConfigurableApplicationContext context = run()) {
			logger.warn("Login of {} with password={} at https://u:S3cret@host/?token=S3cret", "bob@example.com",
					"S3cret",
					new IllegalStateException("card 4111 1111 1111 1111", new RuntimeException("Bearer S3cret1234")));
			LogLine line = lines(STORES.get(context)).stream()
				.filter((any) -> any.entry().message().startsWith("Login of"))
				.findFirst()
				.orElseThrow();
			assertThat(line.entry().message()).isEqualTo(
					"Login of REDACTED with password=REDACTED at " + "https://REDACTED:REDACTED@host/?token=REDACTED");
			assertThat(line.entry().exception()).startsWith("java.lang.IllegalStateException: card REDACTED")
				.contains("Caused by: java.lang.RuntimeException: Bearer REDACTED")
				.contains("\tat io.github.tracingstarter.ui.logs.LogCaptureTests")
				.doesNotContain("S3cret");
			assertThat(line.contains("s3cret")).isFalse();
		}
	}

	/**
	 * Messages of a database are in the log in the same form as in spans.
	 */
	@Test
	void linesAreKeptWithoutTheValuesOfStatements() {
		try (ConfigurableApplicationContext context = run()) {
			String duplicate = "Duplicate entry 'S3cret' for key 'email'";
			logger.error("(conn=4) " + duplicate,
					new IllegalStateException(
							"could not execute statement [" + duplicate + "] [insert into t values ('S3cret')]",
							new SQLException(duplicate, "23000", 1062)));
			logger.error("Duplicate entry 'S3cret' in a form that nobody knows");
			logger.info("binding parameter (1:VARCHAR) <- [S3cret]");
			logger.info("Executing prepared SQL statement [insert into t values ('S3cret')]");
			List<LogLine> lines = lines(STORES.get(context));
			assertThat(lines).noneMatch((line) -> line.contains("s3cret"));
			assertThat(lines).extracting((line) -> line.entry().message())
				.contains("Duplicate entry '?' for key 'email'", "binding parameter (1:VARCHAR) <- [?]",
						"Message omitted because it may contain values",
						"Executing prepared SQL statement [insert into t values (?)]");
			assertThat(lines).extracting((line) -> String.valueOf(line.entry().exception()))
				.anySatisfy((exception) -> assertThat(exception)
					.startsWith("java.lang.IllegalStateException: Duplicate entry '?' for key 'email'\n\tat "));
		}
	}

	@Test
	void anAnswerOfTheRequestNamesTheTraceOfItsLines() {
		try (ConfigurableApplicationContext context = run()) {
			Http http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			String traceId = http.get("/trace-id").body();
			assertThat(context.getBean(TraceLogs.class).lines(traceId)).extracting((line) -> line.get("message"))
				.containsExactly("This one");
		}
	}

	@Test
	void everyContextGetsAllLinesUntilItCloses() {
		try (ConfigurableApplicationContext first = run()) {
			ConfigurableApplicationContext second = run();
			assertThat(appenders()).hasSize(2);
			logger.info("for both");
			second.close();
			assertThat(appenders()).hasSize(1);
			// Spring Boot has set up Logback again for this one.
			try (ConfigurableApplicationContext third = run()) {
				logger.info("for first and third");
				assertThat(count(first, "for both")).isEqualTo(1);
				assertThat(count(second, "for both")).isEqualTo(1);
				assertThat(count(third, "for both")).isZero();
				assertThat(count(first, "for first and third")).isEqualTo(1);
				assertThat(count(second, "for first and third")).isZero();
				assertThat(count(third, "for first and third")).isEqualTo(1);
			}
		}
	}

	@Test
	void aResetOfLogbackLosesNothing() {
		try (ConfigurableApplicationContext context = run()) {
			Level level = LOGBACK.getLogger(Logger.ROOT_LOGGER_NAME).getLevel();
			LOGBACK.reset();
			LOGBACK.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
			assertThat(appenders()).hasSize(1);
			logger.info("after the reset");
			assertThat(count(context, "after the reset")).isEqualTo(1);
		}
		finally {
			// The console is back for the tests that follow.
			run().close();
		}
	}

	@Test
	void aStartThatFailsLeavesNothing() {
		try (ConfigurableApplicationContext context = run()) {
			String port = context.getEnvironment().getRequiredProperty("local.server.port");
			assertThatThrownBy(() -> run("server.port=" + port)).hasStackTraceContaining(port);
			assertThat(appenders()).hasSize(1);
		}
	}

	@Test
	void lazyBeansDoNotMatter() {
		try (ConfigurableApplicationContext context = run("spring.main.lazy-initialization=true")) {
			logger.info("eager");
			assertThat(count(context, "eager")).isEqualTo(1);
		}
	}

	@Test
	void theCurrentSpanCountsWhereTheMdcHasNone() {
		try (ConfigurableApplicationContext context = run()) {
			SpanContext span = SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
			try (Scope scope = Span.wrap(span).makeCurrent()) {
				assertThat(scope).isNotNull();
				MDC.put("traceId", "one of the application");
				logger.info("in a span");
			}
			finally {
				MDC.clear();
			}
			logger.info("in none");
			assertThat(context.getBean(TraceLogs.class).lines(TRACE))
				.extracting((line) -> line.get("message"), (line) -> line.get("spanId"))
				.containsExactly(tuple("in a span", SPAN));
			assertThat(line(context, "in none")).doesNotContainKeys("traceId", "spanId");
		}
	}

	@Test
	void aTraceWithoutASpanHasTheLine() {
		try (ConfigurableApplicationContext context = run();
				MDC.MDCCloseable trace = MDC.putCloseable("traceId", TRACE)) {
			assertThat(trace).isNotNull();
			logger.info("in a trace");
			assertThat(context.getBean(TraceLogs.class).lines(TRACE)).extracting((line) -> line.get("message"))
				.containsExactly("in a trace");
			assertThat(line(context, "in a trace")).containsEntry("traceId", TRACE).doesNotContainKey("spanId");
		}
	}

	@Test
	void longTextsAreCut() {
		try (ConfigurableApplicationContext context = run()) {
			logger.error("long {}", "x".repeat(50_000), new IllegalStateException("y".repeat(50_000)));
			Map<String, Object> line = line(context, "long x");
			assertThat((String) line.get("message")).hasSize(8 * 1024 + 1).endsWith("x…");
			assertThat((String) line.get("exception")).hasSize(16 * 1024 + 1).endsWith("y…");
		}
	}

	@Test
	void whatLogsItselfOrFailsDoesNoHarm() {
		try (ConfigurableApplicationContext context = run()) {
			Object logs = new Object() {
				@Override
				public String toString() {
					logger.info("from inside");
					return "logs";
				}
			};
			Object fails = new Object() {
				@Override
				public String toString() {
					throw new IllegalStateException("no text");
				}
			};
			logger.info("It {}", logs);
			logger.info("It {}", fails);
			LoggerFactory.getLogger("io.github.tracingstarter.ui.Anything").warn("of the page");
			assertThat(count(context, "It logs")).isEqualTo(1);
			assertThat(count(context, "It [FAILED toString()]")).isEqualTo(1);
			assertThat(count(context, "of the page")).isZero();
		}
	}

	@Test
	void offMeansNoLinesAndNoAppender() {
		try (ConfigurableApplicationContext context = run("tracing.ui.logs.enabled=false")) {
			assertThat(appenders()).isEmpty();
			assertThat(context.getBeanProvider(TraceLogs.class).stream()).isEmpty();
			assertThat(context.getBeanProvider(LogRoutes.class).stream()).isEmpty();
			assertThat(meta(context)).containsEntry("logs", false);
		}
		try (ConfigurableApplicationContext context = run()) {
			assertThat(meta(context)).containsEntry("logs", true);
		}
	}

	@Test
	void withoutThePageThereIsNothing() {
		try (ConfigurableApplicationContext context = run("tracing.ui.enabled=false")) {
			assertThat(appenders()).isEmpty();
			assertThat(context.getBeanProvider(LogsAutoConfiguration.class).stream()).isEmpty();
		}
	}

	@Test
	void anotherLoggingSystemMeansNoLines() {
		new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(LogsAutoConfiguration.class))
			.withPropertyValues("tracing.ui.enabled=true")
			.withClassLoader(new FilteredClassLoader("ch.qos.logback"))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.doesNotHaveBean(TraceLogs.class)
					.doesNotHaveBean(LogRoutes.class)
					.hasSingleBean(UiProperties.class);
				Map<String, Object> meta = new HashMap<>();
				context.getBeanProvider(MetaContributor.class).forEach((contributor) -> contributor.contribute(meta));
				assertThat(meta).containsExactly(Map.entry("logs", false));
			});
	}

	private static Map<String, Object> meta(ConfigurableApplicationContext context) {
		Map<String, Object> meta = new HashMap<>();
		context.getBean("tracingLogsMeta", MetaContributor.class).contribute(meta);
		return meta;
	}

	private static long count(ConfigurableApplicationContext context, String message) {
		LogStore store = STORES.get(context);
		return lines(store).stream().filter((line) -> line.entry().message().equals(message)).count();
	}

	private static Map<String, Object> line(ConfigurableApplicationContext context, String start) {
		Matcher matcher = Pattern.compile(Pattern.quote(start) + ".*").matcher("");
		return lines(STORES.get(context)).stream()
			.filter((line) -> matcher.reset(line.entry().message()).matches())
			.findFirst()
			.orElseThrow()
			.toJson();
	}

	private static List<LogLine> lines(@Nullable LogStore store) {
		return (store != null) ? store.find(0, null, (line) -> true, 10_000).lines() : List.of();
	}

	private static List<Appender<ILoggingEvent>> appenders() {
		List<Appender<ILoggingEvent>> appenders = allAppenders();
		appenders.removeAll(OTHERS);
		return appenders;
	}

	private static List<Appender<ILoggingEvent>> allAppenders() {
		List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
		LOGBACK.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders().forEachRemaining((appender) -> {
			if (appender.getClass().getName().equals("io.github.tracingstarter.logs.LogbackAppender")) {
				appenders.add(appender);
			}
		});
		return appenders;
	}

	private static ConfigurableApplicationContext run(String... properties) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(LoggingApplication.class)
			.properties("server.port=0", "tracing.exporters=none", "tracing.ui.enabled=true")
			.properties(properties)
			.run();
		context.getBeanProvider(LogStore.class).ifAvailable((store) -> STORES.put(context, store));
		return context;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class LoggingApplication {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@RestController
		static class Orders {

			@GetMapping("/orders/{id}")
			String order(@PathVariable String id) {
				logger.info("Looking for order {}", id);
				logger.error("No paper", new IllegalStateException("out of paper"));
				return "order " + id;
			}

			@GetMapping("/trace-id")
			String traceId() {
				logger.info("This one");
				return MDC.get("traceId");
			}

		}

	}

}
