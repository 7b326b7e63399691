package io.github.tracingstarter.instrument.kafka;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.instrument.MessagingContract;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.Inbox;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.aopalliance.intercept.MethodInterceptor;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.BackOff;
import org.springframework.kafka.annotation.EnableKafkaRetryTopic;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.annotation.RetryableTopic;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.BatchInterceptor;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.RecordInterceptor;
import org.springframework.kafka.retrytopic.SameIntervalTopicReuseStrategy;
import org.springframework.kafka.support.micrometer.KafkaRecordSenderContext;
import org.springframework.kafka.support.micrometer.KafkaTemplateObservation.DefaultKafkaTemplateObservationConvention;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Messages over a broker in this process, one by one and in batches.
 */
class KafkaTests extends MessagingContract {

	/** A new one for each run of the class, because it can be started only once. */
	private static EmbeddedKafkaKraftBroker broker;

	private static final AutoConfigurations METRICS = AutoConfigurations.of(MetricsAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class);

	private static final AtomicInteger topics = new AtomicInteger();

	@BeforeAll
	static void start() {
		broker = new EmbeddedKafkaKraftBroker(1, 1);
		broker.brokerProperty("transaction.state.log.replication.factor", "1");
		broker.brokerProperty("transaction.state.log.min.isr", "1");
		broker.afterPropertiesSet();
	}

	@AfterAll
	static void stop() {
		broker.destroy();
	}

