package io.github.tracingstarter.ui.traces;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.tracingstarter.testing.DirectRequest;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.Waiting;
import io.github.tracingstarter.ui.InstanceId;
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
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests of an application with a lazy association, as the page sees them.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "tracing.ui.enabled=true", "tracing.exporters=none", "tracing.sampling.probability=1",
				"spring.application.name=shop", "spring.jpa.hibernate.ddl-auto=create-drop",
				"spring.datasource.url=jdbc:h2:mem:stored-requests", "spring.main.banner-mode=off" })
@DirtiesContext
class StoredRequestTests {

	@LocalServerPort
	private int port;

	@Autowired
	private TraceRoutes routes;

	@Autowired
	private InstanceId instanceId;

	@BeforeEach
	void forget() {
		call("DELETE", "/traces", Map.of());
	}

	@Test
	void aLazyAssociationIsFoundAndExplained() {
		new Http(this.port).get("/orders?page=1");
		Map<String, Object> list = awaitTraces(1);
		Map<String, Object> summary = first(list.get("items"));
		assertThat(summary).containsEntry("name", "GET /orders")
			.containsEntry("method", "GET")
			.containsEntry("route", "/orders")
			.containsEntry("path", "/orders")
			.containsEntry("kind", "server")
			.containsEntry("complete", true)
			.containsEntry("services", List.of("shop"))
			.doesNotContainKey("error");
		assertThat(number(summary, "status")).isEqualTo(200);
		assertThat(number(summary, "sqlCount")).isEqualTo(7);
		assertThat(number(summary, "nPlusOne")).isEqualTo(6);
		assertThat(number(summary, "spanCount")).isEqualTo(8);
		Map<String, Object> trace = call("GET", "/traces/{id}", Map.of("id", String.valueOf(summary.get("traceId"))));
		assertThat(trace.get("curl")).isEqualTo("curl 'http://localhost:" + this.port + "/orders?page=1'");
		Map<String, Object> repeated = ((List<?>) Objects.requireNonNull(trace.get("insights"))).stream()
			.map(StoredRequestTests::map)
			.filter((insight) -> "n+1".equals(insight.get("type")))
			.findFirst()
			.orElseThrow();
		assertThat(repeated.get("title")).asString().isEqualTo("N+1: 6 × the same SELECT order_items");
		assertThat(repeated.get("text")).asString()
			.contains("It loads order_items for each order (column order_id)")
			.contains("@EntityGraph(attributePaths = \"items\")");
		List<?> spans = (List<?>) trace.get("spans");
		assertThat(spans).hasSize(8);
		assertThat(first(spans)).containsEntry("name", "GET /orders")
			.containsEntry("category", "server")
			.containsEntry("service", "shop")
			.containsEntry("local", true)
			.doesNotContainKey("parentId");
		assertThat(map(spans.get(1))).containsEntry("category", "db")
			.containsEntry("parentId", first(spans).get("spanId"));
		assertThat(map(map(spans.get(7)).get("sql")).get("text")).asString().contains("order_items");
		assertThat(map(spans.get(7)).get("repeatGroup")).isNotNull();
		assertThat(list.get("instanceId")).isEqualTo(this.instanceId.value());
	}

	@Test
	void anExceptionIsShownWithTheFramesOfTheApplication() {
		new Http(this.port).get("/boom");
		Map<String, Object> summary = first(awaitTraces(1).get("items"));
		assertThat(summary).containsEntry("error", "java.lang.IllegalStateException");
		Map<String, Object> trace = call("GET", "/traces/{id}", Map.of("id", String.valueOf(summary.get("traceId"))));
		Map<String, Object> exception = map(first(trace.get("spans")).get("exception"));
		assertThat(exception).containsEntry("type", "java.lang.IllegalStateException").containsEntry("message", "boom");
		assertThat(first(exception.get("frames"))).containsEntry("app", true)
			.containsEntry("className", Orders.class.getName())
			.containsEntry("file", "StoredRequestTests.java");
		assertThat((List<?>) exception.get("frames"))
			.anySatisfy((frame) -> assertThat(map(frame)).containsEntry("app", false));
	}

