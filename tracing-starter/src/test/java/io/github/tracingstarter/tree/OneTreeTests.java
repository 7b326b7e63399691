package io.github.tracingstarter.tree;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RabbitServer;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.RedisServer;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request that goes through a servlet, an asynchronous method, Kafka with a batch
 * listener, Redis, JDBC, {@code WebClient}, a service on WebFlux with R2DBC, RabbitMQ,
 * and a virtual thread if these are available, and back.
 */
class OneTreeTests {

	/** A new one for each run of the class, because it can be started only once. */
	private static EmbeddedKafkaKraftBroker kafka;

	private static final RecordedSpans spans = new RecordedSpans();

	private static RabbitServer rabbit;

	private static RedisServer redis;

	private static ConfigurableApplicationContext stock;

	private static ConfigurableApplicationContext shop;

	@BeforeAll
	static void start() {
		rabbit = RabbitServer.start();
		redis = new RedisServer();
		kafka = new EmbeddedKafkaKraftBroker(1, 1, "placed");
		kafka.afterPropertiesSet();
		stock = run(Stock.class, WebApplicationType.REACTIVE, "test.r2dbc=true",
				"spring.r2dbc.url=r2dbc:h2:mem:///stock?options=DB_CLOSE_DELAY=-1");
		shop = run(Shop.class, WebApplicationType.SERVLET, "test.kafka=true", "test.rabbit=true", "test.redis=true",
				"spring.datasource.url=jdbc:h2:mem:shop",
				"spring.kafka.bootstrap-servers=" + kafka.getBrokersAsString(), "spring.kafka.listener.type=batch",
				"spring.kafka.consumer.group-id=shop", "spring.kafka.consumer.auto-offset-reset=earliest",
				"spring.rabbitmq.host=127.0.0.1", "spring.rabbitmq.port=" + rabbit.port(),
				"spring.data.redis.port=" + redis.port(),
				"stock.url=http://localhost:" + stock.getEnvironment().getProperty("local.server.port"));
	}

	private static ConfigurableApplicationContext run(Class<?> application, WebApplicationType type,
			String... properties) {
		return new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
							+ "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration,"
							+ "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration")
			.properties(properties)
			.initializers((context) -> context.getBeanFactory().registerSingleton("recordedSpans", spans))
			.run();
	}

	@AfterAll
	static void stop() {
		for (ConfigurableApplicationContext application : new ConfigurableApplicationContext[] { shop, stock }) {
			if (application != null) {
				application.close();
			}
		}
		if (kafka != null) {
			kafka.destroy();
		}
		if (redis != null) {
			redis.close();
		}
		if (rabbit != null) {
			rabbit.close();
		}
	}

	@Test
	void isOneTree() throws Exception {
		stock.getBean(DatabaseClient.class).sql("create table items (id varchar(9))").then().block();
		spans.clear();
		int port = shop.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		assertThat(new Http(port).exchange("GET", "/orders/7").statusCode()).isEqualTo(200);
		assertThat(shop.getBean(CountDownLatch.class).await(30, TimeUnit.SECONDS)).isTrue();
		spans.await(12);
		assertThat(spans.tree()).isEqualTo("""
				SERVER GET /orders/{id}
				  PRODUCER send placed
				    CONSUMER process placed
				      CLIENT SET
				      CLIENT INSERT orders
				      CLIENT GET /stock/{id}
				        SERVER GET /stock/{id}
				          CLIENT SELECT items
				      PRODUCER send shipped
				        CONSUMER process shipped
				          CLIENT UPDATE orders
				          CLIENT GET
				""");
		assertThat(spans.all()).extracting(SpanData::getTraceId).containsOnly(spans.all().get(0).getTraceId());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableAsync
	@Import({ Orders.class, Placements.class, Placed.class, Shipped.class })
	static class Shop {

		@Bean
		CountDownLatch done() {
			return new CountDownLatch(1);
		}

		@Bean
		Queue shippedQueue() {
			return new Queue("shipped", false);
		}

		/**
		 * Uses virtual threads, if they are available.
		 */
		@Bean
		ExecutorService threads() throws ReflectiveOperationException {
			return (Runtime.version().feature() >= 21)
					? (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null)
					: Executors.newCachedThreadPool();
		}

	}

	@RestController
	static class Orders {

		private final Placements placements;

		Orders(Placements placements) {
			this.placements = placements;
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			this.placements.place(id);
			return "placed";
		}

	}

	static class Placements {

		private final KafkaTemplate<String, String> kafka;

		Placements(KafkaTemplate<String, String> kafka) {
			this.kafka = kafka;
		}

		@Async
		void place(String id) {
			this.kafka.send("placed", id);
		}

	}

	static class Placed {

		private final StringRedisTemplate redis;

		private final JdbcTemplate jdbc;

		private final RabbitTemplate rabbit;

		private final WebClient stock;

		Placed(StringRedisTemplate redis, JdbcTemplate jdbc, RabbitTemplate rabbit, WebClient.Builder clients,
				@Value("${stock.url}") String url) {
			this.redis = redis;
			this.jdbc = jdbc;
			this.rabbit = rabbit;
			this.stock = clients.baseUrl(url).build();
			jdbc.execute("create table orders (id varchar(9), state varchar(9))");
		}

		@KafkaListener(topics = "placed")
		void receive(List<String> ids) {
			for (String id : ids) {
				this.redis.opsForValue().set("order", id);
				this.jdbc.update("insert into orders values (?, 'placed')", id);
				this.stock.get().uri("/stock/{id}", id).retrieve().bodyToMono(String.class).block();
				this.rabbit.convertAndSend("shipped", (Object) id);
			}
		}

	}

	static class Shipped {

		private final ExecutorService threads;

		private final JdbcTemplate jdbc;

		private final StringRedisTemplate redis;

		private final CountDownLatch done;

		Shipped(ExecutorService threads, JdbcTemplate jdbc, StringRedisTemplate redis, CountDownLatch done) {
			this.threads = threads;
			this.jdbc = jdbc;
			this.redis = redis;
			this.done = done;
		}

		@RabbitListener(queues = "shipped")
		void receive(String id) throws Exception {
			this.threads.submit(() -> this.jdbc.update("update orders set state = 'shipped' where id = ?", id)).get();
			this.redis.opsForValue().get("order");
			this.done.countDown();
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
	@Import(Items.class)
	static class Stock {

		@Bean
		DatabaseClient database(ConnectionFactory connections) {
			return DatabaseClient.create(connections);
		}

		@Bean
		NettyReactiveWebServerFactory nettyServer() {
			return new NettyReactiveWebServerFactory();
		}

	}

	@RestController
	static class Items {

		private final DatabaseClient database;

		Items(DatabaseClient database) {
			this.database = database;
		}

		@GetMapping("/stock/{id}")
		Mono<String> stock(@PathVariable String id) {
			return this.database.sql("select count(*) from items where id = :id")
				.bind("id", id)
				.map((row) -> String.valueOf(row.get(0)))
				.one();
		}

	}

}
