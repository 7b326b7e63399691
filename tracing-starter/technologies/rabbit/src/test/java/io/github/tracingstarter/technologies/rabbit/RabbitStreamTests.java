package io.github.tracingstarter.technologies.rabbit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.stream.Environment;
import com.rabbitmq.stream.OffsetSpecification;
import io.github.tracingstarter.instrument.MessagingContract;
import io.github.tracingstarter.instrument.rabbitmq.RabbitTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.Inbox;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RabbitServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.rabbit.stream.listener.ConsumerCustomizer;
import org.springframework.rabbit.stream.listener.StreamListenerContainer;
import org.springframework.rabbit.stream.producer.RabbitStreamTemplate;
import org.springframework.rabbit.stream.support.StreamAdmin;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages over the streams of a real broker, converted and native. A stream does not
 * deliver a message again.
 */
class RabbitStreamTests extends MessagingContract {

	private static final AtomicInteger streams = new AtomicInteger();

	private static RabbitServer server;

	@BeforeAll
	static void start() {
		server = RabbitServer.startWithStreams();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@Override
	protected ApplicationContextRunner runner() {
		String stream = "orders-" + streams.incrementAndGet();
		return ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(RabbitAutoConfiguration.class, RabbitTracingAutoConfiguration.class))
			.withPropertyValues("test.stream=" + stream, "spring.rabbitmq.stream.name=" + stream,
					"spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=" + server.port(),
					"spring.rabbitmq.stream.host=127.0.0.1", "spring.rabbitmq.stream.port=" + server.streamPort(),
					"spring.rabbitmq.listener.type=stream", "test.listener=converted")
			.withUserConfiguration(Streaming.class);
	}

	@Override
	protected void send(AssertableApplicationContext context, String body) {
		context.getBean(RabbitStreamTemplate.class).convertAndSend(body, (message) -> {
			message.getMessageProperties().setHeader("tenant", "acme");
			return message;
		}).orTimeout(20, TimeUnit.SECONDS).join();
	}

	@Override
	protected String destination(AssertableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("test.stream");
	}

	@Override
	protected String system() {
		return "rabbitmq";
	}

	@Override
	protected String key() {
		return "tracing.rabbitmq.enabled";
	}

	@Override
	protected boolean deliversAgain() {
		return false;
	}

