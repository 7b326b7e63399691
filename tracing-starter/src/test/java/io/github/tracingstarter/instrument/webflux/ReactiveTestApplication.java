package io.github.tracingstarter.instrument.webflux;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.WebFilter;

/**
 * Every way of answering a request that the server tests use.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
		"org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration",
		"org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration" })
class ReactiveTestApplication {

	/**
	 * The trace ids that the handlers saw in the MDC, by path.
	 */
	static final Map<String, String> seenTraceIds = new ConcurrentHashMap<>();

	@Bean
	RecordedSpans recordedSpans() {
		return new RecordedSpans();
	}

	/**
	 * Acts like a session store, before a request is answered.
	 */
	@Bean
	@Order(0)
	WebFilter session(OpenTelemetry openTelemetry) {
		return (exchange, chain) -> {
			String session = exchange.getRequest().getHeaders().getFirst("X-Session");
			Runnable work = () -> openTelemetry.getTracer("test").spanBuilder("session").startSpan().end();
			if ("now".equals(session)) {
				work.run();
			}
			if ("later".equals(session)) {
				CompletableFuture.runAsync(Context.current().wrap(work),
						CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
			}
			seen("filter");
			return chain.filter(exchange).doOnSuccess((ignored) -> seen("after"));
		};
	}

	@Bean
	@Order(1)
	WebFilter rejecting() {
		return (exchange, chain) -> {
			if (exchange.getRequest().getPath().value().equals("/rejected")) {
				exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
				return exchange.getResponse().setComplete();
			}
			return chain.filter(exchange);
		};
	}

	@Bean
	RouterFunction<ServerResponse> functions() {
		return RouterFunctions.route().GET("/functional/{name}", (request) -> {
			seen("functional");
			return ServerResponse.ok().bodyValue(request.pathVariable("name"));
		}).build();
	}

	@Bean
	HandlerMapping sockets() {
		WebSocketHandler echo = (session) -> session.send(session.receive().doOnNext((message) -> {
			seen("socket");
			message.retain();
		}));
		return new SimpleUrlHandlerMapping(Map.of("/socket", echo), -1);
	}

	static void seen(String place) {
		String traceId = MDC.get("traceId");
		seenTraceIds.put(place, (traceId != null) ? traceId : "none");
	}

	@RestController
	static class Endpoints {

		private final OpenTelemetry openTelemetry;

		Endpoints(OpenTelemetry openTelemetry) {
			this.openTelemetry = openTelemetry;
		}

		@RequestMapping("/users/{id}")
		Mono<String> user(@PathVariable String id) {
			seen("/users");
			return Mono.just("user " + id);
		}

		@GetMapping("/inner")
		Mono<String> inner() {
			return Mono.fromCallable(() -> inner("inner")).subscribeOn(Schedulers.boundedElastic());
		}

		@GetMapping("/later")
		Mono<String> later() {
			return Mono.delay(Duration.ofMillis(5)).map((tick) -> inner("later"));
		}

		@GetMapping("/boom")
		Mono<String> boom() {
			throw new IllegalStateException("boom");
		}

		@GetMapping("/late-boom")
		Mono<String> lateBoom() {
			return Mono.delay(Duration.ofMillis(1)).then(Mono.error(new IllegalStateException("boom")));
		}

		@GetMapping("/payment")
		Mono<String> payment() {
			return Mono.error(new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED));
		}

		@GetMapping("/handled")
		Mono<String> handled() {
			throw new UnsupportedOperationException("handled");
		}

		@GetMapping("/handled-later")
		Mono<String> handledLater() {
			return Mono.delay(Duration.ofMillis(1)).then(Mono.error(new UnsupportedOperationException("handled")));
		}

		@ExceptionHandler
		ResponseEntity<String> handle(UnsupportedOperationException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).body("conflict");
		}

		@GetMapping("/send-error")
		ResponseEntity<Void> sendError() {
			return ResponseEntity.status(503).build();
		}

		@GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> sse() {
			return Flux.interval(Duration.ofMillis(5)).onBackpressureBuffer().take(3).map((tick) -> {
				seen("sse");
				return "tick " + tick;
			});
		}

		@GetMapping(path = "/sse-boom", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> sseBoom() {
			return Flux.just("one").concatWith(Mono.delay(Duration.ofMillis(5)).flatMap((tick) -> {
				throw new IllegalStateException("boom");
			}));
		}

		@GetMapping(path = "/sse-handled", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> sseHandled() {
			return Flux.just("one").concatWith(Mono.delay(Duration.ofMillis(5)).flatMap((tick) -> {
				throw new UnsupportedOperationException("handled");
			}));
		}

		@GetMapping(path = "/endless", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		Flux<String> endless() {
			return Flux.interval(Duration.ofMillis(5)).onBackpressureDrop().map((tick) -> "tick " + tick);
		}

		private String inner(String name) {
			this.openTelemetry.getTracer("test").spanBuilder(name).startSpan().end();
			return name;
		}

	}

}
