package io.github.tracingstarter.instrument.mongodb;

import java.util.Map;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Commands that a real driver sends over the network.
 */
class MongoTests {

	private static MongoServer server;

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

	private static ApplicationContextRunner runner() {
		return ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, MongoTracingAutoConfiguration.class))
			.withPropertyValues("spring.mongodb.host=127.0.0.1",
					"spring.mongodb.port=" + server.getLocalAddress().getPort());
	}

	@Test
	void commandBelongsToTheSpanAroundIt() {
		runner().run((context) -> {
			within(context, () -> {
				orders(context).insertOne(new Document("customer", "secret"));
				assertThat(orders(context).find(Filters.eq("customer", "secret")).first()).isNotNull();
			});
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
		runner().run((context) -> {
			within(context,
					() -> assertThatExceptionOfType(MongoCommandException.class)
						.isThrownBy(() -> context.getBean(MongoClient.class)
							.getDatabase("shop")
							.runCommand(new Document("secret", 1))));
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
		runner().run((context) -> {
			orders(context).countDocuments();
			within(context, () -> {
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void commandOutsideATraceBeginsOneWhereItIsWanted() {
		runner().withPropertyValues("tracing.mongodb.without-parent=true").run((context) -> {
			orders(context).insertOne(new Document("customer", "one"));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).contains("CLIENT insert orders\n");
		});
	}

	@Test
	void noCommandHasASpanWhereThatIsOff() {
		runner().withPropertyValues("tracing.mongodb.enabled=false").run((context) -> {
			within(context, () -> orders(context).insertOne(new Document("customer", "one")));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	@Test
	void applicationWithAnOlderDriver() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(MongoTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("com.mongodb.observability"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingMongoCustomizer"));
	}

	private static MongoCollection<Document> orders(ApplicationContext context) {
		return context.getBean(MongoClient.class).getDatabase("shop").getCollection("orders");
	}

	private static void within(ApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

}
