package io.github.tracingstarter.technologies.rabbit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.stream.function.StreamBridge;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application of functions that are bound to RabbitMQ.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BinderApplication {

	private static final String BINDINGS = "--spring.cloud.stream.bindings.";

	private static final String RABBIT = "--spring.cloud.stream.rabbit.bindings.";

	private final BlockingQueue<String> stored = new LinkedBlockingQueue<>();

	/**
	 * Starts it.
	 * @param name the beginning of all destinations
	 * @param more properties of the test
	 * @return the application
	 */
	static ConfigurableApplicationContext run(String name, List<String> more) {
		String grave = name + "-broken.test.dlq";
		List<String> arguments = new ArrayList<>(List.of(
				"--spring.cloud.function.definition=store;upper;failing;buried",
				"--spring.cloud.stream.default.group=test",
				BINDINGS + "store-in-0.destination=%s-orders".formatted(name),
				BINDINGS + "upper-in-0.destination=%s-words".formatted(name),
				BINDINGS + "upper-out-0.destination=%s-orders".formatted(name),
				BINDINGS + "failing-in-0.destination=%s-broken".formatted(name),
				BINDINGS + "failing-in-0.consumer.max-attempts=2",
				BINDINGS + "failing-in-0.consumer.back-off-initial-interval=10",
				RABBIT + "failing-in-0.consumer.auto-bind-dlq=true", BINDINGS + "buried-in-0.destination=" + grave,
				BINDINGS + "buried-in-0.group=" + grave, RABBIT + "buried-in-0.consumer.queue-name-group-only=true",
				RABBIT + "buried-in-0.consumer.bind-queue=false",
				RABBIT + "buried-in-0.consumer.declare-exchange=false"));
		arguments.addAll(more);
		return new SpringApplicationBuilder(BinderApplication.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Sends a message within a span that is called 'request'.
	 */
	static void send(ConfigurableApplicationContext context, String destination, Object message) {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("request").startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			assertThat(context.getBean(StreamBridge.class).send(destination, message)).isTrue();
		}
		finally {
			span.end();
		}
	}

	/**
	 * Waits for what is stored next.
	 */
	@Nullable String stored() throws InterruptedException {
		return this.stored.poll(20, TimeUnit.SECONDS);
	}

	@Bean
	RecordedSpans spans() {
		return new RecordedSpans();
	}

	@Bean
	Consumer<String> store(JdbcTemplate jdbc) {
		return (order) -> {
			query(jdbc);
			this.stored.add(order);
		};
	}

	@Bean
	Function<String, String> upper() {
		return String::toUpperCase;
	}

	@Bean
	Consumer<String> failing() {
		return (message) -> {
			throw new IllegalStateException("It is broken");
		};
	}

	@Bean
	Consumer<String> buried(JdbcTemplate jdbc) {
		return (message) -> query(jdbc);
	}

	private static void query(JdbcTemplate jdbc) {
		jdbc.queryForObject("select count(*) from information_schema.tables", Integer.class);
	}

}
