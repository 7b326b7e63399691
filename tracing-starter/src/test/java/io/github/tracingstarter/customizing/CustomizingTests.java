package io.github.tracingstarter.customizing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import feign.Feign;
import feign.RequestLine;
import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.SpanEditor;
import io.github.tracingstarter.SqlSpanCustomizer;
import io.github.tracingstarter.instrument.feign.TracingCapability;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import okhttp3.OkHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans of the application that customize spans: those in {@code docs/customizing.md},
 * and others.
 */
@ExtendWith(OutputCaptureExtension.class)
class CustomizingTests {

	private static final Path PAGE = Path.of("../docs/customizing.md");

	@Test
	void thePageShowsWhatWorks(@TempDir Path folder) throws Exception {
		List<Class<?>> examples = DocumentedExamples.compile(PAGE, folder);
		assertThat(examples).extracting(Class::getSimpleName)
			.containsExactly("TenantOfRequest", "LanguageOfRequest", "CacheOfCall", "LargeUpdates", "HiddenTenants",
					"BuildOfEverything");
		try (ConfigurableApplicationContext context = start(examples)) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			Http http = http(context);
			spans.clear();
			http.get("/shop", "X-Tenant", "acme");
			spans.await(4);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /shop
					  CLIENT UPDATE items
					  CLIENT GET /stock/{id}
					    SERVER GET /stock/{id}
					""");
			assertThat(attributes(spans, "GET /shop")).containsEntry("tenant", "a***").containsEntry("build", "42");
			assertThat(attributes(spans, "UPDATE items")).containsEntry("update.large", true)
				.doesNotContainKey("build");
			SpanData call = spans.all()
				.stream()
				.filter((span) -> span.getKind() == SpanKind.CLIENT && span.getName().startsWith("GET"))
				.findFirst()
				.orElseThrow();
			assertThat(RecordedSpans.attributes(call)).containsEntry("cache.hit", true);
			spans.clear();
			http.get("/internal/audit");
			http.get("/missing");
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("SERVER not found\n");
		}
	}

	@Test
	void thePageShowsWhatWorksOnWebFlux(@TempDir Path folder) throws Exception {
		List<Class<?>> sources = new ArrayList<>(DocumentedExamples.compile(PAGE, folder));
		sources.removeIf((type) -> type.getSimpleName().equals("TenantOfRequest"));
		sources.add(ReactiveApplication.class);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off")
			.run()) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			http(context).get("/hello", "Accept-Language", "de");
			spans.await(1);
			assertThat(attributes(spans, "GET /hello")).containsEntry("language", "de").containsEntry("build", "42");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "rest", "web", "jdk", "jdkAsync", "apache", "okhttp", "feign" })
	void callsOfEachClientAreCustomized(String client) {
		try (ConfigurableApplicationContext context = start(List.of(EachClient.class))) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			EachClient.Calls calls = context.getBean(EachClient.Calls.class);
			spans.clear();
			calls.get(client, "/stock/1", "acme");
			spans.await(2);
			SpanData call = spans.first(SpanKind.CLIENT);
			assertThat(call.getName()).isEqualTo("customized");
			assertThat(RecordedSpans.attributes(call)).containsEntry("early", "GET /stock/1 acme")
				.containsEntry("late", "200 HIT null")
				.containsEntry("http.response.status_code", 200L);
			spans.clear();
			Span around = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("around").startSpan();
			try (Scope scope = around.makeCurrent()) {
				assertThat(scope).isNotNull();
				calls.get(client, "/stock/2", "unwanted");
			}
			finally {
				around.end();
			}
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  SERVER GET /stock/{id}\n");
		}
	}

	@Test
	void aCustomizerThatThrowsChangesNothing(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start(List.of(Throwing.class))) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			assertThat(http(context).get("/shop").body()).isEqualTo("3");
			assertThat(http(context).get("/shop").body()).isEqualTo("3");
			spans.await(10);
			assertThat(spans.tree().lines().filter((line) -> line.equals("SERVER GET /shop"))).hasSize(2);
			assertThat(spans.all()).filteredOn((span) -> span.getName().equals("GET /shop"))
				.allSatisfy((span) -> assertThat(RecordedSpans.attributes(span))
					.containsEntry("http.response.status_code", 200L));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Further failures are logged"))).hasSize(3);
	}

	@Test
	void theyAreCalledInTheirOrderAndAtTheStartAsWell() {
		try (ConfigurableApplicationContext context = start(List.of(Ordered.class))) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "last")).containsEntry("order", "second")
				.containsEntry("url.full", "https://REDACTED:REDACTED@host/?token=REDACTED");
		}
	}

	@Test
	void literalsStayIfTheyAreWanted() {
		try (ConfigurableApplicationContext context = start(List.of(), "tracing.jdbc.sanitize=false")) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "UPDATE items")).containsEntry("db.query.text",
					"UPDATE items SET price = 7 WHERE id > 0");
		}
		try (ConfigurableApplicationContext context = start(List.of())) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			http(context).get("/shop");
			spans.await(5);
			assertThat(attributes(spans, "UPDATE items")).containsEntry("db.query.text",
					"UPDATE items SET price = ? WHERE id > ?");
		}
	}

	private static Map<String, Object> attributes(RecordedSpans spans, String name) {
		return RecordedSpans.attributes(spans.named(name));
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	private static ConfigurableApplicationContext start(List<Class<?>> beans, String... properties) {
		Class<?>[] sources = new Class<?>[beans.size() + 1];
		sources[0] = Application.class;
		for (int i = 0; i < beans.size(); i++) {
			sources[i + 1] = beans.get(i);
		}
		return new SpringApplicationBuilder(sources)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:customizing", "spring.datasource.generate-unique-name=false",
					"spring.jpa.open-in-view=false")
			.properties(properties)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		private final ObjectProvider<RestClient> client;

		private final JdbcTemplate jdbc;

		private final Environment environment;

		Application(ObjectProvider<RestClient> client, JdbcTemplate jdbc, Environment environment) {
			this.environment = environment;
			this.client = client;
			this.jdbc = jdbc;
			jdbc.execute("DROP TABLE IF EXISTS items");
			jdbc.execute("CREATE TABLE items (id INT, price INT)");
			jdbc.execute("INSERT INTO items VALUES (1, 1), (2, 2)");
			jdbc.execute("CREATE TABLE IF NOT EXISTS audit (id INT)");
		}

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		static RestClient restClient(RestClient.Builder builder) {
			return builder.build();
		}

		@GetMapping("/shop")
		@Nullable String shop() {
			this.jdbc.update("UPDATE items SET price = 7 WHERE id > 0");
			this.jdbc.update("INSERT INTO audit VALUES (1)");
			return this.client.getObject()
				.get()
				.uri("http://localhost:{port}/stock/{id}", this.environment.getProperty("local.server.port"), 1)
				.retrieve()
				.body(String.class);
		}

		@GetMapping("/stock/{id}")
		ResponseEntity<String> stock() {
			return ResponseEntity.ok().header("X-Cache", "HIT").body("3");
		}

		@GetMapping("/internal/audit")
		String audit() {
			this.jdbc.update("INSERT INTO audit VALUES (1)");
			return "done";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Throwing {

		@Bean
		ServletSpanCustomizer servletCustomizer() {
			return (span, request, response, error) -> {
				throw new IllegalStateException("broken");
			};
		}

		@Bean
		ClientSpanCustomizer clientCustomizer() {
			return (span, request, response, error) -> {
				throw new IllegalStateException("broken");
			};
		}

		@Bean
		SqlSpanCustomizer sqlCustomizer() {
			return (span, statement, changedRows, error) -> {
				throw new IllegalStateException("broken");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@org.springframework.core.annotation.Order(2)
		ServletSpanCustomizer second() {
			return (span, request, response, error) -> {
				if (request.getRequestURI().equals("/shop")) {
					span.name("last").attribute("order", "second");
				}
			};
		}

		@Bean
		@org.springframework.core.annotation.Order(1)
		ServletSpanCustomizer first() {
			return (span, request, response, error) -> {
				if (request.getRequestURI().equals("/shop")) {
					span.name("first")
						.attribute("order", "first")
						.attribute("url.full", "https://user:secret@host/?token=secret");
				}
			};
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	@RestController
	static class ReactiveApplication {

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		static NettyReactiveWebServerFactory nettyReactiveWebServerFactory() {
			return new NettyReactiveWebServerFactory();
		}

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

	}

	/**
	 * Clients of each kind, and a customizer that records what it saw.
	 */
	@Configuration(proxyBeanMethods = false)
	static class EachClient {

		@Bean
		WebClient webClient() {
			return WebClient.create();
		}

		@Bean
		HttpClient jdkClient() {
			return HttpClient.newHttpClient();
		}

		@Bean
		CloseableHttpClient apacheClient() {
			return HttpClients.createDefault();
		}

		@Bean
		OkHttpClient okHttpClient() {
			return new OkHttpClient();
		}

		@Bean
		Calls calls(ObjectProvider<RestClient> rest, WebClient web, HttpClient jdk, CloseableHttpClient apache,
				OkHttpClient okhttp, TracingCapability feign, Environment environment) {
			return (client, path, tenant) -> {
				String url = "http://localhost:" + environment.getProperty("local.server.port") + path;
				switch (client) {
					case "rest" ->
						rest.getObject().get().uri(url).header("X-Tenant", tenant).retrieve().toBodilessEntity();
					case "web" -> web.get().uri(url).header("X-Tenant", tenant).retrieve().toBodilessEntity().block();
					case "jdk" -> jdk.send(jdkRequest(url, tenant), HttpResponse.BodyHandlers.discarding());
					case "jdkAsync" ->
						jdk.sendAsync(jdkRequest(url, tenant), HttpResponse.BodyHandlers.discarding()).get();
					case "apache" -> apache.execute(
							ClassicRequestBuilder.get(url).addHeader("X-Tenant", tenant).build(), (response) -> null);
					case "okhttp" ->
						okhttp.newCall(new okhttp3.Request.Builder().url(url).header("X-Tenant", tenant).build())
							.execute()
							.close();
					default -> Feign.builder()
						.addCapability(feign)
						.requestInterceptor((request) -> request.header("X-Tenant", tenant))
						.target(Stock.class, url)
						.get();
				}
			};
		}

		private static HttpRequest jdkRequest(String url, String tenant) {
			return HttpRequest.newBuilder(URI.create(url)).header("X-Tenant", tenant).build();
		}

		@Bean
		ClientSpanCustomizer customizer() {
			return new ClientSpanCustomizer() {

				@Override
				public boolean isTraced(org.springframework.http.HttpRequest request) {
					return !"unwanted".equals(request.getHeaders().getFirst("X-Tenant"));
				}

				@Override
				public void start(SpanEditor span, org.springframework.http.HttpRequest request) {
					span.name("customized")
						.attribute("early", "%s %s %s".formatted(request.getMethod(), request.getURI().getPath(),
								request.getHeaders().getFirst("X-Tenant")));
				}

				@Override
				public void customize(SpanEditor span, org.springframework.http.HttpRequest request,
						@Nullable ClientHttpResponse response, @Nullable Throwable error) {
					try {
						span.attribute("late",
								(response != null) ? "%d %s %s".formatted(response.getStatusCode().value(),
										response.getHeaders().getFirst("X-Cache"), error) : "no response");
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
				}

			};
		}

		interface Calls {

			void call(String client, String path, String tenant) throws Exception;

			default void get(String client, String path, String tenant) {
				try {
					call(client, path, tenant);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}

		}

		interface Stock {

			@RequestLine("GET")
			String get();

		}

	}

}
