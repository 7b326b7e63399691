package io.github.tracingstarter.technologies.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

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
 * An application of functions that are bound to a broker.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StreamApplication {

	private static final String BINDINGS = "--spring.cloud.stream.bindings.";

	private final AtomicBoolean ticking = new AtomicBoolean();

	/**
	 * Starts it.
	 * @param binder the binder
	 * @param more properties of the broker and of the test
	 * @return the application
	 */
	static ConfigurableApplicationContext run(String binder, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.cloud.stream.default-binder=" + binder,
				"--spring.datasource.url=jdbc:h2:mem:stream-%s;DB_CLOSE_DELAY=-1".formatted(binder),
				"--spring.cloud.function.definition=store;upper;shout;batch;failing;buried;flux;ticks;ticked",
				"--spring.cloud.stream.poller.fixed-delay=100"));
		for (Map.Entry<String, String> binding : Map
			.ofEntries(Map.entry("store-in-0", "orders"), Map.entry("upper-in-0", "words"),
					Map.entry("upper-out-0", "shouted"), Map.entry("shout-in-0", "shouted"),
					Map.entry("batch-in-0", "many"), Map.entry("failing-in-0", "broken"),
					Map.entry("flux-in-0", "stream"), Map.entry("flux-out-0", "orders"),
					Map.entry("ticks-out-0", "clock"), Map.entry("ticked-in-0", "clock"))
			.entrySet()) {
			arguments.add(BINDINGS + binding.getKey() + ".destination=" + binding.getValue());
			arguments.add(BINDINGS + binding.getKey() + ".group=test");
		}
		arguments.add(BINDINGS + "batch-in-0.consumer.batch-mode=true");
		arguments.add(BINDINGS + "failing-in-0.consumer.max-attempts=2");
		arguments.add(BINDINGS + "failing-in-0.consumer.back-off-initial-interval=10");
		arguments.addAll(Stream.of(more).toList());
		return new SpringApplicationBuilder(StreamApplication.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Sends a message within a span that is called 'request'.
	 */
	static void send(ConfigurableApplicationContext context, String destination, Object... messages) {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("request").startSpan();
		Scope scope = span.makeCurrent();
		for (Object message : messages) {
			assertThat(context.getBean(StreamBridge.class).send(destination, message)).isTrue();
		}
		scope.close();
		span.end();
	}

	/**
	 * Has the supplier give one message.
	 */
	void tick() {
		this.ticking.set(true);
	}

	@Bean
	RecordedSpans spans() {
		return new RecordedSpans();
	}

	@Bean
	Consumer<String> store(JdbcTemplate jdbc) {
		return (order) -> jdbc.queryForObject("select count(*) from information_schema.tables", Integer.class);
	}

	@Bean
	Function<String, String> upper() {
		return String::toUpperCase;
	}

	@Bean
	Consumer<String> shout() {
		return (word) -> {
		};
	}

	@Bean
	Consumer<List<String>> batch(JdbcTemplate jdbc) {
		return (messages) -> jdbc.queryForObject("select count(*) from information_schema.tables", Integer.class);
	}

	@Bean
	Consumer<String> failing() {
		return (message) -> {
			throw new IllegalStateException("It is broken");
		};
	}

	@Bean
	Consumer<String> buried() {
		return (message) -> {
		};
	}

	@Bean
	Function<Flux<String>, Flux<String>> flux() {
		return (messages) -> messages.map(String::toLowerCase);
	}

	@Bean
	Supplier<@Nullable String> ticks() {
		return () -> this.ticking.getAndSet(false) ? "tick" : null;
	}

	@Bean
	Consumer<String> ticked() {
		return (tick) -> {
		};
	}

}
