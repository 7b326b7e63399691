package io.github.tracingstarter.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import graphql.schema.DataFetcher;
import io.github.tracingstarter.testing.RedisServer;
import io.micrometer.observation.ObservationRegistry;
import io.r2dbc.spi.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.graphql.support.DefaultExecutionGraphQlRequest;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;

/**
 * Responses, failures and rollbacks of libraries that are traced in special ways.
 */
final class Libraries {

	private static final AtomicInteger runs = new AtomicInteger();

	private Libraries() {
	}

	static Stream<Situation> situations() {
		return Stream.of(
				Situation.of("r2dbc: committed and rolled back", Empty.class, Libraries::transactions)
					.with("test.r2dbc=true", "spring.r2dbc.url=r2dbc:h2:mem:///libraries?options=DB_CLOSE_DELAY=-1",
							"tracing.r2dbc.without-parent=true"),
				Situation.of("redis: an answer and a failure", Libraries::redis, Libraries::commands)
					.with("test.redis=true", "spring.data.redis.host=127.0.0.1", "tracing.redis.without-parent=true"),
				Situation.of("graphql: an answer and failures", GraphQl.class, Libraries::queries)
					.with("spring.graphql.schema.locations=classpath:graphql-test/"),
				Situation
					.of("jms: a message that is rolled back and delivered again", Libraries::jms, Libraries::deliveries)
					.with("logging.level.org.apache.activemq=off"));
	}

	private static Object transactions(ConfigurableApplicationContext context) {
		ConnectionFactory connections = context.getBean(ConnectionFactory.class);
		DatabaseClient client = DatabaseClient.create(connections);
		TransactionalOperator transaction = TransactionalOperator.create(new R2dbcTransactionManager(connections));
		client.sql("DROP ALL OBJECTS").then().block();
		client.sql("CREATE TABLE items (id INT PRIMARY KEY)").then().block();
		List<Object> seen = new ArrayList<>();
		seen.add(transaction
			.transactional(client.sql("INSERT INTO items VALUES (:id)").bind("id", 1).fetch().rowsUpdated())
			.block());
		seen.add(failure(() -> transaction
			.transactional(client.sql("INSERT INTO items VALUES (2)")
				.then()
				.then(client.sql("INSERT INTO items VALUES (1)").then()))
			.block()));
		seen.add(
				client.sql("SELECT id FROM items").map((row) -> row.get(0, Integer.class)).all().collectList().block());
		return seen;
	}

	private static Situation.Started redis(Function<Class<?>, SpringApplicationBuilder> parts) {
		RedisServer server = new RedisServer();
		ConfigurableApplicationContext context = parts.apply(Empty.class)
			.properties("spring.data.redis.port=" + server.port())
			.initializers((starting) -> starting.getBeanFactory().registerSingleton("redisServer", server))
			.run();
		return new Situation.Started(context, () -> {
			context.close();
			server.close();
		});
	}

	private static Object commands(ConfigurableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		List<Object> seen = new ArrayList<>();
		seen.add(String.valueOf(template.opsForValue().get("key")));
		seen.add(failure(() -> template.opsForValue().increment("list")));
		seen.add(new TreeSet<>(context.getBean(RedisServer.class).commands()));
		return seen;
	}

	private static Object queries(ConfigurableApplicationContext context) {
		List<Object> seen = new ArrayList<>();
		for (String document : List.of("query favourite { book { title author { name } } }", "{ broken }",
				"{ unknown }", "{")) {
			seen.add(context.getBean(ExecutionGraphQlService.class)
				.execute(new DefaultExecutionGraphQlRequest(document, null, null, null, "1", null))
				.map((response) -> response.getExecutionResult().toSpecification().toString())
				.block());
		}
		return seen;
	}

	private static Situation.Started jms(Function<Class<?>, SpringApplicationBuilder> parts) throws Exception {
		EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
		broker.setConfiguration(new ConfigurationImpl().setPersistenceEnabled(false)
			.setSecurityEnabled(false)
			.setJMXManagementEnabled(false)
			.addAcceptorConfiguration("vm", "vm://7"));
		broker.start();
		ConfigurableApplicationContext context = parts.apply(Jms.class).run();
		return new Situation.Started(context, () -> {
			context.close();
			broker.stop();
		});
	}

	private static Object deliveries(ConfigurableApplicationContext context) throws Exception {
		Jms application = context.getBean(Jms.class);
		JmsTemplate template = context.getBean(JmsTemplate.class);
		template.convertAndSend(application.queue, "one", (message) -> {
			message.setStringProperty("tenant", "acme");
			return message;
		});
		Map<String, Object> seen = new LinkedHashMap<>();
		seen.put("delivered twice", application.deliveries.await(20, TimeUnit.SECONDS));
		seen.put("received", List.copyOf(application.received));
		template.setReceiveTimeout(5000);
		seen.put("reply", template.receiveAndConvert(application.queue + "-replies"));
		template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
		seen.put("reply that was rolled back", template.receiveAndConvert(application.queue + "-replies"));
		return seen;
	}

	private static String failure(Runnable task) {
		try {
			task.run();
			return "none";
		}
		catch (RuntimeException ex) {
			return Run.describe(ex);
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Empty {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class GraphQl {

		@Bean
		RuntimeWiringConfigurer books() {
			DataFetcher<?> book = (environment) -> Map.of("title", "Emma");
			DataFetcher<?> author = (environment) -> Map.of("name", "Austen");
			DataFetcher<?> broken = (environment) -> {
				throw new IllegalStateException("broken");
			};
			return (wiring) -> wiring
				.type("Query", (type) -> type.dataFetcher("book", book).dataFetcher("broken", broken))
				.type("Book", (type) -> type.dataFetcher("author", author));
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Jms {

		private final String queue = "orders-" + runs.incrementAndGet();

		private final CountDownLatch deliveries = new CountDownLatch(2);

		private final List<String> received = new CopyOnWriteArrayList<>();

		private final ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://7");

		@Bean
		JmsTemplate template(ObservationRegistry registry) {
			JmsTemplate template = new JmsTemplate(this.connections);
			template.setSessionTransacted(true);
			template.setObservationRegistry(registry);
			return template;
		}

		@Bean
		DefaultMessageListenerContainer container(ObservationRegistry registry, JmsTemplate template) {
			DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
			container.setConnectionFactory(this.connections);
			container.setDestinationName(this.queue);
			container.setReceiveTimeout(100);
			container.setSessionTransacted(true);
			container.setObservationRegistry(registry);
			container.setErrorHandler((failure) -> {
			});
			container.setMessageListener((MessageListener) (message) -> receive(message, template));
			return container;
		}

		/**
		 * Replies each time, and fails the first time, so that the reply is rolled back.
		 */
		private void receive(Message message, JmsTemplate template) {
			try {
				Set<String> properties = new TreeSet<>();
				for (Object name : Collections.list((Enumeration<?>) message.getPropertyNames())) {
					properties.add(String.valueOf(name));
				}
				properties.remove("traceparent");
				this.received.add(((TextMessage) message).getText() + properties + message.getJMSRedelivered());
				template.convertAndSend(this.queue + "-replies", "reply " + this.received.size());
				if (!message.getJMSRedelivered()) {
					throw new IllegalStateException("rolled back");
				}
			}
			catch (JMSException ex) {
				throw new IllegalStateException(ex);
			}
			finally {
				this.deliveries.countDown();
			}
		}

	}

}
