package io.github.tracingstarter.instrument;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
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
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The contract for outgoing calls with clients of every kind, with a real server.
 */
public abstract class ClientContract {

	/** The server that is called. */
	protected final Upstream upstream = new Upstream();

	/**
	 * Returns an application that can create such a client.
	 * @return a runner
	 */
	protected abstract ApplicationContextRunner runner();

	/**
	 * Creates a client.
	 * @param context the application
	 * @param baseUrl the beginning of its URL templates
	 * @return the client
	 */
	protected abstract Client client(ApplicationContext context, String baseUrl);

	/**
	 * Returns the switch.
	 * @return the key that turns the spans off
	 */
	protected abstract String key();

	/**
	 * Returns what such a client throws if a response has an error status.
	 * @return the type of the exception
	 */
	protected abstract Class<? extends Exception> errorStatus();

	/**
	 * Returns what such a client throws if there is no response.
	 * @return the type of the exception, whose causes include the reason
	 */
	protected abstract Class<? extends Exception> noResponse();

	/**
	 * Returns the reason if nothing listens on the port.
	 * @return the exception on the span
	 */
	protected Class<? extends Exception> refused() {
		return ConnectException.class;
	}

	/**
	 * Returns the reason if no response arrives in time.
	 * @return the exception on the span
	 */
	protected abstract Class<? extends Exception> timeOut();

	/**
	 * Returns whether the client knows URL templates.
	 * @return true, unless overridden
	 */
	protected boolean knowsTemplates() {
		return true;
	}

	/**
	 * Returns whether the client knows the fragment of a URL, which is not sent.
	 * @return true, unless overridden
	 */
	protected boolean knowsFragments() {
		return true;
	}

	/**
	 * A client.
	 */
	protected interface Client {

		/**
		 * Sends {@code GET /users/{id}}.
		 * @param id the variable
		 * @return the body of the response
		 */
		String user(int id);

		/**
		 * Sends {@code BREW /pot/{id}}.
		 * @param id the variable
		 */
		void brew(int id);

