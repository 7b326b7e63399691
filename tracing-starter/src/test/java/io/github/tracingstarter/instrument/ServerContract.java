package io.github.tracingstarter.instrument;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for every server, with and without servlets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServerContract {

	private ConfigurableApplicationContext application;

	/** The spans of the application. */
	protected RecordedSpans spans;

	/** Sends requests to the application. */
	protected Http http;

	/**
	 * Starts the application.
	 * @param properties its properties
	 * @return the application
	 */
	protected abstract ConfigurableApplicationContext start(String... properties);

	/**
	 * Returns what the handler of a path saw in the MDC.
	 * @param path the path
	 * @return the trace id, or "none"
	 */
	protected abstract String seenTraceId(String path);

	@BeforeAll
	void start() {
		this.application = start("server.port=0", "tracing.exporters=none", "spring.main.banner-mode=off",
				"logging.level.org.apache.catalina=info", "tracing.web.exclude=/internal/**,POST /users/{id}",
				"tracing.web.request-headers=X-Tag, authorization,cookie,X-Absent",
				"tracing.web.response-headers=allow", "server.forward-headers-strategy=framework",
				"management.endpoints.web.exposure.include=health,info");
		this.spans = this.application.getBean(RecordedSpans.class);
		this.http = new Http(
				Integer.parseInt(this.application.getEnvironment().getRequiredProperty("local.server.port")));
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@BeforeEach
	void clear() {
		this.spans.clear();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/users/42,        200, SERVER GET /users/{id}
			/functional/x,    200, SERVER GET /functional/{name}
			/nothing/here,    404, SERVER GET
			/payment,         402, SERVER GET /payment
			/handled,         409, SERVER GET /handled
			/boom,            500, SERVER GET /boom !
			/send-error,      503, SERVER GET /send-error !
			/sse,             200, SERVER GET /sse
			""")
	void oneServerSpanForEachWayToAnswer(String path, int status, String tree) {
		assertOneServerSpan(path, status, tree);
	}

	protected void assertOneServerSpan(String path, int status, String tree) {
		HttpResponse<String> response = this.http.get(path);
		assertThat(response.statusCode()).isEqualTo(status);
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo(tree + "\n");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.containsEntry("http.response.status_code", (long) status);
	}

	@Test
	void headersThatAreAskedForAreAttributes() {
		HttpResponse<String> response = this.http.exchange("OPTIONS", "/inner", "X-Tag", "one", "X-Tag",
				"password=hunter2", "Authorization", "anything", "Cookie", "a=b", "X-Other", "other");
		assertThat(response.headers().allValues("allow")).isNotEmpty();
		this.spans.await(1);
		Map<String, Object> headers = RecordedSpans.attributes(this.spans.first(SpanKind.SERVER));
		headers.keySet().removeIf((key) -> !key.contains(".header."));
		assertThat(headers).isEqualTo(Map.of("http.request.header.x-tag", List.of("one", "password=REDACTED"),
				"http.request.header.authorization", List.of("REDACTED"), "http.request.header.cookie",
				List.of("REDACTED"), "http.response.header.allow", response.headers().allValues("allow")));
	}

	@Test
	void whatAHandlerDoesIsBelowTheRequest() {
		assertIsBelowTheRequest("/inner", "inner");
	}

	protected void assertIsBelowTheRequest(String path, String inner) {
		this.http.get(path);
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET %s\n  INTERNAL %s\n".formatted(path, inner));
		SpanData server = this.spans.named("GET " + path);
		assertThat(server.getEndEpochNanos()).isGreaterThanOrEqualTo(this.spans.named(inner).getEndEpochNanos());
	}

	@Test
	void attributesOfARequest() {
		this.http.get("/users/42?name=x&token=secret", "User-Agent", "test/1");
		this.spans.await(1);
		SpanData span = this.spans.named("GET /users/{id}");
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.request.method", "GET")
			.containsEntry("http.route", "/users/{id}")
			.containsEntry("http.response.status_code", 200L)
			.containsEntry("url.path", "/users/42")
			.containsEntry("url.query", "name=x&token=REDACTED")
			.containsEntry("url.scheme", "http")
			.containsEntry("server.address", "localhost")
			.containsKey("server.port")
			.containsEntry("client.address", "127.0.0.1")
			.containsEntry("user_agent.original", "test/1")
			.doesNotContainKey("error.type");
		assertThat(span.getStatus()).isEqualTo(StatusData.unset());
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(seenTraceId("/users")).isEqualTo(span.getTraceId());
	}

	@Test
	void theSessionIsNotPartOfThePath() {
		this.http.get("/users/42;jsessionid=1A2B");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("url.path",
				"/users/42;jsessionid=REDACTED");
	}

	@Test
	void theErrorPageBelongsToTheRequestAndKeepsTheException() {
		HttpResponse<String> response = this.http.get("/boom", "Accept", "application/json");
		assertThat(response.body()).contains("\"status\":500").contains("\"path\":\"/boom\"");
		this.spans.await(1);
		SpanData span = this.spans.named("GET /boom");
		assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "java.lang.IllegalStateException")
			.containsEntry("http.route", "/boom");
		assertThat(exceptions(span)).containsExactly("java.lang.IllegalStateException: boom");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/handled", "/handled-later" })
	void aHandledExceptionIsAnEventWithoutItsMessageAndNoError(String path) {
		assertThat(this.http.get(path).statusCode()).isEqualTo(409);
		this.spans.await(1);
		SpanData span = this.spans.named("GET " + path);
		assertThat(exceptions(span)).containsExactly("java.lang.UnsupportedOperationException: null");
		assertThat(span.getStatus()).isEqualTo(StatusData.unset());
		assertThat(RecordedSpans.attributes(span)).doesNotContainKey("error.type");
	}

	@Test
	void versionOfTheProtocol() {
		this.http.get("/users/42");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.containsEntry("network.protocol.version", "1.1");
	}

	@Test
	void anErrorWithoutExceptionIsNamedByItsStatus() {
		this.http.get("/send-error");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.named("GET /send-error"))).containsEntry("error.type", "503");
	}

	@Test
	void theParentIsReadFromTraceparentAndB3() {
		this.http.get("/users/1", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		this.spans.await(1);
		SpanData span = this.spans.named("GET /users/{id}");
		assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
		this.spans.clear();
		this.http.get("/users/1", "b3", "1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-1");
		this.spans.await(1);
		assertThat(this.spans.named("GET /users/{id}").getTraceId()).isEqualTo("1af7651916cd43dd8448eb211c80319c");
	}

	@Test
	void aCallerThatWantsNothingRecordedMayUseB3Alone() {
		this.http.get("/users/1", "b3", "0");
		this.http.get("/users/1", "X-B3-Sampled", "0");
		this.http.get("/users/2", "b3", "1");
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET /users/{id}\n");
	}

	@Test
	void everyLineOfTracestateCountsAndARepeatedTraceparentStartsANewTrace() {
		String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		this.http.get("/users/1", "traceparent", parent, "tracestate", "a=1", "tracestate", "b=2");
		this.spans.await(1);
		SpanData span = this.spans.named("GET /users/{id}");
		assertThat(span.getSpanContext().getTraceState().asMap()).containsExactly(Map.entry("a", "1"),
				Map.entry("b", "2"));
		this.spans.clear();
		this.http.get("/users/1", "traceparent", parent, "traceparent", parent);
		this.spans.await(1);
		assertThat(this.spans.named("GET /users/{id}").getTraceId()).isNotEqualTo("0af7651916cd43dd8448eb211c80319c");
	}

	@Test
	void anUnsampledParentDropsTheRequestAndItsChildren() {
		this.http.get("/inner", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
		assertNoSpans();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator", "/actuator/health", "/actuator/info", "/internal/x/y", "/favicon.ico",
			"/css/x.css" })
	void quietByDefault(String path) {
		this.http.get(path);
		assertNoSpans();
	}

	@Test
	@LeavesOpen(spans = "GET")
	void filesAreQuietByDefault() {
		this.http.get("/hello.txt");
		assertNoSpans();
	}

	@Test
	void aFileWhoseSessionWasReadIsATrace() {
		this.http.get("/hello.txt", "X-Session", "now");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET\n  INTERNAL session\n");
		SpanData file = this.spans.first(SpanKind.SERVER);
		assertThat(RecordedSpans.attributes(file)).containsEntry("http.response.status_code", 200L)
			.containsEntry("url.path", "/hello.txt")
			.doesNotContainKey("http.route");
		assertThat(file.getParentSpanContext().isValid()).isFalse();
	}

	@Test
	void aFileBecomesATraceWhenASpanStartsBelowItLater() {
		this.http.get("/hello.txt", "X-Session", "later");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET\n  INTERNAL session\n");
		SpanData file = this.spans.first(SpanKind.SERVER);
		assertThat(RecordedSpans.attributes(file)).containsEntry("http.response.status_code", 200L);
		assertThat(file.getEndEpochNanos()).isGreaterThan(file.getStartEpochNanos())
			.isLessThan(this.spans.named("session").getStartEpochNanos());
	}

	@Test
	void anExclusionMayNameAMethod() {
		this.http.exchange("POST", "/users/1");
		this.http.exchange("PUT", "/users/1");
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER PUT /users/{id}\n");
	}

	@Test
	void anUnknownMethodIsNotASpanName() {
		HttpResponse<String> response = this.http.exchange("BREW", "/users/1");
		this.spans.await(1);
		SpanData span = this.spans.first(SpanKind.SERVER);
		assertThat(span.getName()).startsWith("HTTP").doesNotContain("BREW");
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.request.method", "_OTHER")
			.containsEntry("http.request.method_original", "BREW")
			.containsEntry("http.response.status_code", (long) response.statusCode());
	}

	@Test
	void forwardedHeadersNameTheClientAndTheScheme() {
		this.http.get("/users/1", "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Proto", "https", "X-Forwarded-Host",
				"shop.example");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.named("GET /users/{id}")))
			.containsAllEntriesOf(Map.of("client.address", "203.0.113.7", "url.scheme", "https", "server.address",
					"shop.example", "server.port", 443L));
	}

	private void assertNoSpans() {
		// A traced request behind it proves that a span would have been seen.
		this.http.get("/functional/probe");
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET /functional/{name}\n");
	}

	protected static List<String> exceptions(SpanData span) {
		return span.getEvents().stream().map((event) -> event.getAttributes().asMap()).map((attributes) -> {
			Map<String, Object> byKey = new HashMap<>();
			attributes.forEach((key, value) -> byKey.put(key.getKey(), value));
			return byKey.get("exception.type") + ": " + byKey.get("exception.message");
		}).toList();
	}

}
