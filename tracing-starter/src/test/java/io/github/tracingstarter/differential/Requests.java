package io.github.tracingstarter.differential;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.Http;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/**
 * Responses, byte for byte.
 */
final class Requests {

	static final List<String> ALL = List.of("GET /text", "GET /json/7", "GET /large", "GET /created", "GET /redirect",
			"GET /forward", "GET /unknown", "GET /json/x/y", "GET /json/x", "GET /conflict", "GET /handled",
			"GET /broken", "GET /error-sent", "GET /callable", "GET /callable-broken", "GET /deferred",
			"GET /deferred-broken", "GET /async-timeout", "GET /stream", "GET /stream-broken", "GET /sse",
			"GET /sse-broken", "GET /text?token=a%20b&c", "GET /cookie", "GET /etag", "GET /hello.txt", "HEAD /text",
			"OPTIONS /text", "POST /text", "DELETE /json/1", "TRACE /text", "PUT /unknown");

	private static final Pattern CHANGING = Pattern.compile("\"timestamp\":\"[^\"]*\"|\"requestId\":\"[^\"]*\""
			+ "|<div id='created'>[^<]*|(?i:session(id)?=[^;,\\]]*)|name=\"_csrf\"[^>]*>");

	private Requests() {
	}

	static Stream<Situation> situations() {
		return Stream
			.of(Situation.of("responses: Tomcat", OnTomcat.class, responsesTo(ALL)),
					Situation.of("responses: Jetty", OnJetty.class, responsesTo(ALL)),
					Situation.of("responses: rules", OnTomcat.class, responsesTo(ALL))
						.with("tracing.rules[0].path=/json/**", "tracing.rules[0].drop=true",
								"tracing.rules[1].route=/text", "tracing.rules[1].rename=a text",
								"tracing.rules[2].kind=client", "tracing.rules[2].drop=true"),
					Situation.of("responses: not chosen, kept if failed", OnTomcat.class, responsesTo(ALL))
						.with("tracing.sampling.probability=0", "tracing.sampling.keep.errors=true",
								"tracing.sampling.keep.handled-errors=true", "tracing.sampling.keep.slower-than=p99"),
					Situation.of("responses: with headers, expressions and limits", OnTomcat.class, responsesTo(ALL))
						.with(DATA_PROTECTION))
			.map((situation) -> situation.with("spring.main.web-application-type=servlet"));
	}

	/** Properties that record and hide more of requests and calls than the defaults. */
	static final String[] DATA_PROTECTION = { "tracing.web.request-headers=accept,cookie,host",
			"tracing.web.response-headers=content-type,allow,location", "tracing.client.request-headers=accept,x-tag",
			"tracing.client.response-headers=content-type,content-length", "tracing.redaction.expressions[0]=(a+)+$",
			"tracing.limits.attribute-length=10", "tracing.limits.attribute-count=5" };

	/**
	 * Sends requests, one after the other.
	 * @param requests each with method and path, and the headers after bars
	 */
	static Situation.Observation responsesTo(List<String> requests) {
		return (context) -> responses(context, "local.server.port", requests);
	}

	static Map<String, Object> responses(ConfigurableApplicationContext context, String port, List<String> requests) {
		Map<String, Object> responses = new LinkedHashMap<>();
		for (String request : requests) {
			String[] parts = request.split(" \\| |: ");
			String[] headers = Arrays.copyOfRange(parts, 1, parts.length);
			String[] line = parts[0].split(" ");
			responses.put(request, response(context, port, line[0], line[1], headers));
		}
		return responses;
	}

	static Object response(ConfigurableApplicationContext context, String method, String path, String... headers) {
		return response(context, "local.server.port", method, path, headers);
	}

