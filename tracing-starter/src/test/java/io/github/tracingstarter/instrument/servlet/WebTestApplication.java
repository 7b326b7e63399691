package io.github.tracingstarter.instrument.servlet;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.otel.bridge.EventListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.MDC;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Every way of answering a request that the server tests use.
 */
@SpringBootConfiguration
@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
class WebTestApplication {

	/**
	 * The trace ids that the handlers saw in the MDC, by path.
	 */
	static final Map<String, String> seenTraceIds = new ConcurrentHashMap<>();

	@Bean
	RecordedSpans recordedSpans() {
		return new RecordedSpans();
	}

	@Bean
	@ConditionalOnBooleanProperty("broken-processor")
	SpanProcessor brokenProcessor() {
		return new BrokenProcessor();
	}

	@Bean
	@ConditionalOnBooleanProperty("broken-listener")
	EventListener brokenListener() {
		return (event) -> {
			throw new IllegalStateException("broken listener to scopes");
		};
	}

	@Bean
	@ConditionalOnBooleanProperty("no-completion")
	static BeanDefinitionRegistryPostProcessor completionRemover() {
		return (registry) -> {
			registry.removeBeanDefinition("tracingTomcatCompletion");
			registry.removeBeanDefinition("tracingJettyCompletion");
		};
	}

	/**
	 * Acts like a session store, before a request is answered or later.
	 */
	@Bean
	FilterRegistrationBean<Filter> session(ObjectProvider<OpenTelemetry> openTelemetry) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
			String session = ((HttpServletRequest) request).getHeader("X-Session");
			Runnable work = () -> openTelemetry.getObject().getTracer("test").spanBuilder("session").startSpan().end();
			if ("now".equals(session)) {
				work.run();
			}
			if ("later".equals(session)) {
				CompletableFuture.runAsync(Context.current().wrap(work),
						CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
			}
			chain.doFilter(request, response);
		});
		registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
		return registration;
	}

	static class BrokenProcessor implements SpanProcessor {

		@Override
		public void onStart(Context parentContext, ReadWriteSpan span) {
		}

		@Override
		public boolean isStartRequired() {
			return false;
		}

		@Override
		public void onEnd(ReadableSpan span) {
			throw new IllegalStateException("broken processor");
		}

		@Override
		public boolean isEndRequired() {
			return true;
		}

	}

	@Bean
	RouterFunction<ServerResponse> functions() {
		return RouterFunctions.route()
			.GET("/functional/{name}", (request) -> ServerResponse.ok().body(request.pathVariable("name")))
			.build();
	}

	@RestController
	static class Endpoints {

		private final OpenTelemetry openTelemetry;

		Endpoints(OpenTelemetry openTelemetry) {
			this.openTelemetry = openTelemetry;
		}

		@RequestMapping("/users/{id}")
		String user(@PathVariable String id) {
			seen("/users");
			return "user " + id;
		}

		@GetMapping("/inner")
		String inner() {
			inner("inner");
			return "inner";
		}

		@GetMapping("/boom")
		String boom() {
			throw new IllegalStateException("boom");
		}

		@GetMapping("/payment")
		String payment() {
			throw new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED);
		}

		@GetMapping("/handled")
		String handled() {
			throw new UnsupportedOperationException("handled");
		}

		@GetMapping("/handled-later")
		DeferredResult<String> handledLater() {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> result.setErrorResult(new UnsupportedOperationException("handled")));
			return result;
		}

		@ExceptionHandler
		ResponseEntity<String> handle(UnsupportedOperationException ex) {
			return ResponseEntity.status(HttpStatus.CONFLICT).body("conflict");
		}

		@GetMapping("/send-error")
		void sendError(HttpServletResponse response) throws IOException {
			response.sendError(503);
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> result.setResult("deferred"),
					CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
			return result;
		}

		@GetMapping("/deferred-boom")
		DeferredResult<String> deferredBoom() {
			DeferredResult<String> result = new DeferredResult<>();
			CompletableFuture.runAsync(() -> result.setErrorResult(new IllegalStateException("late boom")));
			return result;
		}

		@GetMapping("/timeout")
		DeferredResult<String> timeout() {
			return new DeferredResult<>(50L);
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> {
				inner("in callable");
				return "callable";
			};
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (out) -> {
				inner("in stream");
				out.write("streamed".getBytes());
			};
		}

		@GetMapping("/sse")
		SseEmitter sse() {
			SseEmitter emitter = new SseEmitter();
			CompletableFuture.runAsync(() -> {
				try {
					emitter.send("one");
					emitter.send("two");
					emitter.complete();
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			});
			return emitter;
		}

		private void inner(String name) {
			this.openTelemetry.getTracer("test").spanBuilder(name).startSpan().end();
		}

		private static void seen(String path) {
			String traceId = MDC.get("traceId");
			seenTraceIds.put(path, (traceId != null) ? traceId : "none");
		}

	}

	@Controller
	static class Forwards {

		@GetMapping("/forward")
		String forward() {
			return "forward:/users/1";
		}

		@GetMapping("/include")
		void include(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/users/2").include(request, response);
			response.getOutputStream().print(" by " + Span.current().getSpanContext().isValid());
		}

	}

}
