package io.github.tracingstarter.instrument.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.trace.Span;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands of the reactive driver, on its own threads.
 */
class ReactiveMongoTests extends MongoContract<Mono<?>> {

	ReactiveMongoTests() {
		super(MongoReactiveAutoConfiguration.class, ReactorTracingAutoConfiguration.class);
	}

	@Override
	Mono<?> insertAndFind(ApplicationContext context) {
		MongoCollection<Document> orders = shop(context).getCollection("orders");
		return Mono.from(orders.insertOne(new Document("customer", "secret")))
			.publishOn(Schedulers.parallel())
			.flatMap((inserted) -> Mono.from(orders.find(Filters.eq("customer", "secret")).first()));
	}

	@Override
	Mono<?> refused(ApplicationContext context) {
		return Mono.from(shop(context).runCommand(new Document("secret", 1)));
	}

	@Override
	void run(Mono<?> work) {
		work.block();
	}

	@Override
	void within(ApplicationContext context, Mono<?> work) {
		Observation request = Observation.start("request", context.getBean(ObservationRegistry.class));
		try {
			work.contextWrite((all) -> all.put(ObservationThreadLocalAccessor.KEY, request)).block();
		}
		finally {
			request.stop();
		}
	}

	private static MongoDatabase shop(ApplicationContext context) {
		return context.getBean(MongoClient.class).getDatabase("shop");
	}

	@Test
	void whatIsDoneWithTheResultIsInTheTraceOfTheSubscriber() {
		this.runner.run((context) -> {
			StringBuilder traceId = new StringBuilder();
			within(context, insertAndFind(context)
				.doOnNext((found) -> traceId.append(Span.current().getSpanContext().getTraceId())));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(traceId).hasToString(spans.named("request").getTraceId());
		});
	}

}
