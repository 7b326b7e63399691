package io.github.tracingstarter.instrument.rabbitmq;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.instrument.MessagingContract;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.Inbox;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RabbitServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.ContainerCustomizer;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.amqp.rabbit.transaction.RabbitTransactionManager;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

/**
 * Messages over a real broker, one by one, in batches, and with replies.
 */
class RabbitTests extends MessagingContract {

	private static final AtomicInteger queues = new AtomicInteger();

	private static RabbitServer server;

	@BeforeAll
	static void start() {
		server = RabbitServer.start();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			server.close();
		}
	}

	@Override
	protected ApplicationContextRunner runner() {
		return ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(RabbitAutoConfiguration.class, RabbitTracingAutoConfiguration.class))
			.withPropertyValues("test.queue=orders-" + queues.incrementAndGet(), "spring.rabbitmq.host=127.0.0.1",
					"spring.rabbitmq.port=" + server.port())
			.withUserConfiguration(Listening.class);
	}

	@Override
	protected void send(AssertableApplicationContext context, String body) {
		send(context, destination(context), body);
	}

	private static void send(AssertableApplicationContext context, String queue, String body) {
		context.getBean(RabbitTemplate.class).convertAndSend(queue, (Object) body, (message) -> {
			message.getMessageProperties().setHeader("tenant", "acme");
			return message;
		});
	}

	@Override
	protected String destination(AssertableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("test.queue");
	}

	@Override
	protected String system() {
		return "rabbitmq";
	}

	@Override
	protected String key() {
		return "tracing.rabbitmq.enabled";
	}

	@Test
	void spansTellWhatIsKnownOfTheMessage() {
		run(runner(), (context, inbox, spans) -> {
			String queue = destination(context);
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER))).containsOnly(
					Map.entry("messaging.system", "rabbitmq"), Map.entry("messaging.operation.name", "send"),
					Map.entry("messaging.operation.type", "send"), Map.entry("messaging.destination.name", queue),
					Map.entry("messaging.rabbitmq.destination.routing_key", queue));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsOnly(
					Map.entry("messaging.system", "rabbitmq"), Map.entry("messaging.operation.name", "process"),
					Map.entry("messaging.operation.type", "process"), Map.entry("messaging.destination.name", queue),
					Map.entry("messaging.rabbitmq.destination.routing_key", queue),
					Map.entry("messaging.rabbitmq.message.delivery_tag", 1L));
		});
	}

	@Test
	void routingKeyIsNotInTheNameOfASpan() {
		run(runner().withPropertyValues("test.listen=false"), (context, inbox, spans) -> {
			context.getBean(RabbitTemplate.class).convertAndSend("amq.topic", "orders.4711", "one");
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("PRODUCER send amq.topic\n");
			assertThat(RecordedSpans.attributes(spans.named("send amq.topic")))
				.containsEntry("messaging.destination.name", "amq.topic:orders.4711")
				.containsEntry("messaging.rabbitmq.destination.routing_key", "orders.4711");
		});
	}

	@Test
	void timersOfTheApplicationAreWhatTheyWere() {
		run(runner().withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class)),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(3);
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					assertThat(meters.get("spring.rabbitmq.listener").tag("result", "success").timer().count())
						.isEqualTo(1);
					assertThat(meters.find("spring.rabbit.template").timers()).isEmpty();
					assertThat(meters.find("spring.rabbit.listener").timers()).isEmpty();
				});
	}

	@Test
	void observationsThatTheApplicationSwitchedOnKeepTheirMetrics() {
		run(runner()
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class))
			.withPropertyValues("spring.rabbitmq.template.observation-enabled=true",
					"spring.rabbitmq.listener.simple.observation-enabled=true"),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							PRODUCER send %1$s
							  CONSUMER process %1$s
							    INTERNAL work
							""".formatted(destination(context)));
					MeterRegistry meters = context.getBean(MeterRegistry.class);
					assertThat(meters.get("spring.rabbit.template").timer().count()).isEqualTo(1);
					assertThat(meters.get("spring.rabbit.listener").timer().count()).isEqualTo(1);
				});
	}

	@Test
	void whatTheApplicationSwitchedOffIsLeftAlone() {
		run(runner().withPropertyValues("spring.rabbitmq.template.observation-enabled=false"),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(2);
					assertThat(spans.tree())
						.isEqualTo("CONSUMER process %s\n  INTERNAL work\n".formatted(destination(context)));
					assertThat(context.getBean(TracingReport.class).entries())
						.contains(new TracingReport.Entry("RabbitMQ", "rabbitTemplate (RabbitTemplate)", false,
								"spring.rabbitmq.template.observation-enabled is false"));
				});
	}

	@Test
	void batchOfOneTraceBelongsToIt() {
		run(batches(), (context, inbox, spans) -> {
			String queue = destination(context);
			within(context, () -> {
				send(context, "one");
				send(context, "two");
			});
			startListening(context, "batches");
			inbox.await(2);
			spans.await(5);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					  PRODUCER send %1$s
					""".formatted(queue));
			SpanData batch = spans.first(SpanKind.CONSUMER);
			assertThat(RecordedSpans.attributes(batch)).containsOnly(Map.entry("messaging.system", "rabbitmq"),
					Map.entry("messaging.operation.name", "process"), Map.entry("messaging.operation.type", "process"),
					Map.entry("messaging.destination.name", queue), Map.entry("messaging.batch.message_count", 2L));
			assertThat(batch.getLinks()).hasSize(1);
		});
	}

	@Test
	void batchOfSeveralTracesBeginsOneWithALinkToEach() {
		run(batches(), (context, inbox, spans) -> {
			send(context, "one");
			send(context, "two");
			startListening(context, "batches");
			inbox.await(2);
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					PRODUCER send %1$s
					CONSUMER process %1$s
					  INTERNAL work
					""".formatted(destination(context)));
			assertThat(spans.first(SpanKind.CONSUMER).getLinks())
				.extracting((link) -> link.getSpanContext().getSpanId())
				.containsExactlyElementsOf(spans.all()
					.stream()
					.filter((span) -> span.getKind() == SpanKind.PRODUCER)
					.map(SpanData::getSpanId)
					.toList());
		});
	}

	@Test
	void batchThatIsDeliveredAgainHasASpanEachTime() {
		run(batches(), (context, inbox, spans) -> {
			within(context, () -> send(context, Inbox.FAILS_ONCE));
			startListening(context, "batches");
			inbox.await(2);
			spans.await(6);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s !
					      INTERNAL work
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(destination(context)));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsEntry("error.type",
					"java.lang.IllegalStateException");
		});
	}

	@Test
	void replyIsPartOfTheTraceOfItsRequest() {
		run(runner().withUserConfiguration(Replying.class), (context, inbox, spans) -> {
			String queue = destination(context);
			within(context,
					() -> assertThat(
							context.getBean(RabbitTemplate.class).convertSendAndReceive(queue + "-asked", "one"))
						.isEqualTo("to one"));
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s-asked
					    CONSUMER process %1$s-asked
					      INTERNAL work
					""".formatted(queue));
		});
	}

	@Test
	void listenerToWhatAnotherOneReturnsIsPartOfTheTrace() {
		run(runner().withUserConfiguration(Replying.class), (context, inbox, spans) -> {
			String queue = destination(context);
			within(context, () -> send(context, queue + "-forwarded", "one"));
			inbox.await(1);
			spans.await(6);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s-forwarded
					    CONSUMER process %1$s-forwarded
					      INTERNAL work
					      CONSUMER process %1$s
					        INTERNAL work
					""".formatted(queue));
		});
	}

	@Test
	void listenerToWhatAnotherThreadCompletesIsPartOfTheTrace() {
		run(runner().withUserConfiguration(Replying.class), (context, inbox, spans) -> {
			String queue = destination(context);
			within(context, () -> send(context, queue + "-later", "one"));
			inbox.await(1);
			spans.await(5);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s-later
					    CONSUMER process %1$s-later
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(queue));
		});
	}

	@Test
	void whatIsDoneWithAnAsynchronousReplyIsPartOfTheTrace() {
		run(runner().withUserConfiguration(Replying.class, Asking.class), (context, inbox, spans) -> {
			String queue = destination(context);
			CompletableFuture<String> traceId = new CompletableFuture<>();
			within(context,
					() -> context.getBean(AsyncRabbitTemplate.class)
						.convertSendAndReceive(queue + "-asked", (Object) "one")
						.thenAccept((reply) -> traceId.complete(Span.current().getSpanContext().getTraceId())));
			String seen = traceId.orTimeout(20, TimeUnit.SECONDS).join();
			spans.await(5);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s-asked
					    CONSUMER process %1$s-asked
					      INTERNAL work
					      CONSUMER process (temporary)
					""".formatted(queue));
			assertThat(seen).isEqualTo(spans.named("request").getTraceId());
		});
	}

	@Test
	void messageThatIsFetchedHasASpanWithALinkToItsSender() {
		run(runner().withPropertyValues("test.listen=false"), (context, inbox, spans) -> {
			String queue = destination(context);
			RabbitTemplate template = context.getBean(RabbitTemplate.class);
			for (int i = 0; i < 3; i++) {
				send(context, "one");
			}
			within(context, () -> {
				assertThat(template.receive(queue, 10_000)).isNotNull();
				Object second = null;
				for (int i = 0; i < 1000 && second == null; i++) {
					second = template.receiveAndConvert(queue);
				}
				assertThat(second).isEqualTo("one");
			});
			assertThat(template.receive(queue, 10_000)).isNotNull();
			spans.await(6);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					PRODUCER send %1$s
					PRODUCER send %1$s
					INTERNAL request
					  CLIENT receive %1$s
					  CLIENT receive %1$s
					""".formatted(queue));
			SpanData received = spans.first(SpanKind.CLIENT);
			assertThat(RecordedSpans.attributes(received)).containsOnly(Map.entry("messaging.system", "rabbitmq"),
					Map.entry("messaging.operation.name", "receive"), Map.entry("messaging.operation.type", "receive"),
					Map.entry("messaging.destination.name", queue),
					Map.entry("messaging.rabbitmq.destination.routing_key", queue),
					Map.entry("messaging.rabbitmq.message.delivery_tag", 1L));
			assertThat(received.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
				.containsExactly(spans.first(SpanKind.PRODUCER).getSpanId());
		});
	}

	@Test
	void messageOfATransactionThatIsRolledBackIsNotSent() {
		run(runner().withUserConfiguration(Transacted.class), (context, inbox, spans) -> {
			TransactionTemplate transaction = context.getBean(TransactionTemplate.class);
			within(context, () -> {
				transaction.executeWithoutResult((status) -> {
					send(context, "lost");
					status.setRollbackOnly();
				});
				transaction.executeWithoutResult((status) -> send(context, "kept"));
			});
			assertThat(inbox.await(1)).extracting(Inbox.Message::body).containsExactly("kept");
			spans.await(5);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					""".formatted(destination(context)));
			assertThat(context.getBean(RabbitTemplate.class).getConnectionFactory())
				.isSameAs(context.getBean(ConnectionFactory.class));
		});
	}

	@Test
	void containerAndFactoryThatTheApplicationMakesAreTraced() {
		assumeFalse(SpringBootVersion.getVersion().startsWith("4.0."), "A customizer is compiled for later versions");
		run(runner().withPropertyValues("test.listen=false").withUserConfiguration(OwnParts.class),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(3);
					assertThat(spans.tree()).isEqualTo("""
							PRODUCER send %1$s
							  CONSUMER process %1$s
							    INTERNAL work
							""".formatted(destination(context)));
					assertThat(OwnParts.customized).isTrue();
				});
	}

	@Test
	void applicationWithoutRabbit() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(RabbitTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.amqp"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("rabbitTracingPostProcessor"));
	}

	/**
	 * Its listener waits until it is started, so that messages arrive together.
	 */
	private ApplicationContextRunner batches() {
		return runner().withPropertyValues("test.listen=false").withUserConfiguration(BatchListening.class);
	}

	/**
	 * A lookup by id would be compiled for one version of Spring AMQP.
	 */
	private static void startListening(AssertableApplicationContext context, String id) {
		for (Object listener : context.getBean(RabbitListenerEndpointRegistry.class).getListenerContainers()) {
			if (listener instanceof AbstractMessageListenerContainer container
					&& container.getListenerId().equals(id)) {
				container.start();
			}
		}
	}

	private static Inbox.Message read(Message message) {
		return new Inbox.Message(new String(message.getBody()), message.getMessageProperties().getHeader("tenant"),
				message.getMessageProperties().getHeader("traceparent"));
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		Inbox inbox(Tracer tracer) {
			return new Inbox(tracer);
		}

		@Bean
		Queue queue(Environment environment) {
			return new Queue(environment.getRequiredProperty("test.queue"));
		}

		@Bean
		Listener listener(Inbox inbox) {
			return new Listener(inbox);
		}

	}

	static class Listener {

		private final Inbox inbox;

		Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@RabbitListener(queues = "${test.queue}", autoStartup = "${test.listen:true}")
		void receive(Message message) {
			this.inbox.receive(List.of(read(message)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BatchListening {

		@Bean
		SimpleRabbitListenerContainerFactory batchFactory(ConnectionFactory connections) {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(connections);
			factory.setConsumerBatchEnabled(true);
			factory.setBatchSize(2);
			factory.setReceiveTimeout(500L);
			return factory;
		}

		@Bean
		BatchListener batchListener(Inbox inbox) {
			return new BatchListener(inbox);
		}

	}

	static class BatchListener {

		private final Inbox inbox;

		BatchListener(Inbox inbox) {
			this.inbox = inbox;
		}

		@RabbitListener(id = "batches", queues = "${test.queue}", containerFactory = "batchFactory",
				autoStartup = "false")
		void receive(List<Message> messages) {
			this.inbox.receive(messages.stream().map(RabbitTests::read).toList());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Replying {

		@Bean
		Queue asked(Environment environment) {
			return new Queue(environment.getRequiredProperty("test.queue") + "-asked");
		}

		@Bean
		Queue forwarded(Environment environment) {
			return new Queue(environment.getRequiredProperty("test.queue") + "-forwarded");
		}

		@Bean
		Queue later(Environment environment) {
			return new Queue(environment.getRequiredProperty("test.queue") + "-later");
		}

		@Bean
		ReplyingListener replyingListener(Tracer tracer) {
			return new ReplyingListener(tracer);
		}

	}

	static class ReplyingListener {

		private final Tracer tracer;

		ReplyingListener(Tracer tracer) {
			this.tracer = tracer;
		}

		@RabbitListener(queues = "${test.queue}-asked")
		String answer(String body) {
			this.tracer.nextSpan().name("work").start().end();
			return "to " + body;
		}

		@RabbitListener(queues = "${test.queue}-forwarded")
		@org.springframework.messaging.handler.annotation.SendTo("${test.queue}")
		String forward(String body) {
			this.tracer.nextSpan().name("work").start().end();
			return body;
		}

		@RabbitListener(queues = "${test.queue}-later", ackMode = "MANUAL")
		@org.springframework.messaging.handler.annotation.SendTo("${test.queue}")
		CompletableFuture<String> later(String body) {
			CompletableFuture<String> reply = new CompletableFuture<>();
			new Thread(() -> reply.completeOnTimeout(body, 50, TimeUnit.MILLISECONDS)).start();
			return reply;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Asking {

		@Bean
		AsyncRabbitTemplate asyncTemplate(RabbitTemplate template) {
			return new AsyncRabbitTemplate(template);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Transacted {

		@Bean
		RabbitTemplate rabbitTemplate(ConnectionFactory connections) {
			RabbitTemplate template = new RabbitTemplate(connections);
			template.setChannelTransacted(true);
			return template;
		}

		@Bean
		TransactionTemplate transaction(ConnectionFactory connections) {
			return new TransactionTemplate(new RabbitTransactionManager(connections));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnParts {

		static boolean customized;

		@Bean
		ContainerCustomizer<SimpleMessageListenerContainer> customizer() {
			customized = false;
			return (container) -> customized = true;
		}

		@Bean
		SimpleMessageListenerContainer container(ConnectionFactory connections, Inbox inbox, Environment environment) {
			SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connections);
			container.setQueueNames(environment.getRequiredProperty("test.queue"));
			container.setMessageListener((message) -> inbox.receive(List.of(read(message))));
			return container;
		}

	}

}