		/**
		 * Sends {@code GET} to an address without a template.
		 * @param uri the address
		 * @param headers the headers of the request
		 * @return the body of the response
		 */
		String get(URI uri, Map<String, String> headers);

	}

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
			assertThat(client.user(7)).isEqualTo("hello");
			SpanData span = only(spans);
			Map<String, Object> attributes = RecordedSpans.attributes(span);
			if (knowsTemplates()) {
				assertThat(spans.tree()).isEqualTo("CLIENT GET /users/{id}\n");
				assertThat(attributes.remove("url.template")).isEqualTo("/users/{id}");
			}
			else {
				assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
			}
			assertThat(attributes).isEqualTo(Map.of("http.request.method", "GET", "server.address",
					this.upstream.host(), "server.port", (long) this.upstream.port(), "url.full",
					this.upstream.url("/users/7"), "http.response.status_code", 200L));
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(span.getEvents()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).containsExactly("00-%s-%s-%s"
				.formatted(span.getTraceId(), span.getSpanId(), span.getSpanContext().getTraceFlags().asHex()));
		});
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		runner().run((context) -> {
			Client client = client(context, this.upstream.url(""));
			LiveSwitch.offAndOn(context, key(), (isOn) -> {
				assertThat(client.user(7)).isEqualTo("hello");
				List<Upstream.Received> received = this.upstream.received();
				assertThat(received.get(received.size() - 1).header("traceparent")).singleElement()
					.satisfies((header) -> LiveSwitch.assertCarried(header, isOn));
			}, "INTERNAL request\n  CLIENT %s\n".formatted(knowsTemplates() ? "GET /users/{id}" : "GET"),
					"INTERNAL request\n");
		});
	}

	@Test
	void headersThatAreAskedForAreAttributes() {
		runner()
			.withPropertyValues("tracing.client.request-headers=X-Tag,authorization,X-Absent",
					"tracing.client.response-headers=Content-Length,set-cookie")
			.run((context) -> {
				client(context, this.upstream.url("")).get(URI.create(this.upstream.url("/users/7")),
						Map.of("X-Tag", "password=hunter2", "Authorization", "anything", "X-Other", "other"));
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(1);
				Map<String, Object> headers = RecordedSpans.attributes(only(spans));
				headers.keySet().removeIf((key) -> !key.contains(".header."));
				assertThat(headers).isEqualTo(Map.of("http.request.header.x-tag", List.of("password=REDACTED"),
						"http.request.header.authorization", List.of("REDACTED"), "http.response.header.content-length",
						List.of("5")));
				assertThat(this.upstream.only().header("authorization")).containsExactly("anything");
			});
	}

	@Test
	void pathWithoutATemplateIsNoSpanName() {
		run((client, spans) -> {
			get(client, "/users/8");
			assertThat(only(spans).getName()).isEqualTo("GET");
			assertThat(RecordedSpans.attributes(only(spans))).doesNotContainKey("url.template");
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 404, 500, 503 })
	void errorStatusIsAnErrorOfTheCall(int status) {
		run((client, spans) -> {
			assertThat(catchThrowable(() -> get(client, "/status/" + status))).isInstanceOf(errorStatus());
			SpanData span = only(spans);
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
			get(client, "/status/" + status);
			SpanData span = only(spans);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
			assertThat(RecordedSpans.attributes(span)).containsEntry("http.response.status_code", (long) status)
				.doesNotContainKey("error.type");
		});
	}

	@Test
	void refusedConnectionIsAnErrorAndPassesUnchanged() {
		run((client, spans) -> {
			URI nobody = URI.create("http://127.0.0.1:%d/".formatted(closedPort()));
			assertThat(catchThrowable(() -> client.get(nobody, Map.of()))).isInstanceOf(noResponse())
				.hasCauseInstanceOf(refused());
			SpanData span = only(spans);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", refused().getName())
				.doesNotContainKey("http.response.status_code");
			assertThat(span.getEvents()).hasSize(1);
		});
	}

	@Test
	void timeOutIsAnErrorAndPassesUnchanged() {
		run(runner().withPropertyValues("spring.http.clients.read-timeout=200ms"), (client, spans) -> {
			assertThat(catchThrowable(() -> get(client, "/hang"))).isInstanceOf(noResponse())
				.hasCauseInstanceOf(timeOut());
			SpanData span = only(spans);
			assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type", timeOut().getName());
		});
	}

	@Test
	void unknownMethodIsNotItsOwnName() {
		run((client, spans) -> {
			client.brew(1);
			assertThat(only(spans).getName()).isEqualTo(knowsTemplates() ? "HTTP /pot/{id}" : "HTTP");
			assertThat(this.upstream.only().method()).isEqualTo("BREW");
			assertThat(RecordedSpans.attributes(only(spans))).containsEntry("http.request.method", "_OTHER")
				.containsEntry("http.request.method_original", "BREW");
		});
	}

	@Test
	void secretsOfTheUrlAreRedacted() {
		run((client, spans) -> {
			get(client, "/x?q=tea&token=t0p&Sig=s1g#frag");
			assertThat(RecordedSpans.attributes(only(spans))).containsEntry("url.full",
					this.upstream.url("/x?q=tea&token=REDACTED&Sig=REDACTED" + (knowsFragments() ? "#frag" : "")));
			assertThat(this.upstream.only().uri()).hasToString("/x?q=tea&token=t0p&Sig=s1g");
		});
	}

	@Test
	void forwardedHeadersAreReplacedAndNotDoubled() {
		run((client, spans) -> {
			client.get(URI.create(this.upstream.url("/")),
					Map.of("traceparent", "00-12345678901234567890123456789012-1234567890123456-01"));
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.contains(only(spans).getSpanId());
		});
	}

	private void get(Client client, String path) {
		client.get(URI.create(this.upstream.url(path)), Map.of());
	}

	private static SpanData only(RecordedSpans spans) {
		assertThat(spans.await(1)).hasSize(1);
		return spans.first(SpanKind.CLIENT);
	}

	private void run(Scenario scenario) {
		run(runner(), scenario);
	}

	private void run(ApplicationContextRunner runner, Scenario scenario) {
		runner.run((context) -> {
			assertThat(context).hasNotFailed();
			scenario.play(client(context, this.upstream.url("")), context.getBean(RecordedSpans.class));
		});
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * The use of a client, and the assertions.
	 */
	private interface Scenario {

		/**
		 * Plays the scenario.
		 * @param client the client
		 * @param spans the spans of its application
		 * @throws Exception what the test does not expect
		 */
		void play(Client client, RecordedSpans spans) throws Exception;

	}

}