	@Test
	void spansTellWhatIsKnownOfTheMessage() {
		run(runner(), (context, inbox, spans) -> {
			context.getBean(RabbitStreamTemplate.class).convertAndSend("one", (message) -> {
				message.getMessageProperties().setMessageId("4711");
				message.getMessageProperties().setCorrelationId("0815");
				return message;
			}).orTimeout(20, TimeUnit.SECONDS).join();
			inbox.await(1);
			spans.await(3);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER)))
				.containsExactlyInAnyOrderEntriesOf(attributes("send", destination(context)));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER)))
				.containsExactlyInAnyOrderEntriesOf(attributes("process", destination(context)));
		});
	}

	private static Map<String, Object> attributes(String operation, String stream) {
		return Map.of("messaging.system", "rabbitmq", "messaging.operation.name", operation, "messaging.operation.type",
				operation, "messaging.destination.name", stream, "messaging.message.id", "4711",
				"messaging.message.conversation_id", "0815");
	}

	/**
	 * Spring builds the first message of a template in another way.
	 */
	@Test
	void furtherMessagesArePartOfTheTraceAsWell() {
		run(runner(), (context, inbox, spans) -> {
			within(context, () -> {
				send(context, "one");
				send(context, "two");
			});
			inbox.await(2);
			spans.await(7);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(destination(context)));
		});
	}

	@Test
	void nativeMessageIsPartOfTheTrace() {
		run(natives(), (context, inbox, spans) -> {
			RabbitStreamTemplate template = context.getBean(RabbitStreamTemplate.class);
			com.rabbitmq.stream.Message message = template.messageBuilder()
				.applicationProperties()
				.entry("tenant", "acme")
				.messageBuilder()
				.addData("one".getBytes(StandardCharsets.UTF_8))
				.build();
			com.rabbitmq.stream.Message copy = message.copy();
			within(context, () -> template.send(message).orTimeout(20, TimeUnit.SECONDS).join());
			Inbox.Message received = inbox.await(1).get(0);
			spans.await(4);
			assertTraced(context, spans, received);
			assertThat(received.tenant()).isEqualTo("acme");
			assertThat(copy.getApplicationProperties()).isEqualTo(Map.of("tenant", "acme"));
		});
	}

	@Test
	void nativeMessageWithoutPropertiesIsPartOfTheTrace() {
		run(natives(), (context, inbox, spans) -> {
			RabbitStreamTemplate template = context.getBean(RabbitStreamTemplate.class);
			within(context,
					() -> template
						.send(template.messageBuilder().addData("one".getBytes(StandardCharsets.UTF_8)).build())
						.orTimeout(20, TimeUnit.SECONDS)
						.join());
			Inbox.Message received = inbox.await(1).get(0);
			spans.await(4);
			assertTraced(context, spans, received);
			assertThat(received.tenant()).isNull();
		});
	}

	private ApplicationContextRunner natives() {
		return runner().withPropertyValues("test.listener=native",
				"spring.rabbitmq.listener.stream.native-listener=true");
	}

	private void assertTraced(AssertableApplicationContext context, RecordedSpans spans, Inbox.Message received) {
		assertThat(spans.tree()).isEqualTo("""
				INTERNAL request
				  PRODUCER send %1$s
				    CONSUMER process %1$s
				      INTERNAL work
				""".formatted(destination(context)));
		assertThat(received.traceParent()).contains(spans.first(SpanKind.PRODUCER).getSpanId());
	}

	@Test
	void messageThatFailsInANativeListenerHasItsException() {
		run(natives(), (context, inbox, spans) -> {
			send(context, Inbox.FAILS_ONCE);
			inbox.await(1);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					  CONSUMER process %1$s !
					    INTERNAL work
					""".formatted(destination(context)));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsEntry("error.type",
					"java.lang.IllegalStateException");
		});
	}

	@Test
	void messageToAStreamThatDoesNotExistHasASpanThatFailed() {
		run(runner().withPropertyValues("spring.rabbitmq.stream.name=nowhere"), (context, inbox, spans) -> {
			assertThat(context.getBean(RabbitStreamTemplate.class).convertAndSend("one")).failsWithin(20,
					TimeUnit.SECONDS);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("PRODUCER send nowhere !\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER))).containsEntry("error.type",
					"com.rabbitmq.stream.StreamDoesNotExistException");
		});
	}

	@Test
	void containerThatTheApplicationMakesIsTraced() {
		run(runner().withPropertyValues("test.listener=none").withUserConfiguration(OwnContainer.class),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							PRODUCER send %1$s
							  CONSUMER process %1$s
							    INTERNAL work
							""".formatted(destination(context)));
				});
	}

	@Test
	void timersOfTheApplicationAreWhatTheyWere() {
		run(metered(), (context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("spring.rabbitmq.listener").tag("result", "success").timer().count()).isEqualTo(1);
			assertThat(meters.find("spring.rabbit.stream.template").timers()).isEmpty();
			assertThat(meters.find("spring.rabbit.stream.listener").timers()).isEmpty();
		});
	}

	@Test
	void observationsThatTheApplicationSwitchedOnKeepTheirMetrics() {
		run(metered().withPropertyValues("spring.rabbitmq.listener.stream.observation-enabled=true"),
				(context, inbox, spans) -> {
					context.getBean(RabbitStreamTemplate.class).setObservationEnabled(true);
					send(context, "one");
					inbox.await(1);
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							PRODUCER send %1$s
							  CONSUMER process %1$s
							    INTERNAL work
							""".formatted(destination(context)));
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					assertThat(meters.get("spring.rabbit.stream.template").timer().count()).isEqualTo(1);
					assertThat(meters.get("spring.rabbit.stream.listener").timer().count()).isEqualTo(1);
				});
	}

	private ApplicationContextRunner metered() {
		return runner().withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));
	}

	@Test
	void listenersThatTheApplicationSwitchedOffAreLeftAlone() {
		run(runner().withPropertyValues("spring.rabbitmq.listener.stream.observation-enabled=false"),
				(context, inbox, spans) -> {
					within(context, () -> send(context, "one"));
					inbox.await(1);
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							INTERNAL request
							  PRODUCER send %s
							INTERNAL work
							""".formatted(destination(context)));
					assertThat(context.getBean(TracingReport.class).entries()).contains(new TracingReport.Entry(
							"RabbitMQ", "rabbitListenerContainerFactory (StreamRabbitListenerContainerFactory)", false,
							"spring.rabbitmq.listener.stream.observation-enabled is false"));
				});
	}

	@Test
	void applicationWithoutStreams() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(RabbitTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.rabbit.stream", "com.rabbitmq.stream"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("rabbitTracingPostProcessor")
				.doesNotHaveBean("rabbitStreamTracingPostProcessor"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Streaming {

		@Bean
		Inbox inbox(Tracer tracer) {
			return new Inbox(tracer);
		}

		@Bean
		StreamAdmin admin(Environment environment, org.springframework.core.env.Environment properties) {
			return new StreamAdmin(environment,
					(creator) -> creator.stream(properties.getRequiredProperty("test.stream")).create());
		}

		@Bean
		ConsumerCustomizer consumers() {
			return (id, builder) -> builder.offset(OffsetSpecification.first());
		}

		@Bean
		@ConditionalOnProperty(name = "test.listener", havingValue = "converted")
		Listener listener(Inbox inbox) {
			return new Listener(inbox);
		}

		@Bean
		@ConditionalOnProperty(name = "test.listener", havingValue = "native")
		NativeListener nativeListener(Inbox inbox) {
			return new NativeListener(inbox);
		}

	}

	static class Listener {

		private final Inbox inbox;

		Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@RabbitListener(id = "orders", queues = "${test.stream}")
		void receive(Message message) {
			this.inbox.receive(List.of(read(message)));
		}

		static Inbox.Message read(Message message) {
			return new Inbox.Message(new String(message.getBody(), StandardCharsets.UTF_8),
					message.getMessageProperties().getHeader("tenant"),
					message.getMessageProperties().getHeader("traceparent"));
		}

	}

	static class NativeListener {

		private final Inbox inbox;

		NativeListener(Inbox inbox) {
			this.inbox = inbox;
		}

		@RabbitListener(id = "orders", queues = "${test.stream}")
		void receive(com.rabbitmq.stream.Message message) {
			Map<String, Object> properties = message.getApplicationProperties();
			this.inbox.receive(List.of(new Inbox.Message(new String(message.getBodyAsBinary(), StandardCharsets.UTF_8),
					property(properties, "tenant"), property(properties, "traceparent"))));
		}

		private static @Nullable String property(@Nullable Map<String, Object> properties, String name) {
			return (properties != null) ? (String) properties.get(name) : null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnContainer {

		@Bean
		StreamListenerContainer container(Environment environment, Inbox inbox, ConsumerCustomizer consumers,
				org.springframework.core.env.Environment properties) {
			StreamListenerContainer container = new StreamListenerContainer(environment);
			container.setQueueNames(properties.getRequiredProperty("test.stream"));
			container.setConsumerCustomizer(consumers);
			container.setupMessageListener((message) -> inbox.receive(List.of(Listener.read(message))));
			return container;
		}

	}

}
