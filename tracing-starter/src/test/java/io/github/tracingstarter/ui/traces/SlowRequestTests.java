package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.UiResponse;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import org.hibernate.annotations.Formula;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slow requests of an application with JPA, and why they were slow.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.exporters=none", "tracing.sampling.probability=1",
				"tracing.ui.slow-threshold=50ms", "tracing.stacks.slower-than=50ms", "tracing.stacks.interval=5ms",
				"spring.application.name=shop", "spring.jpa.hibernate.ddl-auto=create-drop",
				"spring.datasource.url=jdbc:h2:mem:slow-requests", "spring.datasource.hikari.maximum-pool-size=1",
				"spring.main.banner-mode=off" })
@DirtiesContext
class SlowRequestTests {

	/** The minimum duration of slow operations. */
	private static final long SLOW = 300;

	@LocalServerPort
	private int port;

	@Autowired
	private TraceRoutes routes;

	@Autowired
	private DataSource dataSource;

	@BeforeEach
	void forget() {
		new DirectRequest().to(this.routes, "DELETE", "/traces");
	}

	@Test
	void aRequestThatWaitsForAConnectionSaysSo() throws Exception {
		HikariDataSource pool = this.dataSource.unwrap(HikariDataSource.class);
		Thread client = new Thread(() -> new Http(this.port).get("/count"));
		try (Connection held = this.dataSource.getConnection()) {
			assertThat(held.isValid(1)).isTrue();
			client.start();
			Waiting.await(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1,
					() -> "a request that waits");
			Thread.sleep(SLOW);
		}
		client.join();
		assertThat(finding("GET /count", "connection")).startsWith("Waited ")
			.contains(" for a connection: ", "All connections of the pool were in use.");
	}

	@Test
	void lazyLoadingWhileTheResponseIsWrittenSaysSo() {
		assertThat(getWarmedUp("/orders")).isEqualTo("[{\"items\":[{\"price\":1}]}]");
		assertThat(finding("GET /orders", "open-in-view"))
			.startsWith("Lazy loading: 1 × SELECT while the response was written: ")
			.contains("spring.jpa.open-in-view keeps its session open");
		assertThat(types("GET /orders")).doesNotContain("late-sql", "response");
	}

	@Test
	void aStatementWithinTheHandlerIsNoLazyLoading() {
		assertThat(getWarmedUp("/loaded")).isEqualTo("[{\"items\":[{\"price\":1}]}]");
		assertThat(types("GET /loaded")).doesNotContain("late-sql", "open-in-view", "response");
	}

	@Test
	void aResponseThatTakesLongToWriteSaysSo() {
		getWarmedUp("/report");
		assertThat(finding("GET /report", "response")).startsWith("Wrote the response for ")
			.contains("after the handler method had returned");
		assertThat(types("GET /report")).doesNotContain("gap", "code", "open-in-view");
	}

	@Test
	void garbageCollectionSaysSo() {
		new Http(this.port).get("/garbage");
		assertThat(finding("GET /garbage", "gc")).startsWith("Garbage collection for ").contains("System.gc()");
	}

	@Test
	void aCallSaysWhichServiceItWaitedFor() {
		new Http(this.port).get("/calling");
		assertThat(finding("GET /calling", "remote")).startsWith("Waited ").contains(" for shop: ", "in 1 call.");
	}

	@Test
	void theMethodThatRanIsNamed() {
		new Http(this.port).get("/pricing");
		assertThat(finding("GET /pricing", "code")).startsWith("The application ran for ")
			.contains("Endpoints.priceEachItem: ");
		String markdown = markdown("GET /pricing");
		assertThat(markdown).contains("Endpoints.priceEachItem").contains("## What the thread did where no span tells");
	}

	/**
	 * Requests a path twice and forgets the first request: loading the classes that write
	 * the first response can take so long on a busy machine that it is a cause as well.
	 */
	private String getWarmedUp(String path) {
		Http http = new Http(this.port);
		http.get(path);
		Waiting.await(() -> id("GET " + path) != null, () -> "the first request of " + path);
		forget();
		return http.get(path).body();
	}

	private String finding(String name, String type) {
		Map<?, ?> insight = insights(name, type).stream()
			.filter((one) -> type.equals(one.get("type")))
			.findFirst()
			.orElseThrow();
		assertThat(insight.get("durationUs")).isInstanceOf(Number.class);
		assertThat(((Number) Objects.requireNonNull(insight.get("durationUs"))).longValue())
			.isGreaterThan(TimeUnit.MILLISECONDS.toMicros(10));
		assertThat((List<?>) insight.get("spanIds")).isNotEmpty();
		return insight.get("title") + ": " + insight.get("text");
	}

	private List<String> types(String name) {
		return insights(name, null).stream().map((insight) -> String.valueOf(insight.get("type"))).toList();
	}

