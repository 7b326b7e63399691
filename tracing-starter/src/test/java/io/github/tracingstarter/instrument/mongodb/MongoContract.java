package io.github.tracingstarter.instrument.mongodb;

import java.util.Map;

import com.mongodb.MongoCommandException;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Commands that a real driver sends over the network.
 *
 * @param <W> the type of the work of the driver, until it is run
 */
abstract class MongoContract<W> {

	private static MongoServer server;

	final ApplicationContextRunner runner;

	MongoContract(Class<?>... configurations) {
		this.runner = ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(configurations))
			.withConfiguration(AutoConfigurations.of(MongoTracingAutoConfiguration.class))
			.withPropertyValues("spring.mongodb.host=127.0.0.1",
					"spring.mongodb.port=" + server.getLocalAddress().getPort());
	}

	@BeforeAll
	static void start() {
		assumeTrue(ClassUtils.isPresent("com.mongodb.observability.micrometer.MicrometerObservabilitySettings", null),
				"The driver does not observe itself before 5.7");
		server = new MongoServer(new MemoryBackend());
		server.bind("127.0.0.1", 0);
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.shutdownNow();
		}
	}

	/**
	 * Inserts an order of the customer 'secret', and finds it.
	 */
	abstract W insertAndFind(ApplicationContext context);

	/**
	 * Sends a command that does not exist.
	 */
	abstract W refused(ApplicationContext context);

	abstract void run(W work);

	/**
	 * Runs something within a span that is called 'request'.
	 */
	abstract void within(ApplicationContext context, W work);

	@Test
	void commandBelongsToTheSpanAroundIt() {
		this.runner.run((context) -> {
			within(context, insertAndFind(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT insert orders\n  CLIENT find orders\n");
			assertThat(RecordedSpans.attributes(spans.named("find orders"))).containsOnly(
					Map.entry("db.system.name", "mongodb"), Map.entry("db.operation.name", "find"),
					Map.entry("db.namespace", "shop"), Map.entry("db.collection.name", "orders"),
					Map.entry("server.address", "127.0.0.1"),
					Map.entry("server.port", (long) server.getLocalAddress().getPort()));
			assertThat(spans.all().toString()).doesNotContain("secret");
		});
	}

	@Test
	void commandThatTheServerRefusesHasFailed() {
		this.runner.run((context) -> {
			assertThatExceptionOfType(MongoCommandException.class).isThrownBy(() -> within(context, refused(context)));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).endsWith(" !\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT)))
				.containsEntry("error.type", "com.mongodb.MongoCommandException")
				.containsEntry("db.response.status_code", "59");
		});
	}

	@Test
	void commandOutsideATraceMakesNoSpan() {
		this.runner.run((context) -> {
			run(insertAndFind(context));
			within(context, insertAndFind(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT insert orders\n  CLIENT find orders\n");
		});
	}

	@Test
	void commandOutsideATraceBeginsOneWhereItIsWanted() {
		this.runner.withPropertyValues("tracing.mongodb.without-parent=true").run((context) -> {
			run(insertAndFind(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).contains("CLIENT insert orders\n");
		});
	}

	@Test
	void noCommandHasASpanWhereThatIsOff() {
		this.runner.withPropertyValues("tracing.mongodb.enabled=false").run((context) -> {
			within(context, insertAndFind(context));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

}
