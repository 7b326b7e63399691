package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Map;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of outgoing calls, over a real server.
 */
class ClientSpansTests {

	private final ApplicationContextRunner runner = TracedApplication.runner();

	private final Upstream upstream = new Upstream();

	@BeforeEach
	void noScopeIsOpen() {
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@AfterEach
	void noScopeIsLeft() {
		this.upstream.close();
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void callMakesClientSpanThatTravels() {
		run((client, spans) -> {
			assertThat(client.get().uri(this.upstream.url("/users/{id}"), 7).retrieve().body(String.class))
				.isEqualTo("hello");
			assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\n");
			SpanData span = spans.first(SpanKind.CLIENT);
			assertThat(RecordedSpans.attributes(span)).isEqualTo(Map.of("http.request.method", "GET", "server.address",
					this.upstream.host(), "server.port", (long) this.upstream.port(), "url.full",
					this.upstream.url("/users/7"), "url.template", "/users/{id}", "http.response.status_code", 200L));
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(this.upstream.only().header("traceparent")).containsExactly("00-%s-%s-%s"
				.formatted(span.getTraceId(), span.getSpanId(), span.getSpanContext().getTraceFlags().asHex()));
		});
	}

	@Test
	void literalPathIsNoSpanName() {
		run((client, spans) -> {
			client.get().uri(this.upstream.url("/users/7")).retrieve().toBodilessEntity();
			client.get().uri(URI.create(this.upstream.url("/users/8"))).retrieve().toBodilessEntity();
			assertThat(spans.tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 500, 503 })
	void errorStatusIsAnErrorOfTheCall(int status) {
		run((client, spans) -> {
			assertThatExceptionOfType(RestClientResponseException.class).isThrownBy(
					() -> client.get().uri(this.upstream.url("/status/" + status)).retrieve().body(String.class));
			SpanData span = spans.first(SpanKind.CLIENT);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", (long) status)
				.containsEntry("error.type", Integer.toString(status));
			assertThat(span.getEvents()).isEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 204, 300, 304 })
	void otherStatusIsNone(int status) {
		run((client, spans) -> {
			client.get().uri(this.upstream.url("/status/" + status)).retrieve().toBodilessEntity();
			SpanData span = spans.first(SpanKind.CLIENT);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", (long) status)
				.doesNotContainKey("error.type");
		});
	}

	@Test
	void refusedConnectionIsAnErrorAndPassesUnchanged() {
		run((client, spans) -> {
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> client.get()
					.uri("http://127.0.0.1:%d/".formatted(closedPort()))
					.retrieve()
					.body(String.class))
				.withCauseInstanceOf(ConnectException.class);
			SpanData span = spans.first(SpanKind.CLIENT);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", "java.net.ConnectException")
				.doesNotContainKey("http.response.status_code");
			assertThat(span.getEvents()).hasSize(1);
		});
	}

	@Test
	void timeOutIsAnErrorAndPassesUnchanged() {
		this.runner.withPropertyValues("spring.http.clients.read-timeout=200ms").run((context) -> {
			RestClient client = context.getBean(RestClient.Builder.class).build();
			assertThatExceptionOfType(ResourceAccessException.class)
				.isThrownBy(() -> client.get().uri(this.upstream.url("/hang")).retrieve().body(String.class))
				.withCauseInstanceOf(HttpTimeoutException.class);
			SpanData span = context.getBean(RecordedSpans.class).first(SpanKind.CLIENT);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type",
					"java.net.http.HttpTimeoutException");
		});
	}

	@Test
	void spanIsOverBeforeTheBodyFails() {
		run((client, spans) -> {
			assertThatExceptionOfType(RestClientException.class)
				.isThrownBy(() -> client.get().uri(this.upstream.url("/broken")).retrieve().body(String.class))
				.withCauseInstanceOf(IOException.class);
			assertThat(spans.await(1)).singleElement().satisfies((span) -> {
				assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
				assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", 200L);
			});
		});
	}

	@Test
	void unknownMethodIsNotItsOwnName() {
		run((client, spans) -> {
			client.method(HttpMethod.valueOf("BREW"))
				.uri(this.upstream.url("/pot/{id}"), 1)
				.retrieve()
				.toBodilessEntity();
			SpanData span = spans.named("HTTP /pot/{id}");
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.request.method", "_OTHER")
				.containsEntry("http.request.method_original", "BREW");
		});
	}

	@Test
	void secretsOfTheUrlAreRedacted() {
		run((client, spans) -> {
			client.get()
				.uri(URI.create(this.upstream.url("/x?q=tea&token=t0p&Sig=s1g#frag")))
				.retrieve()
				.toBodilessEntity();
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("url.full",
					this.upstream.url("/x?q=tea&token=REDACTED&Sig=REDACTED#frag"));
			assertThat(this.upstream.only().uri()).hasToString("/x?q=tea&token=t0p&Sig=s1g");
		});
	}

	@Test
	void forwardedHeadersAreReplacedAndNotDoubled() {
		run((client, spans) -> {
			client.get()
				.uri(this.upstream.url("/"))
				.header("traceparent", "00-12345678901234567890123456789012-1234567890123456-01")
				.retrieve()
				.toBodilessEntity();
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.contains(spans.first(SpanKind.CLIENT).getSpanId());
		});
	}

	@Test
	void clientErrorHandlersOfTheApplicationSeeWhatTheySaw() {
		run((client, spans) -> assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
			.isThrownBy(() -> client.get().uri(this.upstream.url("/status/404")).retrieve().toEntity(String.class))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("hello")));
	}

	private void run(Assertions assertions) {
		this.runner.run((context) -> assertions.check(context.getBean(RestClient.Builder.class).build(),
				context.getBean(RecordedSpans.class)));
	}

	private static int closedPort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Assertions {

		void check(RestClient client, RecordedSpans spans) throws Exception;

	}

}
