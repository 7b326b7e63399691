package io.github.tracingstarter.instrument.websocket;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.broker.SubscriptionRegistry;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A STOMP client and a server with the simple broker, over a real WebSocket.
 */
class StompTests {

	@Test
	void messageIsPartOfTheTraceOfItsSenderAndOfThoseWhoReceiveWhatCameOfIt() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/orders/4711", "one"));
			StompHeaders headers = received.get(20, TimeUnit.SECONDS);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					  CONSUMER process /app/orders/{id}
					    INTERNAL work
					""");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsOnly(
					Map.entry("messaging.system", "stomp"), Map.entry("messaging.operation.name", "process"),
					Map.entry("messaging.operation.type", "process"),
					Map.entry("messaging.destination.name", "/app/orders/4711"),
					Map.entry("messaging.destination.template", "/app/orders/{id}"));
			assertThat(headers.getFirst("traceparent")).contains(spans.first(SpanKind.CONSUMER).getSpanId());
			session.disconnect();
		}
	}

	@Test
	void messageOutsideATraceBeginsOne() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			session.send("/app/orders/4711", "one");
			received.get(20, TimeUnit.SECONDS);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("CONSUMER process /app/orders/{id}\n  INTERNAL work\n");
			session.disconnect();
		}
	}

	/**
	 * Its address is not known.
	 */
	@Test
	void messageOfAClientIsTrustedOnlyWhereAllAre() throws Exception {
		try (ConfigurableApplicationContext context = run("--tracing.propagation.trust=127.0.0.0/8,::1")) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/orders/4711", "one"));
			received.get(20, TimeUnit.SECONDS);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("""
					INTERNAL request
					CONSUMER process /app/orders/{id}
					  INTERNAL work
					""");
			assertThat(spans.first(SpanKind.CONSUMER).getLinks()).singleElement()
				.extracting((link) -> link.getSpanContext().getTraceId())
				.isEqualTo(spans.named("request").getTraceId());
			session.disconnect();
		}
	}

	@Test
	void messageThatNoMethodHandlesHasNoSpanAndKeepsItsTrace() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/topic/orders", "one"));
			StompHeaders headers = received.get(20, TimeUnit.SECONDS);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n");
			assertThat(headers.getFirst("traceparent")).contains(spans.named("request").getSpanId());
			session.disconnect();
		}
	}

	@Test
	void noMessageHasASpanOrATraceWhereThatIsOff() throws Exception {
		try (ConfigurableApplicationContext context = run("--tracing.websocket.enabled=false")) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/orders/4711", "one"));
			assertThat(received.get(20, TimeUnit.SECONDS).getFirst("traceparent")).isNull();
			spans.await(2);
			assertThat(spans.all()).extracting((span) -> span.getKind()).containsOnly(SpanKind.INTERNAL);
			session.disconnect();
		}
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			LiveSwitch.offAndOn(context, "tracing.websocket.enabled", (isOn) -> {
				CompletableFuture<StompHeaders> received = subscribe(context, session);
				session.send("/app/orders/4711", "one");
				// Incoming messages are not recorded while it is off, nor are those that
				// result from them.
				assertThat(received.get(20, TimeUnit.SECONDS).getFirst("traceparent")).matches("00-%s-[0-9a-f]{16}-0%s"
					.formatted(Span.current().getSpanContext().getTraceId(), isOn ? "[13]" : "[02]"));
			}, """
					INTERNAL request
					  CONSUMER process /app/orders/{id}
					    INTERNAL work
					""", "INTERNAL request\n");
			session.disconnect();
		}
	}

	@Test
	void messageWhoseMethodThrowsHasFailed() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			for (String kind : List.of("exception", "error")) {
				within(context, () -> session.send("/app/broken/" + kind, "one"));
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CONSUMER process /app/broken/{kind} !\n");
				SpanData span = spans.first(SpanKind.CONSUMER);
				String type = kind.equals("error") ? AssertionError.class.getName()
						: IllegalStateException.class.getName();
				assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", type);
				assertThat(span.getEvents()).singleElement()
					.satisfies(
							(event) -> assertThat(event.getAttributes().asMap().toString()).contains(type, "broken"));
				spans.clear();
			}
			session.disconnect();
		}
	}

	@Test
	void exceptionThatTheApplicationHandlesIsAnEvent() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/broken/handled", "one"));
			received.get(20, TimeUnit.SECONDS);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CONSUMER process /app/broken/{kind}\n");
			assertThat(spans.first(SpanKind.CONSUMER).getEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getAttributes().asMap().toString())
					.contains(UnsupportedOperationException.class.getName())
					.doesNotContain("broken"));
			session.disconnect();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "mono", "failed" })
	void messageWhoseResultFailsLaterHasFailed(String kind) throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/later/" + kind, "one"));
			spans.await(2);
			assertThat(spans.tree())
				.isEqualTo("INTERNAL request\n  CONSUMER process /app/later/%s !\n".formatted(kind));
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CONSUMER))).containsEntry("error.type",
					IllegalStateException.class.getName());
			session.disconnect();
		}
	}

	@Test
	void exceptionOfAFutureThatTheApplicationHandlesIsAnEvent() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/later/handled", "one"));
			received.get(20, TimeUnit.SECONDS);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CONSUMER process /app/later/handled\n");
			assertThat(spans.first(SpanKind.CONSUMER).getEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getAttributes().asMap().toString())
					.contains(UnsupportedOperationException.class.getName()));
			session.disconnect();
		}
	}

	@Test
	void resultOfAFutureIsSentInTheTraceOfTheMessage() throws Exception {
		try (ConfigurableApplicationContext context = run()) {
			StompSession session = connect(context);
			CompletableFuture<StompHeaders> received = subscribe(context, session);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.clear();
			within(context, () -> session.send("/app/later/answer", "one"));
			StompHeaders headers = received.get(20, TimeUnit.SECONDS);
			spans.await(2);
			SpanData span = spans.first(SpanKind.CONSUMER);
			assertThat(headers.getFirst("traceparent")).contains(span.getSpanId());
			assertThat(TimeUnit.NANOSECONDS.toMillis(span.getEndEpochNanos() - span.getStartEpochNanos()))
				.isGreaterThanOrEqualTo(90);
			session.disconnect();
		}
	}

	private static ConfigurableApplicationContext run(String... arguments) {
		SpringApplication application = new SpringApplication(Server.class);
		application.setDefaultProperties(Map.of("server.port", "0", "test.websocket", "true",
				"management.tracing.sampling.probability", "1.0", "tracing.export.enabled", "false"));
		return application.run(arguments);
	}

	private static StompSession connect(ConfigurableApplicationContext context) throws Exception {
		return context.getBean(WebSocketStompClient.class)
			.connectAsync("ws://127.0.0.1:%s/ws".formatted(context.getEnvironment().getProperty("local.server.port")),
					new StompSessionHandlerAdapter() {
					})
			.get(20, TimeUnit.SECONDS);
	}

	/**
	 * The broker knows of the subscription before the next message arrives.
	 */
	private static CompletableFuture<StompHeaders> subscribe(ConfigurableApplicationContext context,
			StompSession session) {
		CompletableFuture<StompHeaders> received = new CompletableFuture<>();
		session.subscribe("/topic/orders", new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return String.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				received.complete(headers);
			}

		});
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create();
		headers.setDestination("/topic/orders");
		SubscriptionRegistry subscriptions = context.getBean(SimpleBrokerMessageHandler.class)
			.getSubscriptionRegistry();
		Waiting
			.await(() -> !subscriptions.findSubscriptions(MessageBuilder.createMessage("", headers.getMessageHeaders()))
				.isEmpty(), () -> "a subscription");
		return received;
	}

	private static void within(ConfigurableApplicationContext context, Runnable task) {
		Span span = context.getBean(Spans.class).span("request", SpanKind.INTERNAL, Context.root()).startSpan();
		try (Scope scope = span.makeCurrent()) {
			assertThat(scope).isNotNull();
			task.run();
		}
		finally {
			span.end();
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	@EnableWebSocketMessageBroker
	static class Server implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/ws");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app");
			registry.enableSimpleBroker("/topic");
		}

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		WebSocketStompClient client() {
			WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
			client.setMessageConverter(new StringMessageConverter());
			return client;
		}

		@Bean
		Orders orders(Tracer tracer) {
			return new Orders(tracer);
		}

	}

	@Controller
	static class Orders {

		private final Tracer tracer;

		Orders(Tracer tracer) {
			this.tracer = tracer;
		}

		@MessageMapping("/orders/{id}")
		@SendTo("/topic/orders")
		String order(String body, @DestinationVariable String id) {
			this.tracer.nextSpan().name("work").start().end();
			return body + " " + id;
		}

		@MessageMapping("/broken/{kind}")
		void broken(@DestinationVariable String kind) {
			switch (kind) {
				case "error" -> throw new AssertionError("broken");
				case "handled" -> throw new UnsupportedOperationException("broken");
				default -> throw new IllegalStateException("broken");
			}
		}

		@MessageMapping("/later/future")
		CompletableFuture<String> future() {
			return later().thenApply((nothing) -> {
				throw new IllegalStateException("broken");
			});
		}

		@MessageMapping("/later/mono")
		Mono<String> mono() {
			return Mono.delay(Duration.ofMillis(100)).then(Mono.error(new IllegalStateException("broken")));
		}

		@MessageMapping("/later/failed")
		CompletableFuture<String> failed() {
			return CompletableFuture.failedFuture(new IllegalStateException("broken"));
		}

		@MessageMapping("/later/handled")
		CompletableFuture<String> handled() {
			return later().thenApply((nothing) -> {
				throw new UnsupportedOperationException("broken");
			});
		}

		@MessageMapping("/later/answer")
		@SendTo("/topic/orders")
		CompletableFuture<String> answer() {
			return later().thenApply((nothing) -> "answer");
		}

		private static CompletableFuture<Void> later() {
			return CompletableFuture.runAsync(() -> {
			}, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
		}

		@MessageExceptionHandler
		@SendTo("/topic/orders")
		String handle(UnsupportedOperationException ex) {
			return "handled";
		}

	}

}
