package io.github.tracingstarter.instrument.webflux;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;

import io.github.tracingstarter.SpanEditor;
import io.github.tracingstarter.WebFluxSpanCustomizer;
import io.github.tracingstarter.instrument.ServerContract;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for every WebFlux server.
 */
abstract class ReactiveContract extends ServerContract {

	int port;

	abstract Class<?> container();

	@Override
	protected ConfigurableApplicationContext start(String... properties) {
		ConfigurableApplicationContext application = new SpringApplicationBuilder(ReactiveTestApplication.class,
				Customizing.class, container())
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
	 * Including one whose exception has a handler, which is called too late to respond.
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

	@ParameterizedTest
	@ValueSource(strings = { "/users/42", "/nothing/here", "/handled", "/handled-later", "/boom", "/late-boom",
			"/send-error", "/functional/x", "/sse" })
	void aCustomizerSeesRequestAndResponse(String path) {
		HttpResponse<String> response = this.http.get(path + "?a=b", "X-Tenant", "acme");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("tenant", "acme")
			.containsEntry("seen", "GET %s a=b %d".formatted(path, response.statusCode()))
			.containsEntry("failed", path.contains("boom"))
			.containsEntry("early", true);
	}

	@Test
	void aCustomizerMayDropARequestWithAllThatItDoes() {
		this.http.get("/inner", "X-Tenant", "unwanted");
		this.http.get("/users/42");
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET /users/{id}\n");
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

	@Configuration(proxyBeanMethods = false)
	static class Customizing {

		@Bean
		WebFluxSpanCustomizer customizer() {
			return new WebFluxSpanCustomizer() {

				@Override
				public boolean isTraced(ServerHttpRequest request) {
					return !"unwanted".equals(request.getHeaders().getFirst("X-Tenant"));
				}

				@Override
				public void start(SpanEditor span, ServerHttpRequest request) {
					if (request.getHeaders().containsHeader("X-Tenant")) {
						span.attribute("early", true);
					}
				}

				@Override
				public void customize(SpanEditor span, ServerHttpRequest request, @Nullable ServerHttpResponse response,
						@Nullable Throwable error) {
					String tenant = request.getHeaders().getFirst("X-Tenant");
					if (tenant != null && response != null && response.getStatusCode() != null) {
						span.attribute("tenant", tenant)
							.attribute("seen",
									"%s %s %s %d".formatted(request.getMethod(), request.getURI().getPath(),
											request.getURI().getQuery(), response.getStatusCode().value()))
							.attribute("failed", String.valueOf(error).contains("boom"));
					}
				}

			};
		}

	}

}
