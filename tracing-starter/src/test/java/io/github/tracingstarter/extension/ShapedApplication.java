package io.github.tracingstarter.extension;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.common.KeyValue;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.filter.ServerHttpObservationFilter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/**
 * An application on Tomcat that answers and makes calls, with beans that shape spans. It
 * is traced by the starter, or by Boot alone.
 */
final class ShapedApplication implements AutoCloseable {

	private static final String[] DEFAULTS = { "server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
			"management.tracing.sampling.probability=1.0", "spring.http.clients.imperative.factory=jdk",
			"management.observations.annotations.enabled=false" };

	private static final String WITHOUT_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
			+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration";

	private static final String METRICS = "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration,"
			+ "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration,"
			+ "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration";

	private final CalledServer called = new CalledServer();

	private final ConfigurableApplicationContext context;

	private final Http http;

	private ShapedApplication(Class<?> beans, String excluded, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class, beans).web(WebApplicationType.SERVLET)
			.properties(DEFAULTS)
			.properties("called=" + this.called.url(), "spring.autoconfigure.exclude=" + excluded)
			.properties(properties)
			.run();
		this.http = new Http(this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	static ShapedApplication traced(Class<?> beans, String... properties) {
		return new ShapedApplication(beans, WITHOUT_DATABASE + "," + METRICS, properties);
	}

	static ShapedApplication tracedWithMetrics(Class<?> beans, String... properties) {
		return new ShapedApplication(beans, WITHOUT_DATABASE, properties);
	}

	/**
	 * The same application without any auto-configuration of the starter.
	 */
	static ShapedApplication tracedByBoot(Class<?> beans, String... properties) {
		return new ShapedApplication(beans, WITHOUT_DATABASE + "," + METRICS + "," + ownAutoConfigurations(),
				properties);
	}

	/**
	 * Returns the auto-configurations that would only be in the way: databases and
	 * metrics.
	 */
	static String unused() {
		return WITHOUT_DATABASE + "," + METRICS;
	}

	static String ownAutoConfigurations() {
		return ImportCandidates.load(AutoConfiguration.class, ShapedApplication.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("io.github.tracingstarter."))
			.collect(Collectors.joining(","));
	}

	HttpResponse<String> get(String path, String... headers) {
		spans().clear();
		this.called.traceParents();
		return this.http.get(path, headers);
	}

	RecordedSpans spans() {
		return this.context.getBean(RecordedSpans.class);
	}

	CalledServer called() {
		return this.called;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Returns the span of the request after it was answered.
	 */
	SpanData server(String path, String... headers) {
		get(path, headers);
		spans().await(1);
		return spans().first(SpanKind.SERVER);
	}

	/**
	 * Returns the span of the last call that a request made.
	 */
	SpanData client(String path) {
		server(path);
		return spans().all()
			.stream()
			.filter((span) -> span.getKind() == SpanKind.CLIENT)
			.reduce((first, second) -> second)
			.orElseThrow(() -> new AssertionError(spans().tree()));
	}

	@Override
	public void close() {
		this.context.close();
		this.called.close();
	}

	/**
	 * Returns the attributes of a span that are neither in Spring's observation nor in
	 * OpenTelemetry's conventions for HTTP.
	 */
	static Map<String, Object> added(SpanData span) {
		Map<String, Object> added = new TreeMap<>(RecordedSpans.attributes(span));
		added.keySet()
			.removeIf((key) -> key.matches(
					"method|status|uri|exception|outcome|client\\.name|http\\..*|url\\..*|server\\..*|client\\.address"
							+ "|network\\..*|user_agent\\..*|error\\.type"));
		return added;
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@RestController
	static class Application {

		private final RestClient client;

		private final RestClient authorized;

		private final RestTemplate template;

		private final RestTemplate retryingTemplate;

		private final Exchange exchange;

		private final String url;

		Application(ObjectProvider<RestClient.Builder> clients, RestTemplateBuilder template, RestClient plain,
				Environment environment) {
			this.url = environment.getRequiredProperty("called");
			this.client = clients.getObject().baseUrl(this.url).requestInterceptor(this::retry).build();
			this.authorized = clients.getObject().baseUrl(this.url).requestInterceptor((request, body, execution) -> {
				plain.get().uri(this.url + "/token").retrieve().toBodilessEntity();
				return execution.execute(request, body);
			}).build();
			this.template = template.build();
			this.retryingTemplate = template.additionalInterceptors(this::retry).build();
			this.exchange = HttpServiceProxyFactory
				.builderFor(RestClientAdapter.create(clients.getObject().baseUrl(this.url).build()))
				.build()
				.createClient(Exchange.class);
		}

		private ClientHttpResponse retry(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
				throws IOException {
			ClientHttpResponse response = execution.execute(request, body);
			if (response.getStatusCode().value() == 503) {
				response.close();
				return execution.execute(request, body);
			}
			return response;
		}

		@Bean
		static RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		static RestClient plain() {
			return RestClient.create();
		}

		@GetMapping("/users/{id}")
		String user(@PathVariable String id) {
			return id;
		}

		@GetMapping("/async/{id}")
		Callable<String> async(@PathVariable String id) {
			return () -> id;
		}

		@GetMapping("/fails/{id}")
		String fails(@PathVariable String id) {
			throw new IllegalStateException("failed for " + id);
		}

		@GetMapping("/handled/{id}")
		String handled(@PathVariable String id) {
			throw new IllegalArgumentException("not for " + id);
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.BAD_REQUEST)
		String onRejected(IllegalArgumentException ex, HttpServletRequest request) {
			ServerHttpObservationFilter.findObservationContext(request)
				.ifPresent((context) -> context.addHighCardinalityKeyValue(KeyValue.of("rejected", "yes")));
			return "rejected";
		}

		@GetMapping("/caught/{id}")
		String caught(@PathVariable String id, HttpServletRequest request) {
			ServerHttpObservationFilter.findObservationContext(request)
				.ifPresent((context) -> context.setError(new IllegalStateException("caught for " + id)));
			return "caught";
		}

		@GetMapping("/found/{user}")
		String found(@PathVariable String user, HttpServletRequest request,
				@RequestParam(required = false) @Nullable String name) {
			return ServerHttpObservationFilter.findObservationContext(request).map((context) -> {
				context.addHighCardinalityKeyValue(KeyValue.of("user", user));
				if (name != null) {
					context.setContextualName(name);
				}
				return "found";
			}).orElse("none");
		}

		@GetMapping("/calls/{path}")
		@Nullable String call(@PathVariable String path) {
			return this.client.get().uri("/{path}", path).retrieve().body(String.class);
		}

		/**
		 * Calls with a client that requests a token through another client, which is not
		 * observed.
		 */
		@GetMapping("/authorized-calls/{path}")
		@Nullable String authorizedCall(@PathVariable String path) {
			return this.authorized.get().uri("/{path}", path).retrieve().body(String.class);
		}

		@GetMapping("/interface-calls/{path}")
		@Nullable String interfaceCall(@PathVariable String path) {
			return this.exchange.get(path);
		}

		@GetMapping("/retrying-template-calls/{path}")
		@Nullable String retryingTemplateCall(@PathVariable String path) {
			return this.retryingTemplate.getForObject(this.url + "/{path}", String.class, path);
		}

		@GetMapping("/template-calls/{path}")
		@Nullable String templateCall(@PathVariable String path) {
			return this.template.getForObject(this.url + "/{path}", String.class, path);
		}

	}

	interface Exchange {

		@GetExchange("/{path}")
		String get(@PathVariable String path);

	}

}
