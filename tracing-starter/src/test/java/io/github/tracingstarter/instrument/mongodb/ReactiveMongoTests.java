package io.github.tracingstarter.instrument.mongodb;

import java.util.Map;

import com.mongodb.MongoCommandException;
import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Commands that the reactive driver sends over the network, on threads of its own.
 */
class ReactiveMongoTests {

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
			.withConfiguration(AutoConfigurations.of(MongoReactiveAutoConfiguration.class,
					MongoTracingAutoConfiguration.class, ReactorTracingAutoConfiguration.class))
			.withPropertyValues("spring.mongodb.host=127.0.0.1",
					"spring.mongodb.port=" + server.getLocalAddress().getPort());
	}

	@Test
	void commandsBelongToTheObservationThatSubscribes() {
		runner().run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			String traceId = within(context,
					Mono.from(shop(context).getCollection("orders").insertOne(new Document("customer", "secret")))
						.publishOn(Schedulers.parallel())
						.flatMap((inserted) -> Mono
							.from(shop(context).getCollection("orders").find(Filters.eq("customer", "secret")).first()))
						.map((found) -> Span.current().getSpanContext().getTraceId()));
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT insert orders\n  CLIENT find orders\n");
			assertThat(traceId).isEqualTo(spans.named("request").getTraceId());
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
			assertThatExceptionOfType(MongoCommandException.class)
				.isThrownBy(() -> within(context, Mono.from(shop(context).runCommand(new Document("secret", 1)))));
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
			assertThat(Mono.from(shop(context).getCollection("orders").countDocuments()).block()).isNotNull();
			within(context, Mono.just(1));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		});
	}

	private static MongoDatabase shop(ApplicationContext context) {
		return context.getBean(MongoClient.class).getDatabase("shop");
	}

	private static <T> T within(ApplicationContext context, Mono<T> work) {
		Observation request = Observation.start("request", context.getBean(ObservationRegistry.class));
		try {
			return work.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, request)).block();
		}
		finally {
			request.stop();
		}
	}

}
