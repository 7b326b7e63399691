package io.github.tracingstarter.instrument.servlet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Where the application is served: context path, servlet path, proxy, management port.
 */
class PlacementTests {

	@Test
	void theRouteHoldsContextPathAndServletPath() {
		try (ConfigurableApplicationContext context = run("server.servlet.context-path=/shop",
				"spring.mvc.servlet.path=/api")) {
			RecordedSpans spans = get(context, "/shop/api/users/1");
			assertThat(spans.tree()).isEqualTo("SERVER GET /shop/api/users/{id}\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.SERVER))).containsEntry("url.path",
					"/shop/api/users/1");
		}
	}

	@Test
	void actuatorIsNotTracedBelowAServletPath() {
		try (ConfigurableApplicationContext context = run("spring.mvc.servlet.path=/api")) {
			assertThat(http(context).get("/api/actuator/health").statusCode()).isEqualTo(200);
			assertThat(get(context, "/api/users/1").tree()).isEqualTo("SERVER GET /api/users/{id}\n");
		}
	}

	@Test
	void aSpanProcessorThatThrowsBreaksNoRequest() {
		breaksNoRequest("broken-processor=true");
	}

	/**
	 * The scope is open when listeners are notified, and a listener that throws an
	 * exception hides it from the code that would close it.
	 */
	@Test
	@LeavesOpen(scopes = true)
	void aListenerToScopesThatThrowsBreaksNoRequest() {
		breaksNoRequest("broken-listener=true");
	}

	private static void breaksNoRequest(String property) {
		try (ConfigurableApplicationContext context = run(property)) {
			assertThat(http(context).get("/users/1").body()).isEqualTo("user 1");
			assertThat(http(context).get("/boom").statusCode()).isEqualTo(500);
			assertThat(http(context).get("/deferred").body()).isEqualTo("deferred");
		}
	}

	@Test
	void withoutAHookIntoTheContainerTheFilterEndsTheSpan() {
		try (ConfigurableApplicationContext context = run("no-completion=true")) {
			assertThat(get(context, "/users/1").tree()).isEqualTo("SERVER GET /users/{id}\n");
			context.getBean(RecordedSpans.class).clear();
			assertThat(get(context, "/boom").tree()).isEqualTo("SERVER GET /boom !\n");
			context.getBean(RecordedSpans.class).clear();
			assertThat(get(context, "/deferred").tree()).isEqualTo("SERVER GET /deferred\n");
		}
	}

	@Test
	void withoutAHookIntoTheContainerARejectedRequestIsATrace() {
		try (ConfigurableApplicationContext context = run("no-completion=true")) {
			http(context).exchange("TRACE", "/users/1", "X-Session", "now");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("SERVER TRACE\n  INTERNAL session\n");
		}
	}

	@Test
	@LeavesOpen(spans = "GET")
	void everythingLoggedIsNoFloodOfTracing() {
		try (ConfigurableApplicationContext context = run("logging.level.root=debug", "logging.level.jdk=info",
				"logging.level.org=info")) {
			List<String> lines = new CopyOnWriteArrayList<>();
			AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
				@Override
				protected void append(ILoggingEvent event) {
					if (event.getLoggerName().startsWith("io.opentelemetry")
							|| event.getLoggerName().startsWith("io.micrometer")) {
						lines.add(event.getLoggerName() + ": " + event.getFormattedMessage());
					}
				}
			};
			appender.start();
			Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
			root.addAppender(appender);
			try {
				Observation.createNotStarted("observed", context.getBean(ObservationRegistry.class)).observe(() -> {
				});
				for (String path : List.of("/users/1", "/boom", "/handled", "/deferred", "/sse", "/hello.txt")) {
					http(context).get(path);
				}
				context.getBean(RecordedSpans.class).await(6);
			}
			finally {
				root.detachAppender(appender);
			}
			assertThat(context.getBean(RecordedSpans.class).named("observed")).isNotNull();
			assertThat(lines).isEmpty();
		}
		finally {
			LoggingSystem.get(getClass().getClassLoader()).setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
		}
	}

	@Test
	void exclusionsDoNotCountTheContextPath() {
		try (ConfigurableApplicationContext context = run("server.servlet.context-path=/shop",
				"tracing.web.exclude=GET /inner")) {
			Http http = http(context);
			http.get("/shop/inner");
			assertThat(get(context, "/shop/users/1").tree()).isEqualTo("SERVER GET /shop/users/{id}\n");
		}
	}

	@Test
	void theContainersOwnForwardingIsHonoured() {
		try (ConfigurableApplicationContext context = run("server.forward-headers-strategy=native")) {
			RecordedSpans spans = get(context, "/users/1", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto",
					"https");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.SERVER)))
				.containsEntry("client.address", "203.0.113.7")
				.containsEntry("url.scheme", "https");
		}
	}

	@Test
	void theManagementPortIsNotTraced() {
		try (ConfigurableApplicationContext context = run("management.server.port=0", "spring.autoconfigure.exclude="
				+ "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration")) {
			int managementPort = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
			assertThat(new Http(managementPort).get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(get(context, "/users/1").tree()).isEqualTo("SERVER GET /users/{id}\n");
		}
	}

	@Test
	void actuatorIsTracedOnRequest() {
		try (ConfigurableApplicationContext context = run("tracing.web.exclude-actuator=false")) {
			assertThat(get(context, "/actuator/health").tree()).startsWith("SERVER GET /actuator/health");
		}
	}

	@Test
	void staticResourcesAreTracedOnRequest() {
		try (ConfigurableApplicationContext context = run("tracing.web.exclude-static-resources=false")) {
			assertThat(get(context, "/css/x.css").tree()).isEqualTo("SERVER GET\n");
		}
	}

	@Test
	void offByItsKey() {
		try (ConfigurableApplicationContext context = run("tracing.web.enabled=false")) {
			assertThat(context.containsBean("tracingFilter")).isFalse();
		}
	}

	@Test
	void aWrongExclusionStopsTheStart() {
		assertThatThrownBy(() -> run("tracing.web.exclude=internal/**")).hasStackTraceContaining(
				"tracing.web.exclude=internal/** cannot be used because it is not a path pattern with an optional method");
	}

	private static RecordedSpans get(ConfigurableApplicationContext context, String path, String... headers) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		http(context).get(path, headers);
		spans.await(1);
		return spans;
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return new SpringApplicationBuilder(WebTestApplication.class, TomcatServerTests.TomcatContainer.class)
			.properties("server.port=0", "tracing.exporters=none")
			.properties(properties)
			.run();
	}

}
