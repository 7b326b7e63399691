package io.github.tracingstarter.technologies.gatewaymvc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.gateway.server.mvc.filter.HttpHeadersFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayMvcTests {

	private static final String CALLER = "00-11111111111111111111111111111111-2222222222222222-01";

	private static final String PREFIX = "--spring.cloud.gateway.server.webmvc.";

	private static Upstream upstream;

	private static ConfigurableApplicationContext application;

	private static ConfigurableApplicationContext gateway;

	private RecordedSpans spans;

	private RecordedSpans spansOfApplication;

	private Http http;

	@BeforeAll
	static void start() throws IOException {
		upstream = new Upstream();
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0");
		gateway = startGateway();
	}

	@AfterAll
	static void stop() {
		gateway.close();
		application.close();
		upstream.close();
	}

	private static ConfigurableApplicationContext startGateway(String... more) throws IOException {
		String application = "http://127.0.0.1:" + port(GatewayMvcTests.application);
		List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
		route(arguments, "by-header", upstream.url(""), "Header=X-Kind,named");
		route(arguments, "never", upstream.url(""), "Path=/upstream/{any},/other/{any}", "Header=X-Never,never");
		route(arguments, "orders", application, "Path=/orders/**");
		route(arguments, "upstream", upstream.url(""), "Path=/upstream/**");
		route(arguments, "status", upstream.url(""), "Path=/status/{code}");
		filter(arguments, "Retry=2");
		route(arguments, "unused", "http://127.0.0.1:" + unusedPort(), "Path=/unused");
		route(arguments, "hang", upstream.url(""), "Path=/hang");
		route(arguments, "breaker", upstream.url(""), "Path=/breaker");
		filter(arguments, "SetPath=/hang");
		arguments.add(routes(arguments) + ".filters[1].name=CircuitBreaker");
		arguments.add(routes(arguments) + ".filters[1].args.id=hang");
		arguments.add(routes(arguments) + ".filters[1].args.fallbackUri=forward:/fallback");
		arguments.addAll(List.of(more));
		return new SpringApplicationBuilder(Gateway.class).web(WebApplicationType.SERVLET)
			.run(arguments.toArray(String[]::new));
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void route(List<String> arguments, String id, String uri, String... predicates) {
		long next = arguments.stream().filter((argument) -> argument.contains("].id=")).count();
		String route = PREFIX + "routes[%d]".formatted(next);
		arguments.add(route + ".id=" + id);
		arguments.add(route + ".uri=" + uri);
		for (int i = 0; i < predicates.length; i++) {
			arguments.add(route + ".predicates[%d]=%s".formatted(i, predicates[i]));
		}
	}

	private static String routes(List<String> arguments) {
		return PREFIX + "routes[%d]"
			.formatted(arguments.stream().filter((argument) -> argument.contains("].id=")).count() - 1);
	}

	private static void filter(List<String> arguments, String filter) {
		arguments.add(routes(arguments) + ".filters[0]=" + filter);
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	@BeforeEach
	void clear() {
		this.spans = gateway.getBean(RecordedSpans.class);
		this.spansOfApplication = application.getBean(RecordedSpans.class);
		this.spans.clear();
		this.spansOfApplication.clear();
		upstream.received().clear();
		gateway.getBean(SeenTraces.class).clear();
		this.http = new Http(port(gateway));
	}

	@Test
	void requestIsOneTreeAcrossBothApplications() {
		assertThat(this.http.get("/orders/7?page=2").body()).isEqualTo("order 7");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /orders/**
				  CLIENT GET
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT))).containsOnly(
				Map.entry("http.request.method", "GET"), Map.entry("http.response.status_code", 200L),
				Map.entry("server.address", "127.0.0.1"), Map.entry("server.port", (long) port(application)),
				Map.entry("url.full", "http://127.0.0.1:%d/orders/7?page=2".formatted(port(application))));
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.containsEntry("http.route", "/orders/**")
			.containsEntry("spring.cloud.gateway.route.id", "orders");
		this.spansOfApplication.await(1);
		assertThat(this.spansOfApplication.tree()).isEqualTo("SERVER GET /orders/{id}\n");
		SpanData served = this.spansOfApplication.first(SpanKind.SERVER);
		assertThat(served.getTraceId()).isEqualTo(this.spans.first(SpanKind.SERVER).getTraceId());
		assertThat(served.getParentSpanId()).isEqualTo(this.spans.first(SpanKind.CLIENT).getSpanId());
	}

	@Test
	void bodyIsForwardedWithinTheTrace() {
		assertThat(this.http.post("/orders/new", "{\"item\":\"pen\"}").body()).isEqualTo("{\"item\":\"pen\"}");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER POST /orders/**
				  CLIENT POST
				""");
	}

	@Test
	void headersOfTheCallerAreReplacedByThoseOfTheCall() {
		this.http.get("/upstream/hello", "traceparent", CALLER, "tracestate", "vendor=1", "X-Other", "stays");
		this.spans.await(2);
		SpanData call = this.spans.first(SpanKind.CLIENT);
		assertThat(call.getTraceId()).isEqualTo("11111111111111111111111111111111");
		Upstream.Received received = upstream.only();
		assertThat(received.header("traceparent"))
			.containsExactly("00-%s-%s-01".formatted(call.getTraceId(), call.getSpanId()));
		assertThat(received.header("tracestate")).containsExactly("vendor=1");
		assertThat(received.header("X-Other")).containsExactly("stays");
	}

	@Test
	void eachAttemptOfARetryHasASpanAndItsOwnHeader() {
		assertThat(this.http.get("/status/503").statusCode()).isEqualTo(500);
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /status/{code} !
				  CLIENT GET !
				  CLIENT GET !
				  CLIENT GET !
				""");
		List<String> calls = this.spans.all()
			.stream()
			.filter((span) -> span.getKind() == SpanKind.CLIENT)
			.map(SpanData::getSpanId)
			.toList();
		assertThat(upstream.received()
			.stream()
			.flatMap((request) -> request.header("traceparent").stream())
			.map((header) -> header.split("-")[2])).containsExactlyElementsOf(calls);
		assertThat(new HashSet<>(calls)).hasSameSizeAs(calls);
	}

	@Test
	void callThatFindsNoServer() {
		assertThat(this.http.get("/unused").statusCode()).isEqualTo(500);
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /unused !
				  CLIENT GET !
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT))).containsEntry("error.type",
				"java.net.ConnectException");
	}

	@Test
	void routeWithoutAPathNamesTheRequest() {
		this.http.get("/upstream/7", "X-Kind", "named");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET by-header
				  CLIENT GET
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).doesNotContainKey("http.route")
			.containsEntry("spring.cloud.gateway.route.id", "by-header");
	}

	@Test
	void routeThatWasRefusedDoesNotNameTheRequest() {
		this.http.get("/upstream/7");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /upstream/**
				  CLIENT GET
				""");
	}

	@Test
	void fallbackOfACircuitBreakerIsPartOfTheRequest() {
		assertThat(this.http.get("/breaker").body()).isEqualTo("fallback");
		this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /fallback
				  INTERNAL circuit-breaker !
				    CLIENT GET !
				  INTERNAL circuit-breaker fallback
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("http.route", "/fallback")
			.containsEntry("http.response.status_code", 200L);
	}

	@Test
	void upstreamThatTakesTooLong() throws IOException {
		try (ConfigurableApplicationContext other = startGateway("--spring.http.clients.read-timeout=200ms")) {
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			assertThat(new Http(port(other)).get("/hang").statusCode()).isEqualTo(500);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /hang !
					  CLIENT GET !
					""");
		}
	}

	@Test
	void streamedAnswerIsPartOfTheRequestToItsEnd() {
		assertThat(this.http.get("/orders/stream").body()).contains("data:0").contains("data:4");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /orders/**
				  CLIENT GET
				""");
	}

	@Test
	void filtersRunInTheTrace() {
		this.http.get("/upstream/hello");
		this.spans.await(2);
		SpanData server = this.spans.first(SpanKind.SERVER);
		assertThat(gateway.getBean(SeenTraces.class))
			.containsExactly("%s %s".formatted(server.getTraceId(), server.getSpanId()));
	}

	@Test
	void nothingIsAddedWhereClientsAreNotTraced() throws IOException {
		try (ConfigurableApplicationContext other = startGateway("--tracing.client.enabled=false",
				"--tracing.httpclient.enabled=false")) {
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			new Http(port(other)).get("/upstream/hello", "traceparent", CALLER);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("SERVER GET /upstream/**\n");
			assertThat(upstream.only().header("traceparent")).containsExactly(CALLER);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			return "order " + id;
		}

		@PostMapping("/orders/new")
		String add(@RequestBody String order) {
			return order;
		}

		@GetMapping(path = "/orders/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		SseEmitter stream() {
			SseEmitter emitter = new SseEmitter();
			Thread sender = new Thread(() -> {
				try {
					for (int i = 0; i < 5; i++) {
						emitter.send(i);
					}
					emitter.complete();
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			});
			sender.start();
			return emitter;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Gateway {

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@Bean
		SeenTraces seenTraces() {
			return new SeenTraces();
		}

		@Bean
		HttpHeadersFilter.RequestHttpHeadersFilter observer(SeenTraces seen) {
			return (headers, request) -> {
				seen.add(MDC.get("traceId") + " " + MDC.get("spanId"));
				return headers;
			};
		}

		@GetMapping("/fallback")
		String fallback() {
			return "fallback";
		}

	}

	static class SeenTraces extends LinkedBlockingQueue<String> {

		private static final long serialVersionUID = 1;

	}

}
