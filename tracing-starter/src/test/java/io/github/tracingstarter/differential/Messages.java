package io.github.tracingstarter.differential;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.listener.DefaultAfterRollbackProcessor;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.kafka.test.utils.KafkaTestUtils;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Messages that are redelivered, given up, and rolled back.
 */
final class Messages {

	private static final AtomicInteger runs = new AtomicInteger();

	private Messages() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				kafka("kafka: one by one, the second fails and goes to the dead letters").with("test.listener=single"),
				kafka("kafka: together, the second fails and goes to the dead letters").with("test.listener=batch"),
				kafka("kafka: one by one, in transactions").with("test.listener=single",
						"spring.kafka.producer.transaction-id-prefix=tx-"));
	}

	private static Situation kafka(String name) {
		return Situation.of(name, Kafka.class, Messages::observe)
			.with("test.kafka=true", "spring.kafka.consumer.group-id=shop",
					"spring.kafka.consumer.auto-offset-reset=earliest",
					"spring.kafka.consumer.isolation-level=read-committed",
					"spring.kafka.consumer.properties.metadata.max.age.ms=1000", "logging.level.org.apache.kafka=off",
					"logging.level.org.springframework.kafka=warn", "logging.level.kafka=off",
					"logging.level.state.change.logger=off");
	}

	private static Object observe(ConfigurableApplicationContext context) throws Exception {
		Kafka application = context.getBean(Kafka.class);
		KafkaTemplate<Object, Object> template = application.template(context);
		if (template.isTransactional()) {
			template.executeInTransaction((operations) -> application.send(operations::send));
		}
		else {
			application.send(template::send);
		}
		context.getBean(KafkaListenerEndpointRegistry.class)
			.getListenerContainer(context.getEnvironment().getRequiredProperty("test.listener"))
			.start();
		Map<String, Object> seen = new LinkedHashMap<>();
		seen.put("replies", application.read(context, "replies", 2));
		seen.put("dead letters", application.read(context, "orders-dlt", 1));
		seen.put("deliveries", List.copyOf(application.deliveries));
		seen.put("timers",
				new TreeSet<>(context.getBean(MeterRegistry.class)
					.getMeters()
					.stream()
					.filter((meter) -> meter.getId().getName().startsWith("spring.kafka.template")
							|| meter.getId().getName().startsWith("spring.kafka.listener"))
					.map((meter) -> meter.getId().getName() + meter.getId().getTags())
					.toList()));
		return seen;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Kafka {

		private final String run = "-" + runs.incrementAndGet();

		private final List<String> deliveries = new CopyOnWriteArrayList<>();

		@Bean
		KafkaConnectionDetails broker() {
			return () -> List.of(Broker.ADDRESS);
		}

		@SuppressWarnings("unchecked")
		KafkaTemplate<Object, Object> template(ConfigurableApplicationContext context) {
			return context.getBean(KafkaTemplate.class);
		}

		boolean send(Function<ProducerRecord<Object, Object>, Future<?>> sender) {
			for (String body : List.of("one", "two", "three")) {
				ProducerRecord<Object, Object> message = new ProducerRecord<>("orders" + this.run, "key", body);
				message.headers().add("tenant", "acme".getBytes(StandardCharsets.UTF_8));
				sender.apply(message);
			}
			return true;
		}

		/**
		 * Reads messages, without the trace that they carry.
		 */
		@SuppressWarnings("unchecked")
		List<String> read(ConfigurableApplicationContext context, String topic, int count) {
			ConsumerFactory<String, String> consumers = context.getBean(ConsumerFactory.class);
			try (Consumer<String, String> consumer = consumers.createConsumer("reader" + this.run, "")) {
				consumer.subscribe(List.of(topic + this.run));
				return StreamSupport
					.stream(KafkaTestUtils.getRecords(consumer, Duration.ofSeconds(60), count).spliterator(), false)
					.map((message) -> message.value() + headers(message))
					.toList();
			}
		}

		private static TreeSet<String> headers(ConsumerRecord<?, ?> message) {
			TreeSet<String> names = new TreeSet<>();
			for (Header header : message.headers()) {
				names.add(header.key());
			}
			names.remove("traceparent");
			return names;
		}

		@Bean
		DefaultErrorHandler errorHandler(KafkaTemplate<Object, Object> template) {
			DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(template,
					(message, failure) -> new TopicPartition("orders-dlt" + this.run, 0));
			return new DefaultErrorHandler(recoverer, new FixedBackOff(10, 1));
		}

		@Bean
		DefaultAfterRollbackProcessor<Object, Object> afterRollbackProcessor(KafkaTemplate<Object, Object> template) {
			DeadLetterPublishingRecoverer recoverer = new DeadLetterPublishingRecoverer(template,
					(message, failure) -> new TopicPartition("orders-dlt" + this.run, 0));
			return new DefaultAfterRollbackProcessor<>(recoverer, new FixedBackOff(10, 1), template, true);
		}

		@Bean
		Listener listener(KafkaTemplate<Object, Object> template) {
			return new Listener(this, template);
		}

	}

	static class Listener {

		private final Kafka application;

		private final KafkaTemplate<Object, Object> template;

		Listener(Kafka application, KafkaTemplate<Object, Object> template) {
			this.application = application;
			this.template = template;
		}

		public String getTopic() {
			return "orders" + this.application.run;
		}

		@KafkaListener(id = "single", idIsGroup = false, topics = "#{__listener.topic}", autoStartup = "false")
		void receive(ConsumerRecord<String, String> message) throws Exception {
			this.application.deliveries.add(message.value());
			process(message, 0);
		}

		@KafkaListener(id = "batch", idIsGroup = false, topics = "#{__listener.topic}", batch = "true",
				autoStartup = "false")
		void receive(List<ConsumerRecord<String, String>> messages) throws Exception {
			this.application.deliveries.add(messages.stream().map(ConsumerRecord::value).toList().toString());
			for (int i = 0; i < messages.size(); i++) {
				process(messages.get(i), i);
			}
		}

		private void process(ConsumerRecord<String, String> message, int index) throws Exception {
			if (message.value().equals("two")) {
				throw new BatchListenerFailedException("two fails", index);
			}
			this.template.send("replies" + this.application.run, "to " + message.value()).get(20, TimeUnit.SECONDS);
		}

	}

	private static final class Broker {

		static final String ADDRESS = start();

		private static String start() {
			EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
			broker.brokerProperty("transaction.state.log.replication.factor", "1");
			broker.brokerProperty("transaction.state.log.min.isr", "1");
			broker.afterPropertiesSet();
			Runtime.getRuntime().addShutdownHook(new Thread(broker::destroy));
			return broker.getBrokersAsString();
		}

	}

}
