package io.github.tracingstarter.instrument.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.semconv.ExceptionAttributes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Responses that fail before or after the headers have been sent: the status is the one
 * that was sent, and the exception is the first one.
 */
@ParameterizedClass
@MethodSource("containers")
class FailedResponseTests {

	private static ConfigurableApplicationContext application;

	@Parameter(0)
	Class<?> container;

	@Parameter(1)
	boolean hook;

	private RecordedSpans spans;

	private int port;

	@BeforeParameterizedClassInvocation
	static void start(Class<?> container, boolean hook) {
		application = new SpringApplicationBuilder(WebTestApplication.class, container, Endpoints.class)
			.properties("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
					"no-completion=" + !hook)
			.run();
	}

	@BeforeEach
	void find() {
		this.spans = application.getBean(RecordedSpans.class);
		this.port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	static Stream<Arguments> containers() {
		return Stream.of(Arguments.of(TomcatServerTests.TomcatContainer.class, true),
				Arguments.of(TomcatServerTests.TomcatContainer.class, false),
				Arguments.of(JettyServerTests.JettyContainer.class, true),
				Arguments.of(JettyServerTests.JettyContainer.class, false));
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/written/sse,           200, first
			/written/sse-handled,   200, handled
			/written/emitter,       200, first
			/written/callable,      200, first
			/written/deferred,      200, first
			/written/plain,         200, first
			/written/plain-handled, 200, handled
			/unwritten/sse,         500, first
			/unwritten/emitter,     500, first
			/unwritten/stream,      500, first
			/unwritten/callable,    500, first
			/unwritten/deferred,    500, first
			/unwritten/plain,       500, first
			""")
	void theStatusIsTheOneOnTheWireAndTheExceptionTheFirst(String path, long status, String message)
			throws IOException {
		SpanData span = get(path, status);
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", status)
			.containsEntry("error.type", message.equals("first") ? "java.lang.IllegalStateException"
					: "java.lang.UnsupportedOperationException");
		assertThat(span.getStatus()).isEqualTo(StatusData.error());
		assertThat(span.getEvents())
			.extracting((event) -> event.getAttributes().get(ExceptionAttributes.EXCEPTION_MESSAGE))
			.containsExactly(message);
	}

	@ParameterizedTest
	@CsvSource({ "/written/sse-timeout,200", "/unwritten/timeout,503" })
	void aTimeOutIsAFailure(String path, long status) throws IOException {
		SpanData span = get(path, status);
		String type = "org.springframework.web.context.request.async.AsyncRequestTimeoutException";
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", status)
			.containsEntry("error.type", type);
		assertThat(span.getStatus()).isEqualTo(StatusData.error());
		assertThat(span.getEvents()).extracting(FailedResponseTests::type).containsExactly(type);
	}

	@Test
	void sendErrorBehindTheHeadFailsWithTheStatusOnTheWire() throws IOException {
		SpanData span = get("/written/send-error", 200);
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 200L)
			.containsEntry("error.type", "java.lang.IllegalStateException");
		assertThat(span.getStatus()).isEqualTo(StatusData.error());
	}

	@Test
	void anAsynchronousRequestThatNobodyCompletesHasTheStatusOnTheWire() throws IOException {
		assertThat(RecordedSpans.attributes(get("/written/servlet-async", 200)))
			.containsEntry("http.response.status_code", 200L);
	}

	@Test
	void aCallerWhoGoesAwayIsNoFailureOfTheServer() throws IOException {
		SpanData span = get("/written/gone", 200);
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 200L)
			.doesNotContainKey("error.type");
		assertThat(span.getStatus()).isEqualTo(StatusData.unset());
		assertThat(span.getEvents()).extracting(FailedResponseTests::type)
			.containsExactly("org.springframework.web.context.request.async.AsyncRequestNotUsableException");
	}

	private static String type(EventData event) {
		return String.valueOf(event.getAttributes().get(ExceptionAttributes.EXCEPTION_TYPE));
	}

	private SpanData get(String path, long status) throws IOException {
		this.spans.clear();
		ByteArrayOutputStream response = new ByteArrayOutputStream();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(path)
					.getBytes(StandardCharsets.ISO_8859_1));
			if (path.endsWith("/gone")) {
				response.write(socket.getInputStream().readNBytes(12));
				socket.setSoLinger(true, 0);
			}
			else {
				socket.getInputStream().transferTo(response);
			}
		}
		assertThat(response.toString(StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 " + status);
		assertThat(this.spans.await(1)).hasSize(1);
		SpanData span = this.spans.all().get(0);
		assertThat(span.getName()).isEqualTo("GET " + path);
		return span;
	}

	@RestController
	static class Endpoints {

		@GetMapping("/written/sse")
		SseEmitter sse() throws IOException {
			return begun(new SseEmitter(), new IllegalStateException("first"));
		}

		@GetMapping("/written/sse-handled")
		SseEmitter sseHandled() throws IOException {
			return begun(new SseEmitter(), new UnsupportedOperationException("handled"));
		}

		@GetMapping("/written/sse-timeout")
		SseEmitter sseTimeout() throws IOException {
			SseEmitter emitter = new SseEmitter(50L);
			emitter.send("one");
			return emitter;
		}

		@GetMapping("/written/emitter")
		ResponseBodyEmitter emitter() throws IOException {
			return begun(new ResponseBodyEmitter(), new IllegalStateException("first"));
		}

		@GetMapping("/written/callable")
		Callable<String> callable(HttpServletResponse response) {
			return () -> {
				begin(response);
				throw new IllegalStateException("first");
			};
		}

		@GetMapping("/written/deferred")
		DeferredResult<String> deferred(HttpServletResponse response) throws IOException {
			begin(response);
			return failedDeferred();
		}

		@GetMapping("/written/plain")
		void plain(HttpServletResponse response) throws IOException {
			begin(response);
			throw new IllegalStateException("first");
		}

		@GetMapping("/written/plain-handled")
		void plainHandled(HttpServletResponse response) throws IOException {
			begin(response);
			throw new UnsupportedOperationException("handled");
		}

		@GetMapping("/written/send-error")
		void sendError(HttpServletResponse response) throws IOException {
			begin(response);
			response.sendError(503);
		}

		@GetMapping("/written/servlet-async")
		void servletAsync(HttpServletRequest request, HttpServletResponse response) throws IOException {
			begin(response);
			request.startAsync().setTimeout(50);
		}

		@GetMapping("/written/gone")
		SseEmitter gone() throws IOException {
			SseEmitter emitter = new SseEmitter();
			emitter.send("one");
			later(() -> {
				try {
					for (int i = 0; i < 100; i++) {
						emitter.send("x".repeat(100_000));
						TimeUnit.MILLISECONDS.sleep(20);
					}
				}
				catch (Exception ex) {
					emitter.completeWithError(ex);
				}
			});
			return emitter;
		}

		@GetMapping("/unwritten/sse")
		SseEmitter unwrittenSse() {
			return failing(new SseEmitter(), new IllegalStateException("first"));
		}

		@GetMapping("/unwritten/emitter")
		ResponseBodyEmitter unwrittenEmitter() {
			return failing(new ResponseBodyEmitter(), new IllegalStateException("first"));
		}

		@GetMapping("/unwritten/stream")
		StreamingResponseBody unwrittenStream() {
			return (out) -> {
				throw new IllegalStateException("first");
			};
		}

		@GetMapping("/unwritten/callable")
		Callable<String> unwrittenCallable() {
			return () -> {
				throw new IllegalStateException("first");
			};
		}

		@GetMapping("/unwritten/deferred")
		DeferredResult<String> unwrittenDeferred() {
			return failedDeferred();
		}

		@GetMapping("/unwritten/plain")
		void unwrittenPlain(HttpServletResponse response) {
			response.setContentType("text/event-stream");
			throw new IllegalStateException("first");
		}

		@GetMapping("/unwritten/timeout")
		DeferredResult<String> unwrittenTimeout() {
			return new DeferredResult<>(50L);
		}

		@ExceptionHandler
		ResponseEntity<String> handle(UnsupportedOperationException ex) {
			return ResponseEntity.status(409).body("conflict");
		}

		private static <T extends ResponseBodyEmitter> T begun(T emitter, Exception failure) throws IOException {
			emitter.send("one");
			return failing(emitter, failure);
		}

		private static <T extends ResponseBodyEmitter> T failing(T emitter, Exception failure) {
			later(() -> emitter.completeWithError(failure));
			return emitter;
		}

		private static DeferredResult<String> failedDeferred() {
			DeferredResult<String> result = new DeferredResult<>();
			later(() -> result.setErrorResult(new IllegalStateException("first")));
			return result;
		}

		private static void begin(HttpServletResponse response) throws IOException {
			response.getOutputStream().write('1');
			response.flushBuffer();
		}

		private static void later(Runnable task) {
			CompletableFuture.runAsync(task, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
		}

	}

}
