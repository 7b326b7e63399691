package io.github.tracingstarter.instrument.webflux;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;

import io.github.tracingstarter.instrument.ServerContract;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds on every server of WebFlux.
 */
abstract class ReactiveContract extends ServerContract {

	int port;

	abstract Class<?> container();

	@Override
	protected ConfigurableApplicationContext start(String... properties) {
		ConfigurableApplicationContext application = new SpringApplicationBuilder(ReactiveTestApplication.class,
				container())
			.web(WebApplicationType.REACTIVE)
			.properties(properties)
			.run();
		this.port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return application;
	}

	@Override
	protected String seenTraceId(String path) {
		return ReactiveTestApplication.seenTraceIds.get(path);
	}

	@Test
	void filtersAndHandlersSeeTheTrace() {
		this.http.get("/users/42");
		this.spans.await(1);
		String traceId = this.spans.first(SpanKind.SERVER).getTraceId();
		assertThat(List.of(seenTraceId("filter"), seenTraceId("/users"))).containsOnly(traceId);
		Waiting.await(() -> seenTraceId("after").equals(traceId), () -> traceId + " after the handler");
		this.spans.clear();
		this.http.get("/functional/x");
		this.spans.await(1);
		assertThat(seenTraceId("functional")).isEqualTo(this.spans.first(SpanKind.SERVER).getTraceId());
	}

	@Test
	void aStreamOfEventsSeesTheTrace() {
		this.http.get("/sse");
		this.spans.await(1);
		assertThat(seenTraceId("sse")).isEqualTo(this.spans.first(SpanKind.SERVER).getTraceId());
	}

	@Test
	void whatAHandlerDoesLaterIsBelowTheRequest() {
		assertIsBelowTheRequest("/later", "later");
	}

	@Test
	void aFailureOnAnotherThreadIsAnError() {
		assertOneServerSpan("/late-boom", 500, "SERVER GET /late-boom !");
	}

	@Test
	void aFilterMayAnswer() {
		assertOneServerSpan("/rejected", 403, "SERVER GET");
	}

	/**
	 * Also one whose exception has a handler, which comes too late for an answer.
	 */
	@ParameterizedTest
	@CsvSource({ "/sse-boom, java.lang.IllegalStateException",
			"/sse-handled, java.lang.UnsupportedOperationException" })
	void aStreamThatFailsWasAnsweredWith200(String path, String error) {
		try {
			this.http.get(path);
		}
		catch (RuntimeException ex) {
			// The server ends the connection.
		}
		this.spans.await(1);
		SpanData span = this.spans.named("GET " + path);
		assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
		assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 200L)
			.containsEntry("error.type", error);
		assertThat(span.getEvents()).hasSize(1);
	}

	/**
	 * Tomcat drops some of the connections before it answers, with the starter and
	 * without, and the client then sends the request again.
	 */
	@Test
	void aRequestThatTheClientCancelsEnds() throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		HttpResponse<InputStream> response = client.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/endless")).build(),
				HttpResponse.BodyHandlers.ofInputStream());
		response.body().read();
		response.body().close();
		List<SpanData> requests = this.spans.await(1);
		assertThat(requests).allSatisfy((span) -> {
			assertThat(span.getName()).isEqualTo("GET /endless");
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(RecordedSpans.attributes(span)).doesNotContainKey("error.type");
		});
		assertThat(requests).extracting((span) -> RecordedSpans.attributes(span).get("http.response.status_code"))
			.filteredOn(Objects::nonNull)
			.containsExactly(200L);
	}

	@Test
	void noScopeIsLeftBehind() {
		for (String path : List.of("/boom", "/late-boom", "/send-error", "/sse", "/users/1")) {
			for (int i = 0; i < 20; i++) {
				this.http.get(path);
			}
		}
		assertThat(this.spans.await(100)).hasSize(100).allSatisfy((span) -> {
			assertThat(span.getParentSpanContext().isValid()).isFalse();
			assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
		});
	}

}
