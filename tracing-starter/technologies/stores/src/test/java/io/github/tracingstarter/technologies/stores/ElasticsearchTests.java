package io.github.tracingstarter.technologies.stores;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import co.elastic.clients.elasticsearch.ElasticsearchAsyncClient;
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.annotation.Id;
import org.springframework.data.elasticsearch.annotations.Document;
import org.springframework.data.elasticsearch.client.elc.ElasticsearchTemplate;
import org.springframework.data.elasticsearch.repository.ElasticsearchRepository;
import org.springframework.data.elasticsearch.repository.config.EnableElasticsearchRepositories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client of Elasticsearch, and repositories of Spring Data on top of it. The server
 * is one that answers as Elasticsearch does.
 */
class ElasticsearchTests {

	private final ElasticsearchServer server = new ElasticsearchServer();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void requestHasOneSpanBelowItsCaller() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			within(context, () -> client(context).index((index) -> index.index("orders").id("1").document(ORDER)));
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT index orders\n");
			SpanData span = spans(context).named("index orders");
			assertThat(RecordedSpans.attributes(span)).containsOnly(Map.entry("db.system.name", "elasticsearch"),
					Map.entry("db.operation.name", "index"), Map.entry("db.collection.name", "orders"),
					Map.entry("db.operation.parameter.index", "orders"), Map.entry("db.operation.parameter.id", "1"),
					Map.entry("db.response.status_code", "201"), Map.entry("http.request.method", "PUT"),
					Map.entry("server.address", "localhost"), Map.entry("server.port", (long) this.server.port()),
					Map.entry("url.full", this.server.url() + "/orders/_doc/1"));
			assertThat(span.getEvents()).isEmpty();
			assertThat(this.server.traceparents()).isEmpty();
		}
	}

	@Test
	void nothingOfWhatIsSearchedForIsRecorded() throws Exception {
		System.setProperty("otel.instrumentation.elasticsearch.capture-search-query", "true");
		try (ConfigurableApplicationContext context = start()) {
			within(context,
					() -> client(context).search(
							(search) -> search.index("orders")
								.routing("secret")
								.query((query) -> query.match((match) -> match.field("customer").query("secret"))),
							Map.class));
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT search orders\n");
			assertThat(spans(context).named("search orders").toString()).doesNotContain("secret");
		}
		finally {
			System.clearProperty("otel.instrumentation.elasticsearch.capture-search-query");
		}
	}

	@Test
	void requestThatIsRefusedHasFailedWithItsStatus() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			within(context, () -> assertThatExceptionOfType(ElasticsearchException.class)
				.isThrownBy(() -> client(context).search((search) -> search.index("missing"), Map.class)));
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT search missing !\n");
			SpanData span = spans(context).named("search missing");
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "404")
				.containsEntry("db.response.status_code", "404");
			assertThat(span.getStatus().getDescription()).isEmpty();
			assertThat(span.getEvents()).hasSize(1);
			assertThat(span.toString()).doesNotContain("secret");
		}
	}

	@Test
	void documentThatIsNotThereIsNoFailure() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			within(context, () -> client(context).get((get) -> get.index("orders").id("2"), Map.class));
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT get orders\n");
			assertThat(RecordedSpans.attributes(spans(context).named("get orders")))
				.containsEntry("db.response.status_code", "404")
				.doesNotContainKey("error.type");
		}
	}

	@Test
	void serverThatDoesNotAnswerFailsTheSpan() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			this.server.close();
			within(context, () -> assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> client(context).get((get) -> get.index("orders").id("1"), Map.class)));
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT get orders !\n");
			assertThat(RecordedSpans.attributes(spans(context).named("get orders"))).containsKey("error.type")
				.doesNotContainKey("db.response.status_code");
		}
	}

	@Test
	void asynchronousRequestIsBelowItsCaller() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			ElasticsearchAsyncClient client = new ElasticsearchAsyncClient(
					context.getBean(ElasticsearchTransport.class));
			within(context,
					() -> client.get((get) -> get.index("orders").id("1"), Map.class).get(30, TimeUnit.SECONDS));
			assertThat(spans(context).await(2)).hasSize(2);
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n  CLIENT get orders\n");
			assertThat(RecordedSpans.attributes(spans(context).named("get orders")))
				.containsEntry("db.response.status_code", "200");
		}
	}

	/**
	 * For a list, Spring Data counts first.
	 */
	@Test
	void repositoryOfSpringDataIsPartOfTheTrace() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			OrderRepository orders = context.getBean(OrderRepository.class);
			within(context, () -> {
				orders.save(ORDER);
				assertThat(orders.findById("1")).contains(ORDER);
				return assertThat(orders.findByCustomer("secret")).containsExactly(ORDER);
			});
			assertThat(spans(context).tree()).isEqualTo("""
					INTERNAL request
					  CLIENT index orders
					  CLIENT indices.refresh orders
					  CLIENT get orders
					  CLIENT search orders
					  CLIENT search orders
					""");
		}
	}

	@Test
	void requestOutsideATraceHasNoSpanUnlessItIsWanted() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			client(context).info();
			assertThat(spans(context).all()).isEmpty();
		}
		try (ConfigurableApplicationContext context = start("--tracing.elasticsearch.without-parent=true")) {
			client(context).info();
			assertThat(spans(context).tree()).isEqualTo("CLIENT info\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tracing.elasticsearch.enabled=false", "tracing.global.enabled=false" })
	void nothingIsTracedWhenOff(String property) throws Exception {
		try (ConfigurableApplicationContext context = start("--" + property)) {
			within(context, () -> client(context).info());
			assertThat(spans(context).tree()).isEqualTo("INTERNAL request\n");
		}
		assertThat(this.server.requests()).containsExactly("GET /");
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			LiveSwitch.offAndOn(context, "tracing.elasticsearch.enabled", (isOn) -> client(context).info(),
					"INTERNAL request\n  CLIENT info\n", "INTERNAL request\n");
		}
	}

	private static final Order ORDER = new Order("1", "secret");

	private ConfigurableApplicationContext start(String... properties) {
		String[] arguments = Arrays.copyOf(properties, properties.length + 2);
		arguments[properties.length] = "--tracing.exporters=none";
		arguments[properties.length + 1] = "--elasticsearch=" + this.server.url();
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments);
	}

	private static void within(ConfigurableApplicationContext context, Callable<?> work) throws Exception {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("request").startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			work.call();
			assertThat(Span.current()).isSameAs(span);
		}
		finally {
			span.end();
		}
	}

	private static ElasticsearchClient client(ConfigurableApplicationContext context) {
		return context.getBean(ElasticsearchClient.class);
	}

	private static RecordedSpans spans(ConfigurableApplicationContext context) {
		return context.getBean(RecordedSpans.class);
	}

	@Document(indexName = "orders", createIndex = false)
	record Order(@Id String id, String customer) {

	}

	interface OrderRepository extends ElasticsearchRepository<Order, String> {

		List<Order> findByCustomer(String customer);

	}

	/**
	 * As Spring Boot makes these beans.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableElasticsearchRepositories(considerNestedRepositories = true, basePackageClasses = ElasticsearchTests.class)
	static class Application {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		Rest5Client rest5Client(Environment environment) {
			return Rest5Client.builder(URI.create(environment.getRequiredProperty("elasticsearch"))).build();
		}

		@Bean
		Rest5ClientTransport elasticsearchTransport(Rest5Client client) {
			return new Rest5ClientTransport(client, new Jackson3JsonpMapper());
		}

		@Bean
		ElasticsearchClient elasticsearchClient(ElasticsearchTransport transport) {
			return new ElasticsearchClient(transport);
		}

		@Bean
		ElasticsearchTemplate elasticsearchTemplate(ElasticsearchClient client) {
			return new ElasticsearchTemplate(client);
		}

	}

}