	@Override
	protected ApplicationContextRunner runner() {
		return ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class, KafkaTracingAutoConfiguration.class))
			.withPropertyValues("test.topic=orders-" + topics.incrementAndGet(),
					"spring.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
					"spring.kafka.consumer.group-id=shop", "spring.kafka.consumer.client-id=reader",
					"spring.kafka.consumer.auto-offset-reset=earliest",
					"spring.kafka.consumer.properties.metadata.max.age.ms=500")
			.withUserConfiguration(Listening.class);
	}

	@Override
	protected void send(AssertableApplicationContext context, String body) {
		send(context, destination(context), "key", body);
	}

	private static void send(AssertableApplicationContext context, String topic, String key, @Nullable String body) {
		ProducerRecord<Object, Object> message = new ProducerRecord<>(topic, key, body);
		message.headers().add("tenant", "acme".getBytes(StandardCharsets.UTF_8));
		send(context, message);
	}

	@SuppressWarnings("unchecked")
	private static void send(AssertableApplicationContext context, ProducerRecord<Object, Object> message) {
		try {
			context.getBean(KafkaTemplate.class).send(message).get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected String destination(AssertableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("test.topic");
	}

	@Override
	protected String system() {
		return "kafka";
	}

	@Override
	protected String key() {
		return "tracing.kafka.enabled";
	}

	@Test
	void spansTellWhatIsKnownOfTheMessage() {
		run(runner(), (context, inbox, spans) -> {
			String topic = destination(context);
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER))).containsOnly(
					Map.entry("messaging.system", "kafka"), Map.entry("messaging.operation.name", "send"),
					Map.entry("messaging.operation.type", "send"), Map.entry("messaging.destination.name", topic));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsOnly(
					Map.entry("messaging.system", "kafka"), Map.entry("messaging.operation.name", "process"),
					Map.entry("messaging.operation.type", "process"), Map.entry("messaging.destination.name", topic),
					Map.entry("messaging.destination.partition.id", "0"), Map.entry("messaging.kafka.offset", 0L),
					Map.entry("messaging.consumer.group.name", "shop"), Map.entry("messaging.client.id", "reader-0"));
		});
	}

	@Test
	void timersOfTheApplicationAreWhatTheyWere() {
		run(runner().withConfiguration(METRICS), (context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			for (String name : List.of("spring.kafka.template", "spring.kafka.listener")) {
				assertThat(meters.find(name).timers())
					.allSatisfy((timer) -> assertThat(timer.getId().getTags()).extracting(Tag::getKey)
						.containsExactlyInAnyOrder("name", "result", "exception"));
				assertThat(meters.get(name).tag("result", "success").timer().count()).isEqualTo(1);
			}
			assertThat(context.getBean(KafkaTemplate.class).getKafkaAdmin()).isNull();
		});
	}

	@Test
	void observationsThatTheApplicationSwitchedOnKeepTheirMetrics() {
		run(runner().withConfiguration(METRICS)
			.withPropertyValues("spring.kafka.template.observation-enabled=true",
					"spring.kafka.listener.observation-enabled=true"),
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
					for (String name : List.of("spring.kafka.template", "spring.kafka.listener")) {
						assertThat(meters.get(name).tag("messaging.system", "kafka").timer().count()).isEqualTo(1);
					}
				});
	}

	@Test
	void whatTheApplicationSwitchedOffIsLeftAlone() {
		run(runner().withPropertyValues("spring.kafka.template.observation-enabled=false"), (context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(2);
			assertThat(spans.tree())
				.isEqualTo("CONSUMER process %s\n  INTERNAL work\n".formatted(destination(context)));
			assertThat(context.getBean(TracingReport.class).entries()).contains(new TracingReport.Entry("Kafka",
					"kafkaTemplate (KafkaTemplate)", false, "spring.kafka.template.observation-enabled is false"));
		});
	}

	@Test
	void observationsThatAreTurnedOffMakeNoSpans() {
		run(runner().withPropertyValues("management.observations.enable.spring.kafka=false"),
				(context, inbox, spans) -> {
					send(context, "one");
					inbox.await(1);
					spans.await(1);
					assertThat(spans.tree()).isEqualTo("INTERNAL work\n");
				});
	}

	@Test
	void listenerThatCannotBeAdvisedIsCalledAllTheSame() {
		run(batches().withBean(ContainerCustomizer.class, () -> (container) -> {
			ContainerProperties properties = container.getContainerProperties();
			if (properties.getMessageListener() instanceof BatchMessageListener<?, ?>) {
				ProxyFactory frozen = new ProxyFactory(properties.getMessageListener());
				frozen.setFrozen(true);
				properties.setMessageListener(frozen.getProxy());
			}
		}), (context, inbox, spans) -> {
			send(context, "one");
			startListening(context);
			inbox.await(1);
			spans.await(2);
			assertThat(spans.all()).extracting(SpanData::getKind).containsExactly(SpanKind.PRODUCER, SpanKind.INTERNAL);
		});
	}

	@Test
	void templateAndListenersThatTheApplicationMakesAreTraced() {
		run(runner().withUserConfiguration(OwnParts.class), (context, inbox, spans) -> {
			send(context, "one");
			inbox.await(1);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					  CONSUMER process %1$s
					    INTERNAL work
					""".formatted(destination(context)));
			// The interceptor is told of the success after the listener has returned.
			await().untilAsserted(() -> assertThat(OwnParts.SEEN).containsExactly("sent", "intercepted", "succeeded"));
		});
	}

	@Test
	void messageThatIsSentTwiceIsSentTwice() {
		run(runner(), (context, inbox, spans) -> {
			ProducerRecord<Object, Object> message = new ProducerRecord<>(destination(context), "one");
			for (int i = 0; i < 2; i++) {
				send(context, message);
			}
			inbox.await(2);
			spans.await(6);
			assertThat(spans.all()).filteredOn((span) -> span.getKind() == SpanKind.CONSUMER).hasSize(2);
		});
	}

	@Test
	void messageWithoutAValueIsATombstone() {
		run(runner().withPropertyValues("test.listen=false"), (context, inbox, spans) -> {
			send(context, destination(context), "key", null);
			spans.await(1);
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER)))
				.containsEntry("messaging.kafka.message.tombstone", true);
		});
	}

	@Test
	void messageThatCannotBeSentHasFailed() {
		run(runner().withPropertyValues("test.listen=false", "spring.kafka.producer.properties.max.request.size=100"),
				(context, inbox, spans) -> {
					assertThatIllegalStateException().isThrownBy(() -> send(context, "long".repeat(100)));
					spans.await(1);
					assertThat(spans.tree()).isEqualTo("PRODUCER send %s !\n".formatted(destination(context)));
					assertThat(RecordedSpans.attributes(spans.first(SpanKind.PRODUCER))).containsEntry("error.type",
							"org.apache.kafka.common.errors.RecordTooLargeException");
				});
	}

	@Test
	void conventionOfTheApplicationAddsKeysAndNamesTheSpan() {
		run(runner().withPropertyValues("test.listen=false").withUserConfiguration(OwnConvention.class),
				(context, inbox, spans) -> {
					send(context, "one");
					spans.await(1);
					assertThat(spans.tree()).isEqualTo("PRODUCER acme sends\n");
					assertThat(RecordedSpans.attributes(spans.named("acme sends"))).containsEntry("tenant", "acme")
						.containsEntry("messaging.destination.name", destination(context));
				});
	}

	@Test
	void batchOfOneTraceBelongsToIt() {
		run(batches(), (context, inbox, spans) -> {
			within(context, () -> {
				send(context, "one");
				send(context, "two");
			});
			startListening(context);
			inbox.await(2);
			spans.await(5);
			String topic = destination(context);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  PRODUCER send %1$s
					    CONSUMER process %1$s
					      INTERNAL work
					  PRODUCER send %1$s
					""".formatted(topic));
			SpanData batch = spans.first(SpanKind.CONSUMER);
			assertThat(RecordedSpans.attributes(batch)).containsOnly(Map.entry("messaging.system", "kafka"),
					Map.entry("messaging.operation.name", "process"), Map.entry("messaging.operation.type", "process"),
					Map.entry("messaging.destination.name", topic),
					Map.entry("messaging.destination.partition.id", "0"),
					Map.entry("messaging.consumer.group.name", "shop"), Map.entry("messaging.batch.message_count", 2L));
			SpanData second = spans.all()
				.stream()
				.filter((span) -> span.getKind() == SpanKind.PRODUCER)
				.toList()
				.get(1);
			assertThat(batch.getLinks()).extracting((link) -> link.getSpanContext().getSpanId())
				.containsExactly(second.getSpanId());
		});
	}

	@Test
	void batchOfSeveralTracesBeginsOneWithALinkToEach() {
		run(batches(), (context, inbox, spans) -> {
			send(context, "one");
			send(context, "two");
			startListening(context);
			inbox.await(2);
			spans.await(4);
			String topic = destination(context);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					PRODUCER send %1$s
					CONSUMER process %1$s
					  INTERNAL work
					""".formatted(topic));
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
			startListening(context);
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
	void interceptorCustomizerAndAdviceOfTheApplicationAreCalledForBatches() {
		run(batches().withUserConfiguration(OwnBatchParts.class), (context, inbox, spans) -> {
			send(context, "one");
			startListening(context);
			inbox.await(1);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					PRODUCER send %1$s
					  CONSUMER process %1$s
					    INTERNAL work
					""".formatted(destination(context)));
			// The interceptor is told of the success after the listener has returned.
			await().untilAsserted(() -> assertThat(OwnBatchParts.SEEN).containsExactly("customized", "intercepted",
					"advised", "succeeded"));
		});
	}

	@Test
	void recordsThatSpringObservesOneByOneInABatchAreNotObservedTogether() {
		run(batches().withPropertyValues("spring.kafka.listener.observation-enabled=true")
			.withBean("perRecord", ContainerCustomizer.class,
					() -> (container) -> container.getContainerProperties().setRecordObservationsInBatch(true)),
				(context, inbox, spans) -> {
					send(context, "one");
					send(context, "two");
					startListening(context);
					inbox.await(2);
					spans.await(5);
					assertThat(spans.all()).filteredOn((span) -> span.getKind() == SpanKind.CONSUMER)
						.hasSize(2)
						.allSatisfy((span) -> assertThat(RecordedSpans.attributes(span))
							.doesNotContainKey("messaging.batch.message_count"));
				});
	}

	@Test
	void attemptsOnRetryTopicsAreInTheTrace() {
		run(runner().withPropertyValues("test.listen=false").withUserConfiguration(Retrying.class),
				(context, inbox, spans) -> {
					within(context, () -> send(context, Inbox.FAILS_ONCE));
					inbox.await(2);
					spans.await(6);
					assertThat(spans.tree()).isEqualTo("""
							INTERNAL request
							  PRODUCER send %1$s
							    CONSUMER process %1$s !
							      INTERNAL work
							      PRODUCER send %1$s-retry
							        CONSUMER process %1$s-retry
							          INTERNAL work
							""".formatted(destination(context)));
				});
	}

	@Test
	void deadLettersAreInTheTrace() {
		run(runner().withPropertyValues("test.listen=false")
			.withAllowBeanDefinitionOverriding(true)
			.withUserConfiguration(DeadLetters.class), (context, inbox, spans) -> {
				within(context, () -> send(context, "fails always"));
				inbox.await(1);
				spans.await(5);
				assertThat(spans.tree()).isEqualTo("""
						INTERNAL request
						  PRODUCER send %1$s
						    CONSUMER process %1$s !
						      PRODUCER send %1$s-dlt
						        CONSUMER process %1$s-dlt
						          INTERNAL work
						""".formatted(destination(context)));
			});
	}

	@Test
	void messageOfATransactionThatIsRolledBackIsNotReceived() {
		run(runner().withPropertyValues("spring.kafka.producer.transaction-id-prefix=shop-",
				"spring.kafka.consumer.isolation-level=read-committed"), (context, inbox, spans) -> {
					within(context, () -> {
						inTransaction(context, "lost", true);
						inTransaction(context, "kept", false);
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
				});
	}

	@SuppressWarnings("unchecked")
	private static void inTransaction(AssertableApplicationContext context, String body, boolean fails) {
		KafkaTemplate<Object, Object> template = context.getBean(KafkaTemplate.class);
		ProducerRecord<Object, Object> message = new ProducerRecord<>(
				context.getEnvironment().getRequiredProperty("test.topic"), body);
		try {
			template.executeInTransaction((operations) -> {
				operations.send(message).join();
				if (fails) {
					throw new IllegalStateException("rolls back");
				}
				return true;
			});
		}
		catch (IllegalStateException ex) {
			assertThat(fails).isTrue();
		}
	}

	@Test
	void factoryThatOnlyCreatesProducersAndNoBrokerDoNotMatter() {
		run(runner()
			.withPropertyValues("test.listen=false", "spring.kafka.bootstrap-servers=127.0.0.1:1",
					"spring.kafka.admin.properties.default.api.timeout.ms=600000")
			.withUserConfiguration(OwnProducers.class), (context, inbox, spans) -> {
				send(context, "one");
				spans.await(1);
				assertThat(spans.tree()).isEqualTo("PRODUCER send %s\n".formatted(destination(context)));
				assertThat(OwnProducers.PRODUCER.history()).hasSize(1);
			});
	}

	@Test
	void applicationWithoutKafka() {
		ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(KafkaTracingAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.kafka"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("kafkaTracingPostProcessor"));
	}

	/**
	 * Its listener waits until it is started, so that messages arrive together.
	 */
	private ApplicationContextRunner batches() {
		return runner().withPropertyValues("test.listen=false").withUserConfiguration(BatchListening.class);
	}

	private static void startListening(AssertableApplicationContext context) {
		context.getBean(KafkaListenerEndpointRegistry.class).getListenerContainer("batches").start();
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		Inbox inbox(Tracer tracer) {
			return new Inbox(tracer);
		}

		@Bean
		DefaultErrorHandler errorHandler() {
			return new DefaultErrorHandler(new FixedBackOff(10, 2));
		}

		@Bean
		Listener listener(Inbox inbox) {
			return new Listener(inbox);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BatchListening {

		@Bean
		BatchListener batchListener(Inbox inbox) {
			return new BatchListener(inbox);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProducers {

		static final MockProducer<Object, Object> PRODUCER = new MockProducer<>(true, null, new DiscardingSerializer(),
				new DiscardingSerializer());

		@Bean
		ProducerFactory<Object, Object> producers() {
			return () -> PRODUCER;
		}

	}

	static final class DiscardingSerializer implements Serializer<Object> {

		@Override
		public byte[] serialize(String topic, Object value) {
			return new byte[0];
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableKafkaRetryTopic
	static class Retrying {

		@Bean
		RetryingListener retryingListener(Inbox inbox) {
			return new RetryingListener(inbox);
		}

		@Bean
		TaskScheduler scheduler() {
			return new ThreadPoolTaskScheduler();
		}

	}

	static class RetryingListener {

		private final Inbox inbox;

		RetryingListener(Inbox inbox) {
			this.inbox = inbox;
		}

		@RetryableTopic(attempts = "2", backOff = @BackOff(50),
				sameIntervalTopicReuseStrategy = SameIntervalTopicReuseStrategy.SINGLE_TOPIC)
		@KafkaListener(id = "retrying", topics = "${test.topic}")
		void receive(ConsumerRecord<String, String> message) {
			this.inbox.receive(List.of(Listener.message(message)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeadLetters {

		@Bean
		DefaultErrorHandler errorHandler(KafkaTemplate<Object, Object> template) {
			return new DefaultErrorHandler(new DeadLetterPublishingRecoverer(template), new FixedBackOff(0, 0));
		}

		@Bean
		DeadLetterListener deadLetterListener(Inbox inbox) {
			return new DeadLetterListener(inbox);
		}

	}

	static class DeadLetterListener {

		private final Inbox inbox;

		DeadLetterListener(Inbox inbox) {
			this.inbox = inbox;
		}

		@KafkaListener(id = "fails", idIsGroup = false, topics = "${test.topic}")
		void fail(ConsumerRecord<String, String> message) {
			throw new IllegalStateException("fails");
		}

		@KafkaListener(id = "dead", idIsGroup = false, topics = "${test.topic}-dlt")
		void receive(ConsumerRecord<String, String> message) {
			this.inbox.receive(List.of(Listener.message(message)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnParts {

		static final List<String> SEEN = new CopyOnWriteArrayList<>();

		@Bean
		KafkaTemplate<Object, Object> ownTemplate(ProducerFactory<Object, Object> producers) {
			SEEN.clear();
			KafkaTemplate<Object, Object> template = new KafkaTemplate<>(producers);
			template.setProducerInterceptor(new SendingInterceptor());
			return template;
		}

		@Bean
		ConcurrentKafkaListenerContainerFactory<Object, Object> kafkaListenerContainerFactory(
				ConsumerFactory<Object, Object> consumers) {
			ConcurrentKafkaListenerContainerFactory<Object, Object> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(consumers);
			factory.setRecordInterceptor(new ReceivingInterceptor());
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConvention {

		@Bean
		KafkaTemplate<Object, Object> ownTemplate(ProducerFactory<Object, Object> producers) {
			KafkaTemplate<Object, Object> template = new KafkaTemplate<>(producers);
			template.setObservationConvention(new TenantConvention());
			return template;
		}

	}

	private static final class SendingInterceptor implements ProducerInterceptor<Object, Object> {

		@Override
		public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> message) {
			OwnParts.SEEN.add("sent");
			return message;
		}

		@Override
		public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
		}

		@Override
		public void close() {
		}

		@Override
		public void configure(Map<String, ?> configs) {
		}

	}

	private static final class ReceivingInterceptor implements RecordInterceptor<Object, Object> {

		@Override
		public ConsumerRecord<Object, Object> intercept(ConsumerRecord<Object, Object> message,
				Consumer<Object, Object> consumer) {
			OwnParts.SEEN.add("intercepted");
			return message;
		}

		@Override
		public void success(ConsumerRecord<Object, Object> message, Consumer<Object, Object> consumer) {
			OwnParts.SEEN.add("succeeded");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBatchParts {

		static final List<String> SEEN = new CopyOnWriteArrayList<>();

		@Bean
		BatchInterceptor<Object, Object> batchInterceptor() {
			SEEN.clear();
			return new BatchInterceptor<>() {

				@Override
				public ConsumerRecords<Object, Object> intercept(ConsumerRecords<Object, Object> messages,
						Consumer<Object, Object> consumer) {
					SEEN.add("intercepted");
					return messages;
				}

				@Override
				public void success(ConsumerRecords<Object, Object> messages, Consumer<Object, Object> consumer) {
					SEEN.add("succeeded");
				}

			};
		}

		@Bean
		ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> customizer() {
			return (container) -> {
				if ("batches".equals(container.getListenerId())) {
					SEEN.add("customized");
					container.getContainerProperties().setAdviceChain((MethodInterceptor) (invocation) -> {
						if (invocation.getMethod().getName().equals("onMessage")) {
							SEEN.add("advised");
						}
						return invocation.proceed();
					});
				}
			};
		}

	}

	static class BatchListener {

		private final Inbox inbox;

		BatchListener(Inbox inbox) {
			this.inbox = inbox;
		}

		@KafkaListener(id = "batches", idIsGroup = false, topics = "${test.topic}", batch = "true",
				autoStartup = "false")
		void receive(List<ConsumerRecord<String, String>> messages) {
			this.inbox.receive(messages.stream().map(Listener::message).toList());
		}

	}

	static class Listener {

		private final Inbox inbox;

		Listener(Inbox inbox) {
			this.inbox = inbox;
		}

		@KafkaListener(topics = "${test.topic}", autoStartup = "${test.listen:true}")
		void receive(ConsumerRecord<String, String> message) {
			this.inbox.receive(List.of(message(message)));
		}

		static Inbox.Message message(ConsumerRecord<String, String> message) {
			return new Inbox.Message(message.value(), header(message, "tenant"), header(message, "traceparent"));
		}

		private static @Nullable String header(ConsumerRecord<String, String> message, String name) {
			Header header = message.headers().lastHeader(name);
			return (header != null) ? new String(header.value(), StandardCharsets.UTF_8) : null;
		}

	}

	private static final class TenantConvention extends DefaultKafkaTemplateObservationConvention {

		@Override
		public KeyValues getLowCardinalityKeyValues(KafkaRecordSenderContext context) {
			return super.getLowCardinalityKeyValues(context).and("tenant", "acme");
		}

		@Override
		public String getContextualName(KafkaRecordSenderContext context) {
			return "acme sends";
		}

	}

}
