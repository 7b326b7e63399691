package io.github.tracingstarter.technologies.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaStreamTests {

	private static EmbeddedKafkaKraftBroker broker;

	private static ConfigurableApplicationContext context;

	private RecordedSpans spans;

	@BeforeAll
	static void start() {
		broker = new EmbeddedKafkaKraftBroker(1, 1);
		broker.afterPropertiesSet();
		context = run();
	}

	private static ConfigurableApplicationContext run(String... more) {
		List<String> arguments = new ArrayList<>(
				List.of("--spring.cloud.stream.kafka.binder.brokers=" + broker.getBrokersAsString(),
						"--spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
						"--spring.cloud.stream.kafka.default.consumer.start-offset=earliest",
						"--spring.cloud.stream.kafka.bindings.failing-in-0.consumer.enable-dlq=true",
						"--spring.cloud.stream.kafka.bindings.failing-in-0.consumer.dlq-name=graves",
						"--spring.cloud.stream.bindings.buried-in-0.destination=graves",
						"--spring.cloud.stream.bindings.buried-in-0.group=test"));
		arguments.addAll(List.of(more));
		return StreamApplication.run("kafka", arguments.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		context.close();
		broker.destroy();
	}

	@BeforeEach
	void clear() {
		this.spans = context.getBean(RecordedSpans.class);
		this.spans.clear();
	}

	@Test
	void messageIsPartOfTheTraceFromItsSenderToSql() {
		StreamApplication.send(context, "orders", "pen");
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send orders
				    CONSUMER process orders
				      CLIENT SELECT information_schema.tables
				""");
		SpanData sent = this.spans.first(SpanKind.PRODUCER);
		assertThat(RecordedSpans.attributes(sent)).containsOnly(Map.entry("messaging.system", "kafka"),
				Map.entry("messaging.operation.name", "send"), Map.entry("messaging.operation.type", "send"),
				Map.entry("messaging.destination.name", "orders"));
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CONSUMER)))
			.containsKeys("messaging.kafka.offset", "messaging.client.id")
			.containsEntry("messaging.consumer.group.name", "test")
			.containsEntry("messaging.destination.name", "orders")
			.containsEntry("messaging.operation.type", "process");
	}

	@Test
	void whatAFunctionReturnsIsPartOfTheTrace() {
		StreamApplication.send(context, "words", "hello");
		this.spans.await(5);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send words
				    CONSUMER process words
				      PRODUCER send shouted
				        CONSUMER process shouted
				""");
	}

	@Test
	void messageThatFailsIsPartOfTheTraceToItsGrave() {
		StreamApplication.send(context, "broken", "x");
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send broken
				    CONSUMER process broken
				    CONSUMER process graves
				""");
	}

	@Test
	void batchIsPartOfTheTraceOfItsSender() {
		StreamApplication.send(context, "many", "a");
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send many
				    CONSUMER process many
				      CLIENT SELECT information_schema.tables
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CONSUMER)))
			.containsEntry("messaging.destination.name", "many");
	}

	@Test
	void reactiveFunctionIsPartOfTheTrace() {
		StreamApplication.send(context, "stream", "Hello");
		this.spans.await(6);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send stream
				    CONSUMER process stream
				      PRODUCER send orders
				        CONSUMER process orders
				          CLIENT SELECT information_schema.tables
				""");
	}

	@Test
	void polledSupplierBeginsATrace() {
		context.getBean(StreamApplication.class).tick();
		this.spans.await(3);
		assertThat(this.spans.tree()).isEqualTo("""
				CONSUMER process ticks_integrationflow.channel#0
				  PRODUCER send clock
				    CONSUMER process clock
				""");
	}

	@Test
	void nothingIsTracedWhereKafkaIsOff() {
		try (ConfigurableApplicationContext other = run("--tracing.kafka.enabled=false",
				"--spring.cloud.stream.bindings.store-in-0.group=other")) {
			StreamApplication.send(other, "nowhere", "x");
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			spans.awaitEnd();
			assertThat(spans.all()).extracting(SpanData::getName).contains("request").doesNotContain("send nowhere");
		}
	}

}