	/**
	 * Returns everything of a response except what differs between responses.
	 */
	private static Object response(ConfigurableApplicationContext context, String portProperty, String method,
			String path, String... headers) {
		int port = context.getEnvironment().getRequiredProperty(portProperty, Integer.class);
		String contextPath = context.getEnvironment().getProperty("server.servlet.context-path", "");
		try {
			HttpResponse<String> response = new Http(port).exchange(method, contextPath + path, headers);
			String body = CHANGING.matcher(response.body()).replaceAll("#");
			Map<String, List<String>> all = new TreeMap<>(response.headers().map());
			all.remove("date");
			if (!body.equals(response.body())) {
				all.remove("content-length");
			}
			Map<String, Object> seen = new LinkedHashMap<>();
			seen.put("status", response.statusCode());
			seen.put("headers", CHANGING.matcher(all.toString()).replaceAll("#").replace(":" + port, ":port"));
			seen.put("body", body.replace(":" + port, ":port"));
			return seen;
		}
		catch (RuntimeException ex) {
			return "no response: " + ex.getClass();
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = JettyServletWebServerAutoConfiguration.class)
	@Import(Controller.class)
	static class OnTomcat {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(exclude = TomcatServletWebServerAutoConfiguration.class)
	@Import(Controller.class)
	static class OnJetty {

	}

	record Item(int id, String name) {

	}

	@RestController
	static class Controller {

		@GetMapping("/text")
		String text() {
			return "text";
		}

		@PostMapping("/text")
		String post(@RequestBody(required = false) String body) {
			return "posted " + body;
		}

		@GetMapping("/json/{id}")
		Item json(@PathVariable int id) {
			return new Item(id, "naïve");
		}

		@GetMapping("/large")
		String large() {
			return "0123456789".repeat(20_000);
		}

		@GetMapping("/created")
		ResponseEntity<Item> created() {
			return ResponseEntity.status(HttpStatus.CREATED).header("Location", "/json/1").body(new Item(1, "one"));
		}

		@GetMapping("/redirect")
		void redirect(HttpServletResponse response) throws IOException {
			response.sendRedirect("/text");
		}

		@GetMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/text").forward(request, response);
		}

		@GetMapping("/conflict")
		void conflict() {
			throw new ResponseStatusException(HttpStatus.CONFLICT, "taken");
		}

		@GetMapping("/handled")
		void handled() {
			throw new IllegalArgumentException("handled");
		}

		@ExceptionHandler(IllegalArgumentException.class)
		ResponseEntity<String> onIllegalArgument(IllegalArgumentException ex) {
			return ResponseEntity.badRequest().body(ex.getMessage());
		}

		@GetMapping("/broken")
		void broken() {
			throw new IllegalStateException("broken");
		}

		@GetMapping("/error-sent")
		void errorSent(HttpServletResponse response) throws IOException {
			response.sendError(503, "busy");
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return () -> "called";
		}

		@GetMapping("/callable-broken")
		Callable<String> callableBroken() {
			return () -> {
				throw new IllegalStateException("broken");
			};
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> result.setResult("later")).start();
			return result;
		}

		@GetMapping("/deferred-broken")
		DeferredResult<String> deferredBroken() {
			DeferredResult<String> result = new DeferredResult<>();
			new Thread(() -> result.setErrorResult(new IllegalStateException("broken"))).start();
			return result;
		}

		@GetMapping("/async-timeout")
		DeferredResult<String> timeout() {
			return new DeferredResult<>(50L);
		}

		@GetMapping("/stream")
		StreamingResponseBody stream() {
			return (out) -> out.write("streamed".getBytes(StandardCharsets.UTF_8));
		}

		@GetMapping("/stream-broken")
		StreamingResponseBody streamBroken() {
			return (out) -> {
				throw new IOException("broken");
			};
		}

		@GetMapping(path = "/sse", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		SseEmitter sse() {
			SseEmitter emitter = new SseEmitter();
			new Thread(() -> {
				try {
					// Otherwise Spring Security writes its headers on this thread and on
					// that of the request
					// at the same time, and occasionally twice.
					Thread.sleep(100);
					emitter.send("one");
					emitter.send("two");
					emitter.complete();
				}
				catch (IOException | InterruptedException ex) {
					emitter.completeWithError(ex);
				}
			}).start();
			return emitter;
		}

		@GetMapping(path = "/sse-broken", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
		SseEmitter sseBroken() {
			SseEmitter emitter = new SseEmitter();
			new Thread(() -> {
				try {
					Thread.sleep(100);
					emitter.send("one");
				}
				catch (IOException | InterruptedException ex) {
					// The second failure is what counts here.
				}
				emitter.completeWithError(new IllegalStateException("broken"));
			}).start();
			return emitter;
		}

		@GetMapping("/cookie")
		void cookie(HttpServletRequest request, HttpServletResponse response) {
			request.getSession();
			response.addCookie(new jakarta.servlet.http.Cookie("a", "b"));
		}

		@GetMapping("/etag")
		ResponseEntity<String> etag() {
			return ResponseEntity.ok().eTag("v1").body("tagged");
		}

	}

}
