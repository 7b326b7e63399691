package io.github.tracingstarter.technologies.rabbit;

import java.util.ArrayList;
import java.util.List;

import io.github.tracingstarter.testing.RabbitServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bindings of Spring Cloud Stream. Its binder for RabbitMQ has them observed by the
 * registry of the application.
 */
class RabbitBinderTests {

	private static RabbitServer server;

	private static ConfigurableApplicationContext context;

	private RecordedSpans spans;

	@BeforeAll
	static void start() {
		server = RabbitServer.start();
		context = run("on");
	}

	private static ConfigurableApplicationContext run(String name, String... more) {
		List<String> arguments = new ArrayList<>(
				List.of("--spring.rabbitmq.host=127.0.0.1", "--spring.rabbitmq.port=" + server.port(),
						"--spring.datasource.url=jdbc:h2:mem:rabbit-binder-%s;DB_CLOSE_DELAY=-1".formatted(name)));
		arguments.addAll(List.of(more));
		return BinderApplication.run(name, arguments);
	}

	@AfterAll
	static void stop() {
		if (context != null) {
			context.close();
		}
		if (server != null) {
			server.close();
		}
	}

	@BeforeEach
	void clear() {
		this.spans = context.getBean(RecordedSpans.class);
		this.spans.clear();
	}

	@Test
	void messageIsPartOfTheTraceFromItsSenderToSql() {
		BinderApplication.send(context, "on-orders", "pen");
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send on-orders
				    CONSUMER process on-orders.test
				      CLIENT SELECT information_schema.tables
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.PRODUCER)))
			.containsOnlyKeys("messaging.system", "messaging.operation.name", "messaging.operation.type",
					"messaging.destination.name", "messaging.rabbitmq.destination.routing_key", "messaging.message.id")
			.containsEntry("messaging.system", "rabbitmq")
			.containsEntry("messaging.operation.name", "send")
			.containsEntry("messaging.destination.name", "on-orders")
			.containsEntry("messaging.rabbitmq.destination.routing_key", "on-orders");
	}

	@Test
	void whatAFunctionReturnsIsPartOfTheTrace() {
		BinderApplication.send(context, "on-words", "hello");
		this.spans.await(6);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send on-words
				    CONSUMER process on-words.test
				      PRODUCER send on-orders
				        CONSUMER process on-orders.test
				          CLIENT SELECT information_schema.tables
				""");
	}

	@Test
	void messageThatFailsIsPartOfTheTraceToItsGrave() {
		BinderApplication.send(context, "on-broken", "x");
		this.spans.await(5);
		assertThat(this.spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send on-broken
				    CONSUMER process on-broken.test
				    CONSUMER process on-broken.test.dlq
				      CLIENT SELECT information_schema.tables
				""");
	}

	/**
	 * A channel of Spring Integration begins a trace where nothing else does.
	 */
	@Test
	void nothingIsTracedWhereRabbitIsOff() throws Exception {
		try (ConfigurableApplicationContext other = run("off", "--tracing.rabbitmq.enabled=false",
				"--tracing.integration.enabled=false")) {
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			BinderApplication.send(other, "off-words", "hello");
			assertThat(other.getBean(BinderApplication.class).stored()).isEqualTo("HELLO");
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
		}
	}

}
