package io.github.tracingstarter.ui.browser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.example.chain.Chain;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.tracingstarter.testing.Chromium;
import io.github.tracingstarter.testing.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Three running applications, each on a separate port. The last two send their spans by
 * OTLP over HTTP to the page of the first.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ThreeServicesTests {

	private static final String TREE = """
			shop: GET /checkout/{id}
			  shop: GET /orders/{id}
			    orders: GET /orders/{id}
			      orders: GET /stock/{id}
			        stock: GET /stock/{id}
			          stock: SELECT information_schema.tables
			""";

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private int page;

	private String trace = "";

	@BeforeAll
	void start() {
		ConfigurableApplicationContext shop = run("shop", "--tracing.exporters=none", "--tracing.ui.enabled=true",
				"--tracing.ui.receiver.enabled=true");
		this.page = port(shop);
		String otlp = "--tracing.otlp.endpoint=http://localhost:%d/v1/traces".formatted(this.page);
		int stock = port(run("stock", otlp));
		int orders = port(run("orders", otlp, "--next=http://localhost:" + stock));
		shop.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("next", Map.of("next", "http://localhost:" + orders)));
		assertThat(new Http(this.page).get("/checkout/7").body()).isEqualTo("checked out: ordered, in stock: 0");
		// Spans of one trace arrive in two ways, one of them with a delay.
		await().atMost(Duration.ofMinutes(1)).until(this::spanCount, (count) -> count == 6);
		this.trace = String.valueOf(map(list(get("/traces").get("items")).get(0)).get("traceId"));
	}

	@AfterAll
	void stop() {
		this.applications.forEach(ConfigurableApplicationContext::close);
	}

	private int spanCount() {
		return list(get("/traces").get("items")).stream()
			.mapToInt((trace) -> ((Number) map(trace).get("spanCount")).intValue())
			.sum();
	}

	@Test
	void theTraceIsOneTree() {
		assertThat(tree()).isEqualTo(TREE);
		List<?> traces = list(get("/traces").get("items"));
		assertThat(traces).hasSize(1);
		assertThat(map(traces.get(0)).get("services")).isEqualTo(List.of("shop", "orders", "stock"));
		assertThat(map(traces.get(0)).get("spanCount")).hasToString("6");
	}

	@Test
	void theMapHasTheThreeServices() {
		Map<String, Object> found = get("/map");
		assertThat(list(found.get("edges")))
			.extracting((edge) -> name(map(edge).get("from")) + " > " + name(map(edge).get("to")))
			.containsExactlyInAnyOrder("caller > self", "self > orders", "orders > stock",
					"stock > h2database/chain_stock@");
		assertThat(list(found.get("nodes"))).extracting((node) -> String.valueOf(map(node).get("label")))
			.contains("shop", "orders", "stock");
	}

	@Test
	void thePageShowsTheThreeServices() {
		try (Chromium chromium = Chromium.start()) {
			for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
				try (Reader reader = new Reader(chromium, "http://localhost:%d/tracing/".formatted(this.page), theme,
						1440, 900)) {
					look(reader, theme.name().toLowerCase(Locale.ROOT));
				}
			}
		}
	}

	private void look(Reader reader, String theme) {
		Page opened = reader.open("#/traces/" + this.trace);
		Locator rows = opened.locator(".wf-row[id]");
		assertThat(rows).hasCount(6);
		assertThat(rows.nth(2)).containsText("orders");
		assertThat(rows.nth(3)).containsText("orders");
		assertThat(rows.nth(4)).containsText("stock");
		assertThat(rows.nth(5)).containsText("SELECT information_schema.tables");
		assertThat(opened.locator(".trace-facts")).containsText("3 services");
		reader.screenshot("three-services-trace-" + theme);
		Accessibility.check(opened);
		reader.open("#/map");
		for (String service : List.of("shop", "orders", "stock")) {
			assertThat(opened.locator(".map .node", new Page.LocatorOptions().setHasText(service)).first()).isVisible();
		}
		reader.screenshot("three-services-map-" + theme);
		Accessibility.check(opened);
		reader.open("#/traces");
		assertThat(opened.locator("select.services option"))
			.hasText(new String[] { "All services", "orders", "shop", "stock" });
		opened.locator("select.services").selectOption("stock");
		assertThat(opened.locator(".list-row[id]")).hasCount(1);
	}

	private String tree() {
		StringBuilder tree = new StringBuilder();
		append(list(get("/traces/" + this.trace).get("spans")), null, "", tree);
		return tree.toString();
	}

	private static void append(List<?> spans, Object parent, String indent, StringBuilder tree) {
		for (Object span : spans) {
			Map<?, ?> fields = map(span);
			if (Objects.equals(fields.get("parentId"), parent)) {
				tree.append(indent).append(fields.get("service")).append(": ").append(fields.get("name")).append('\n');
				append(spans, fields.get("spanId"), indent + "  ", tree);
			}
		}
	}

	private static String name(Object id) {
		return String.valueOf(id).replaceFirst("^\\w+:", "");
	}

	private Map<String, Object> get(String path) {
		return JsonParserFactory.getJsonParser().parseMap(new Http(this.page).get("/tracing/api/v1" + path).body());
	}

	private static Map<?, ?> map(Object value) {
		return (Map<?, ?>) value;
	}

	private static List<?> list(Object value) {
		return (List<?>) value;
	}

	private ConfigurableApplicationContext run(String name, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.application.name=" + name,
				"--spring.datasource.url=jdbc:h2:mem:chain_" + name, "--server.port=0"));
		arguments.addAll(List.of(more));
		ConfigurableApplicationContext application = new SpringApplicationBuilder(Chain.class)
			.web(WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
		this.applications.add(application);
		return application;
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

}
