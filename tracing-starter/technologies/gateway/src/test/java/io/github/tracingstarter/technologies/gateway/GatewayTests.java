package io.github.tracingstarter.technologies.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.headers.observation.DefaultGatewayObservationConvention;
import org.springframework.cloud.gateway.filter.headers.observation.GatewayContext;
import org.springframework.cloud.gateway.filter.headers.observation.GatewayObservationConvention;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.server.ServerWebExchange;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayTests {

	private static final String CALLER = "00-11111111111111111111111111111111-2222222222222222-01";

	private static final String ROUTES = "spring.cloud.gateway.server.webflux.routes";

	private static Upstream upstream;

	private static ConfigurableApplicationContext application;

	private static ConfigurableApplicationContext gateway;

	private static int unusedPort;

	private RecordedSpans spans;

	private RecordedSpans spansOfApplication;

	private Http http;

	@BeforeAll
	static void start() throws IOException {
		upstream = new Upstream();
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			unusedPort = socket.getLocalPort();
		}
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--spring.application.name=orders",
					"--spring.cloud.gateway.server.webflux.enabled=false");
		gateway = startGateway();
	}

	@AfterAll
	static void stop() {
		gateway.close();
		application.close();
		upstream.close();
	}

	private static ConfigurableApplicationContext startGateway(String... arguments) {
		List<String> all = Stream.concat(Stream.of("--server.port=0", "--spring.application.name=gateway",
				"--upstream=http://127.0.0.1:" + upstream.port(), "--unused=http://127.0.0.1:" + unusedPort,
				"--application=http://127.0.0.1:" + port(application), "--%s[0].id=orders".formatted(ROUTES),
				"--%s[0].uri=${application}".formatted(ROUTES),
				"--%s[0].predicates[0]=Path=/orders/**".formatted(ROUTES)), Stream.of(arguments))
			.toList();
		return new SpringApplicationBuilder(Gateway.class).web(WebApplicationType.REACTIVE)
			.run(all.toArray(String[]::new));
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
		HttpResponse<String> response = this.http.get("/orders/7?page=2");
		assertThat(response.body()).isEqualTo("order 7");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /orders/**
				  CLIENT GET
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT))).containsOnly(
				Map.entry("http.request.method", "GET"), Map.entry("http.response.status_code", 200L),
				Map.entry("server.address", "127.0.0.1"), Map.entry("server.port", (long) port(application)),
				Map.entry("url.full", "http://127.0.0.1:%d/orders/7?page=2".formatted(port(application))),
				Map.entry("spring.cloud.gateway.route.id", "orders"), Map.entry("customer", "acme"));
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.containsEntry("http.route", "/orders/**")
			.containsEntry("spring.cloud.gateway.route.id", "orders")
			.containsEntry("http.response.status_code", 200L);
		this.spansOfApplication.await(1);
		assertThat(this.spansOfApplication.tree()).isEqualTo("SERVER GET /orders/{id}\n");
		SpanData served = this.spansOfApplication.first(SpanKind.SERVER);
		assertThat(served.getTraceId()).isEqualTo(this.spans.first(SpanKind.SERVER).getTraceId());
		assertThat(served.getParentSpanId()).isEqualTo(this.spans.first(SpanKind.CLIENT).getSpanId());
	}

	@Test
	void headersOfTheCallerAreReplacedByThoseOfTheCall() {
		this.http.get("/upstream/hello", "traceparent", CALLER, "tracestate", "vendor=1", "X-Other", "stays");
		this.spans.await(2);
		SpanData call = this.spans.first(SpanKind.CLIENT);
		assertThat(call.getTraceId()).isEqualTo("11111111111111111111111111111111");
		assertThat(this.spans.first(SpanKind.SERVER).getParentSpanId()).isEqualTo("2222222222222222");
		Upstream.Received received = upstream.only();
		assertThat(received.header("traceparent"))
			.containsExactly("00-%s-%s-01".formatted(call.getTraceId(), call.getSpanId()));
		assertThat(received.header("tracestate")).containsExactly("vendor=1");
		assertThat(received.header("X-Other")).containsExactly("stays");
	}

	@Test
	void eachAttemptOfARetryHasASpanAndItsOwnHeader() {
		assertThat(this.http.get("/status/503").statusCode()).isEqualTo(503);
		List<SpanData> all = this.spans.await(4);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /status/** !
				  CLIENT GET !
				  CLIENT GET !
				  CLIENT GET !
				""");
		List<String> calls = all.stream()
			.filter((span) -> span.getKind() == SpanKind.CLIENT)
			.map((span) -> "00-%s-%s".formatted(span.getTraceId(), span.getSpanId()))
			.toList();
		assertThat(upstream.received()
			.stream()
			.flatMap((request) -> request.header("traceparent").stream())
			.map((header) -> header.substring(0, header.lastIndexOf('-')))).containsExactlyElementsOf(calls);
		assertThat(new HashSet<>(calls)).hasSize(3);
	}

	@Test
	void eachAttemptThatFindsNoServerHasASpan() {
		assertThat(this.http.get("/unused").statusCode()).isEqualTo(500);
		this.spans.await(3);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /unused !
				  CLIENT GET !
				  CLIENT GET !
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT)))
			.satisfies((attributes) -> assertThat((String) attributes.get("error.type")).endsWith("ConnectException"));
	}

	@Test
	void upstreamThatTakesTooLong() {
		assertThat(this.http.get("/hang/late").statusCode()).isEqualTo(504);
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /hang/late !
				  CLIENT GET !
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT)))
			.containsEntry("error.type", "org.springframework.cloud.gateway.support.TimeoutException")
			.doesNotContainKey("http.response.status_code");
	}

	@Test
	void fallbackOfACircuitBreakerIsPartOfTheRequest() {
		assertThat(this.http.get("/breaker").body()).isEqualTo("fallback");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /breaker
				  CLIENT GET
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("http.route", "/breaker")
			.containsEntry("http.response.status_code", 200L);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT)))
			.doesNotContainKey("http.response.status_code");
	}

	@Test
	void fallbackAfterAnAnswerThatTheCircuitBreakerRefuses() {
		assertThat(this.http.get("/refused").body()).isEqualTo("fallback");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /refused
				  CLIENT GET !
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT))).containsEntry("error.type", "500");
	}

	@Test
	void answerThatBreaksOffFailsTheRequest() {
		try {
			this.http.get("/broken");
		}
		catch (RuntimeException | AssertionError ex) {
			// The client finds that the answer is not whole.
		}
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /broken !
				  CLIENT GET
				""");
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
	void nameOfARouteThatWasMadeUpIsInNoName() {
		this.http.get("/upstream/7", "X-Kind", "unnamed");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET
				  CLIENT GET
				""");
	}

	@Test
	void requestThatAFilterAnswersHasNoCall() {
		assertThat(this.http.get("/upstream/secret", "X-Reject", "yes").statusCode()).isEqualTo(403);
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET /upstream/**\n");
		assertThat(upstream.received()).isEmpty();
	}

	@Test
	void filtersRunInTheTraceOnBothWays() {
		this.http.get("/upstream/hello");
		this.spans.await(2);
		String server = this.spans.first(SpanKind.SERVER).getTraceId() + " "
				+ this.spans.first(SpanKind.SERVER).getSpanId();
		assertThat(gateway.getBean(SeenTraces.class)).containsExactly("before " + server, "after " + server);
	}

	@Test
	void webSocketHasASpanAsLongAsItIsOpen() throws Exception {
		BlockingQueue<String> answers = new LinkedBlockingQueue<>();
		new ReactorNettyWebSocketClient().execute(URI.create("ws://127.0.0.1:%d/socket".formatted(port(gateway))),
				(session) -> session.send(Mono.just(session.textMessage("hello")))
					.thenMany(session.receive().take(1).map(WebSocketMessage::getPayloadAsText).doOnNext(answers::add))
					.then())
			.block(Duration.ofSeconds(30));
		assertThat(answers.poll(30, TimeUnit.SECONDS)).isEqualTo("hello");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /socket
				  CLIENT GET
				""");
		SpanData call = this.spans.first(SpanKind.CLIENT);
		assertThat(RecordedSpans.attributes(call)).containsEntry("url.full",
				"ws://127.0.0.1:%d/socket".formatted(port(application)));
		this.spansOfApplication.await(1);
		assertThat(this.spansOfApplication.first(SpanKind.SERVER).getParentSpanId()).isEqualTo(call.getSpanId());
	}

	@Test
	void streamedAnswerIsPartOfTheRequestToItsEnd() {
		assertThat(this.http.get("/orders/stream").body()).contains("data:0").contains("data:4");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /orders/**
				  CLIENT GET
				""");
		assertThat(this.spans.first(SpanKind.SERVER).getEndEpochNanos()
				- this.spans.first(SpanKind.CLIENT).getEndEpochNanos())
			.isPositive();
	}

	@Test
	void callerThatLeavesEndsTheCall() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(gateway))) {
			socket.getOutputStream()
				.write("GET /hang HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !upstream.received().isEmpty());
		}
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("""
				SERVER GET /hang
				  CLIENT GET
				""");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.CLIENT)))
			.doesNotContainKey("http.response.status_code");
	}

	@Test
	void metricsOfTheGatewayRemain() {
		this.http.get("/upstream/hello");
		this.spans.await(2);
		assertThat(gateway.getBean(MeterRegistry.class)
			.get("http.client.requests")
			.tag("spring.cloud.gateway.route.id", "upstream")
			.timer()
			.count()).isPositive();
	}

	@Test
	void sameSpansWithoutTheObservationsOfTheGateway() {
		try (ConfigurableApplicationContext other = startGateway(
				"--spring.cloud.gateway.server.webflux.observability.enabled=false")) {
			new Http(port(other)).get("/upstream/hello", "traceparent", CALLER);
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /upstream/**
					  CLIENT GET
					""");
			assertThat(upstream.only().header("traceparent")).containsExactly(
					"00-11111111111111111111111111111111-%s-01".formatted(spans.first(SpanKind.CLIENT).getSpanId()));
		}
	}

	@Test
	void sameSpansWithAutomaticPropagation() {
		try (ConfigurableApplicationContext other = startGateway("--spring.reactor.context-propagation=auto")) {
			new Http(port(other)).get("/upstream/hello");
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /upstream/**
					  CLIENT GET
					""");
		}
	}

	@Test
	void sameSpansWithoutTheTracingOfReactor() {
		try (ConfigurableApplicationContext other = startGateway("--tracing.reactor.enabled=false")) {
			new Http(port(other)).get("/upstream/hello");
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("""
					SERVER GET /upstream/**
					  CLIENT GET
					""");
		}
	}

	@Test
	void excludedRequestHasNoSpanAndIsNotRecordedElsewhere() {
		try (ConfigurableApplicationContext other = startGateway("--tracing.web.exclude=/upstream/**")) {
			new Http(port(other)).get("/upstream/hello");
			assertThat(upstream.only().header("traceparent")).singleElement()
				.asString()
				.matches("00-.{32}-.{16}-0[02]");
			other.getBean(RecordedSpans.class).awaitEnd();
			assertThat(other.getBean(RecordedSpans.class).all()).isEmpty();
		}
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		LiveSwitch.offAndOn(gateway, "tracing.gateway.enabled", (isOn) -> {
			upstream.received().clear();
			SpanContext around = Span.current().getSpanContext();
			this.http.get("/upstream/hello", "traceparent",
					"00-%s-%s-01".formatted(around.getTraceId(), around.getSpanId()));
			assertThat(upstream.only().header("traceparent")).singleElement()
				.asString()
				.startsWith("00-" + around.getTraceId())
				.doesNotContain(around.getSpanId());
		}, """
				INTERNAL request
				  SERVER GET /upstream/**
				    CLIENT GET
				""", """
				INTERNAL request
				  SERVER GET /upstream/**
				""");
	}

	@Test
	void nothingIsChangedWhereItIsOff() {
		try (ConfigurableApplicationContext other = startGateway("--tracing.gateway.enabled=false")) {
			new Http(port(other)).get("/upstream/hello", "traceparent", CALLER);
			RecordedSpans spans = other.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("SERVER GET\n");
			assertThat(upstream.only().header("traceparent")).containsExactly(CALLER);
		}
	}

	/**
	 * Otherwise the first application that is closed takes the threads of all.
	 */
	private static ReactorResourceFactory ownResources() {
		ReactorResourceFactory resources = new ReactorResourceFactory();
		resources.setUseGlobalResources(false);
		resources.setShutdownQuietPeriod(Duration.ZERO);
		return resources;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Application {

		@Bean
		ReactorResourceFactory resources() {
			return ownResources();
		}

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			return "order " + id;
		}

		@GetMapping(path = "/orders/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<Long> stream() {
			return Flux.interval(Duration.ofMillis(50)).take(5);
		}

		@Bean
		HandlerMapping sockets() {
			WebSocketHandler echo = (session) -> session
				.send(session.receive().map((message) -> session.textMessage(message.getPayloadAsText())));
			return new SimpleUrlHandlerMapping(Map.of("/socket", echo), Ordered.HIGHEST_PRECEDENCE);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@RestController
	static class Gateway {

		@Bean
		ReactorResourceFactory resources() {
			return ownResources();
		}

		@Bean
		RecordedSpans spans() {
			return new RecordedSpans();
		}

		@Bean
		SimpleMeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

		@Bean
		SeenTraces seenTraces() {
			return new SeenTraces();
		}

		@Bean
		GlobalFilter observer(SeenTraces seen) {
			return new Observer(seen);
		}

		@Bean
		GatewayObservationConvention convention() {
			return new CustomerConvention();
		}

		@Bean
		RouteLocator routes(RouteLocatorBuilder builder, Environment environment) {
			String upstream = environment.getRequiredProperty("upstream");
			String application = environment.getRequiredProperty("application");
			return builder.routes()
				.route("refused-by-header",
						(route) -> route.path("/upstream/**").and().header("X-Never", "never").uri(upstream))
				.route("by-header", (route) -> route.order(-1).header("X-Kind", "named").uri(upstream))
				.route((route) -> route.order(-1).header("X-Kind", "unnamed").uri(upstream))
				.route("upstream", (route) -> route.path("/upstream/**").uri(upstream))
				.route("status",
						(route) -> route.path("/status/**")
							.filters((filters) -> filters.retry((retry) -> retry.setRetries(2)))
							.uri(upstream))
				.route("unused",
						(route) -> route.path("/unused")
							.filters((filters) -> filters.retry((retry) -> retry.setRetries(1).setSeries()))
							.uri(environment.getRequiredProperty("unused")))
				.route("late",
						(route) -> route.path("/hang/late")
							.filters((filters) -> filters.setPath("/hang"))
							.metadata("response-timeout", 200)
							.uri(upstream))
				.route("hang", (route) -> route.path("/hang").uri(upstream))
				.route("breaker", (route) -> route.path("/breaker")
					.filters((filters) -> filters.setPath("/hang")
						.circuitBreaker((breaker) -> breaker.setName("hang").setFallbackUri("forward:/fallback")))
					.uri(upstream))
				.route("refused",
						(route) -> route.path("/refused")
							.filters((filters) -> filters.setPath("/status/500")
								.circuitBreaker((breaker) -> breaker.setName("refused")
									.addStatusCode("500")
									.setFallbackUri("forward:/fallback")))
							.uri(upstream))
				.route("broken", (route) -> route.path("/broken").uri(upstream))
				.route("socket", (route) -> route.path("/socket").uri(application))
				.build();
		}

		@GetMapping("/fallback")
		String fallback() {
			return "fallback";
		}

	}

	static class SeenTraces extends LinkedBlockingQueue<String> {

		private static final long serialVersionUID = 1;

		void see(String when) {
			add(when + " " + MDC.get("traceId") + " " + MDC.get("spanId"));
		}

	}

	/**
	 * What a filter that logs sees.
	 */
	private record Observer(SeenTraces seen) implements GlobalFilter, Ordered {

		@Override
		public int getOrder() {
			return 1;
		}

		@Override
		public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
			this.seen.see("before");
			if (exchange.getRequest().getHeaders().containsHeader("X-Reject")) {
				exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
				return exchange.getResponse().setComplete();
			}
			return chain.filter(exchange).then(Mono.fromRunnable(() -> this.seen.see("after")));
		}

	}

	private static final class CustomerConvention extends DefaultGatewayObservationConvention {

		@Override
		public KeyValues getHighCardinalityKeyValues(GatewayContext context) {
			return super.getHighCardinalityKeyValues(context).and("customer", "acme");
		}

	}

}