	@Test
	void onlyChangesAreAnswered() {
		new Http(this.port).get("/orders");
		Map<String, Object> list = awaitTraces(1);
		String seq = String.valueOf(list.get("seq"));
		String generation = String.valueOf(list.get("generation"));
		assertThat(status("/traces", Map.of("after", seq))).isEqualTo(204);
		assertThat(status("/traces", Map.of("after", seq, "generation", generation))).isEqualTo(204);
		assertThat((List<?>) call("GET", "/traces", Map.of("after", seq, "generation", "99")).get("items")).hasSize(1);
		assertThat((List<?>) call("GET", "/traces", Map.of("after", "999999999")).get("items")).hasSize(1);
		assertThat((List<?>) call("GET", "/traces", Map.of("limit", "0")).get("items")).isEmpty();
		assertThat((List<?>) call("GET", "/traces", Map.of("after", "nonsense")).get("items")).hasSize(1);
		assertThat((List<?>) call("GET", "/traces", Map.of("q", "sql>5 n+1:true")).get("items")).hasSize(1);
		assertThat((List<?>) call("GET", "/traces", Map.of("q", "status:5xx")).get("items")).isEmpty();
		assertThat(status("/traces/{id}", Map.of("id", "unknown"))).isEqualTo(404);
		call("DELETE", "/traces", Map.of());
		assertThat(number(call("GET", "/traces", Map.of("after", seq)), "total")).isZero();
	}

	@Test
	void theOverviewsKnowTheRequest() {
		new Http(this.port).get("/orders");
		awaitTraces(1);
		Map<String, Object> insights = call("GET", "/insights", Map.of());
		assertThat(first(insights.get("slowRoutes"))).containsEntry("route", "GET /orders");
		assertThat(number(first(insights.get("nPlusOne")), "perTrace")).isEqualTo(6);
		assertThat((List<?>) insights.get("errors")).isEmpty();
		Map<String, Object> map = call("GET", "/map", Map.of());
		assertThat((List<?>) map.get("nodes")).extracting((node) -> map(node).get("type"))
			.containsExactlyInAnyOrder("self", "caller", "db");
		assertThat((List<?>) map.get("edges")).hasSize(2);
	}

	private Map<String, Object> awaitTraces(int count) {
		Waiting.await(() -> {
			Map<String, Object> list = call("GET", "/traces", Map.of());
			return ((List<?>) list.get("items")).size() == count
					&& Boolean.TRUE.equals(first(list.get("items")).get("complete"));
		}, () -> "%d complete traces, but there are %s".formatted(count, call("GET", "/traces", Map.of())));
		return call("GET", "/traces", Map.of());
	}

	private int status(String path, Map<String, String> parameters) {
		return respond("GET", path, parameters).status();
	}

	private Map<String, Object> call(String method, String path, Map<String, String> parameters) {
		UiResponse response = respond(method, path, parameters);
		String body = new String(response.body(), StandardCharsets.UTF_8);
		return body.isEmpty() ? Map.of() : JsonParserFactory.getJsonParser().parseMap(body);
	}

	private UiResponse respond(String method, String path, Map<String, String> parameters) {
		DirectRequest request = new DirectRequest();
		parameters.forEach((name, value) -> request.variable(name, value).parameter(name, value));
		return request.to(this.routes, method, path);
	}

	private static Map<String, Object> first(@Nullable Object list) {
		assertThat(list).isInstanceOf(List.class);
		return map(((List<?>) Objects.requireNonNull(list)).get(0));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(@Nullable Object value) {
		assertThat(value).isInstanceOf(Map.class);
		return (Map<String, Object>) Objects.requireNonNull(value);
	}

	private static long number(Map<String, Object> json, String name) {
		return ((Number) Objects.requireNonNull(json.get(name))).longValue();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Shop {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		CommandLineRunner rows(EntityManager entities, TransactionTemplate transaction) {
			return (arguments) -> transaction.executeWithoutResult((status) -> {
				for (int i = 0; i < 6; i++) {
					Order order = new Order();
					entities.persist(order);
					Item item = new Item();
					item.order = order;
					entities.persist(item);
				}
			});
		}

		@Bean
		Orders orders(EntityManager entities, TransactionTemplate transaction) {
			return new Orders(entities, transaction);
		}

	}

	@RestController
	static class Orders {

		private final EntityManager entities;

		private final TransactionTemplate transaction;

		Orders(EntityManager entities, TransactionTemplate transaction) {
			this.entities = entities;
			this.transaction = transaction;
		}

		@GetMapping("/orders")
		String all() {
			Integer count = this.transaction
				.execute((status) -> this.entities.createQuery("from ShopOrder", Order.class)
					.getResultList()
					.stream()
					.mapToInt((order) -> order.items.size())
					.sum());
			return "items: " + count;
		}

		@GetMapping("/boom")
		String boom() {
			throw new IllegalStateException("boom");
		}

	}

	@Entity(name = "ShopOrder")
	@Table(name = "orders")
	static class Order {

		@Id
		@GeneratedValue
		private @Nullable Long id;

		@OneToMany(mappedBy = "order")
		private List<Item> items = new ArrayList<>();

	}

	@Entity(name = "ShopItem")
	@Table(name = "order_items")
	static class Item {

		@Id
		@GeneratedValue
		private @Nullable Long id;

		@ManyToOne(fetch = FetchType.LAZY)
		@JoinColumn(name = "order_id")
		private @Nullable Order order;

	}

}