	/**
	 * Awaits the findings of a request, and one of a kind.
	 */
	private List<Map<?, ?>> insights(String name, @Nullable String type) {
		List<Map<?, ?>> found = new ArrayList<>();
		Waiting.await(() -> {
			found.clear();
			String id = id(name);
			if (id != null) {
				((List<?>) Objects.requireNonNull(json("/traces/{id}", id).get("insights")))
					.forEach((insight) -> found.add((Map<?, ?>) insight));
			}
			return id != null
					&& (type == null || found.stream().anyMatch((insight) -> type.equals(insight.get("type"))));
		}, () -> type + " of " + name + ", but there are " + found);
		return found;
	}

	private @Nullable String id(String name) {
		for (Object item : (List<?>) Objects.requireNonNull(json("/traces", "").get("items"))) {
			Map<?, ?> summary = (Map<?, ?>) item;
			if (name.equals(summary.get("name")) && Boolean.TRUE.equals(summary.get("complete"))) {
				return String.valueOf(summary.get("traceId"));
			}
		}
		return null;
	}

	private String markdown(String name) {
		return body("/traces/{id}/markdown", Objects.requireNonNull(id(name)));
	}

	private Map<String, Object> json(String path, String id) {
		return JsonParserFactory.getJsonParser().parseMap(body(path, id));
	}

	private String body(String path, String id) {
		UiResponse response = new DirectRequest().variable("id", id).to(this.routes, "GET", path);
		return new String(response.body(), StandardCharsets.UTF_8);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		CommandLineRunner rows(EntityManager entities, TransactionTemplate transaction, JdbcTemplate jdbc) {
			return (arguments) -> {
				jdbc.execute("create alias slowly for '" + Slow.class.getName() + ".slowly'");
				transaction.executeWithoutResult((status) -> {
					Order order = new Order();
					entities.persist(order);
					Item item = new Item();
					item.order = order;
					entities.persist(item);
				});
			};
		}

		@Bean
		Endpoints endpoints(EntityManager entities, JdbcTemplate jdbc, GcPauses pauses, RestClient.Builder client,
				Environment environment) {
			return new Endpoints(entities, jdbc, pauses, client.build(), environment);
		}

	}

	/**
	 * A function of the database.
	 */
	public static class Slow {

		/**
		 * Takes so long that what the rest of a request takes, on a busy machine as well,
		 * is no cause.
		 */
		public static int slowly(long id) throws InterruptedException {
			Thread.sleep(5 * SLOW);
			return 1;
		}

	}

	@RestController
	static class Endpoints {

		private final EntityManager entities;

		private final JdbcTemplate jdbc;

		private final GcPauses pauses;

		private final RestClient client;

		private final Environment environment;

		Endpoints(EntityManager entities, JdbcTemplate jdbc, GcPauses pauses, RestClient client,
				Environment environment) {
			this.entities = entities;
			this.jdbc = jdbc;
			this.pauses = pauses;
			this.client = client;
			this.environment = environment;
		}

		@GetMapping("/count")
		String count() {
			return "orders: " + this.jdbc.queryForObject("select count(*) from orders", Integer.class);
		}

		@GetMapping("/orders")
		List<Order> orders() {
			return this.entities.createQuery("from SlowOrder", Order.class).getResultList();
		}

		@GetMapping("/loaded")
		List<Order> loaded() {
			return this.entities.createQuery("from SlowOrder o join fetch o.items", Order.class).getResultList();
		}

		@GetMapping("/report")
		Report report() {
			return new Report();
		}

		@GetMapping("/garbage")
		String garbage() {
			long start = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
			long paused = 0;
			for (int i = 0; i < 200 && paused < TimeUnit.MILLISECONDS.toNanos(100); i++) {
				System.gc();
				paused = this.pauses.within(start, Long.MAX_VALUE).stream().mapToLong(GcPauses.Pause::nanos).sum();
			}
			return "collected";
		}

		@GetMapping("/calling")
		String calling() {
			return String.valueOf(this.client.get()
				.uri("http://localhost:" + this.environment.getProperty("local.server.port") + "/pricing")
				.retrieve()
				.body(String.class));
		}

		@GetMapping("/pricing")
		String pricing() throws InterruptedException {
			priceEachItem();
			return "priced";
		}

		private void priceEachItem() throws InterruptedException {
			Thread.sleep(SLOW);
		}

	}

	static class Report {

		public String getText() throws InterruptedException {
			Thread.sleep(SLOW);
			return "text";
		}

	}

	@Entity(name = "SlowOrder")
	@Table(name = "orders")
	static class Order {

		@Id
		@GeneratedValue
		private @Nullable Long id;

		@OneToMany(mappedBy = "order")
		private List<Item> items = new ArrayList<>();

		public List<Item> getItems() {
			return this.items;
		}

	}

	@Entity(name = "SlowItem")
	@Table(name = "order_items")
	static class Item {

		@Id
		@GeneratedValue
		private @Nullable Long id;

		@ManyToOne(fetch = FetchType.LAZY)
		@JoinColumn(name = "order_id")
		private @Nullable Order order;

		@Formula("slowly(id)")
		private int price;

		public int getPrice() {
			return this.price;
		}

	}

}
