package io.github.tracingstarter.instrument.jms;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages over a broker in memory, with each kind of propagation.
 */
class JmsTests {

	private static final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

	private static final ConnectionFactory connections = new ActiveMQConnectionFactory("vm://0");

	private final ApplicationContextRunner runner = ObservedApplication.runner()
		.withConfiguration(AutoConfigurations.of(JmsTracingAutoConfiguration.class));

	@BeforeAll
	static void start() throws Exception {
		broker.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.addAcceptorConfiguration("vm", "vm://0"));
		broker.start();
	}

	@AfterAll
	static void stop() throws Exception {
		broker.stop();
	}

	@ParameterizedTest
	@CsvSource({ "w3c,traceparent", "b3,b3", "b3_multi,X__dash__B3__dash__TraceId" })
	void messageIsPartOfTheTrace(String type, String property) {
		this.runner.withPropertyValues("management.tracing.propagation.type=" + type).run((context) -> {
			ObservationRegistry registry = context.getBean(ObservationRegistry.class);
			CompletableFuture<Message> received = new CompletableFuture<>();
			DefaultMessageListenerContainer container = listen(registry, received::complete);
			try {
				send(context.getBean(Tracer.class), registry);
				Message message = received.get(10, TimeUnit.SECONDS);
				assertThat(message.getStringProperty(property)).isNotNull();
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(3);
				SpanData sent = spans.first(SpanKind.PRODUCER);
				SpanData processed = spans.first(SpanKind.CONSUMER);
				assertThat(sent.getParentSpanId()).isEqualTo(spans.named("request").getSpanId());
				assertThat(processed.getTraceId()).isEqualTo(sent.getTraceId());
				assertThat(processed.getParentSpanId()).isEqualTo(sent.getSpanId());
				assertThat(spans.tree())
					.isEqualTo("INTERNAL request\n  PRODUCER send orders\n    CONSUMER process orders\n");
				assertThat(RecordedSpans.attributes(sent)).containsEntry("messaging.system", "jms")
					.containsEntry("messaging.operation.name", "send")
					.containsEntry("messaging.destination.name", "orders")
					.doesNotContainKeys("exception", "messaging.operation", "messaging.destination.temporary");
				assertThat(RecordedSpans.attributes(processed)).containsEntry("messaging.operation.type", "process")
					.containsEntry("messaging.message.id", message.getJMSMessageID());
			}
			finally {
				container.shutdown();
			}
		});
	}

	private static DefaultMessageListenerContainer listen(ObservationRegistry registry, MessageListener listener) {
		DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
		container.setConnectionFactory(connections);
		container.setDestinationName("orders");
		container.setReceiveTimeout(100);
		container.setObservationRegistry(registry);
		container.setMessageListener(listener);
		container.afterPropertiesSet();
		container.start();
		return container;
	}

	private static void send(Tracer tracer, ObservationRegistry registry) {
		JmsTemplate template = new JmsTemplate(connections);
		template.setObservationRegistry(registry);
		Span span = tracer.nextSpan().name("request").start();
		try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
			assertThat(scope).isNotNull();
			template.convertAndSend("orders", "one");
		}
		finally {
			span.end();
		}
	}

}
