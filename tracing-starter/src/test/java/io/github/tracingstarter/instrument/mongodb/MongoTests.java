package io.github.tracingstarter.instrument.mongodb;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.ObservedApplication;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands of the blocking driver.
 */
class MongoTests extends MongoContract<Runnable> {

	MongoTests() {
		super(MongoAutoConfiguration.class);
	}

	@Override
	Runnable insertAndFind(ApplicationContext context) {
		MongoCollection<Document> orders = shop(context).getCollection("orders");
		return () -> {
			orders.insertOne(new Document("customer", "secret"));
			assertThat(orders.find(Filters.eq("customer", "secret")).first()).isNotNull();
		};
	}

	@Override
	Runnable refused(ApplicationContext context) {
		return () -> shop(context).runCommand(new Document("secret", 1));
	}

	@Override
	void run(Runnable work) {
		work.run();
	}

	@Override
	void within(ApplicationContext context, Runnable work) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			work.run();
		}
		finally {
			span.end();
		}
	}

	private static MongoDatabase shop(ApplicationContext context) {
		return context.getBean(MongoClient.class).getDatabase("shop");
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		this.runner.run((context) -> LiveSwitch.offAndOn(context, "tracing.mongodb.enabled",
				(isOn) -> run(insertAndFind(context)),
				"INTERNAL request\n  CLIENT insert orders\n  CLIENT find orders\n", "INTERNAL request\n"));
	}

	@Test
	void applicationWithAnOlderDriver() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(MongoTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("com.mongodb.observability"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("tracingMongoCustomizer"));
	}

}
