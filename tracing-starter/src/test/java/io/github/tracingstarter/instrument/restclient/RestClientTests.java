package io.github.tracingstarter.instrument.restclient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.util.Map;

import io.github.tracingstarter.instrument.ClientContract;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The spans of calls with a {@link RestClient}.
 */
class RestClientTests extends ClientContract {

	@Override
	protected ApplicationContextRunner runner() {
		return TracedApplication.runner();
	}

	@Override
	protected Client client(ApplicationContext context, String baseUrl) {
		RestClient client = context.getBean(RestClient.Builder.class).baseUrl(baseUrl).build();
		return new Client() {

			@Override
			public String user(int id) {
				return client.get().uri("/users/{id}", id).retrieve().body(String.class);
			}

			@Override
			public void brew(int id) {
				client.method(HttpMethod.valueOf("BREW")).uri("/pot/{id}", id).retrieve().toBodilessEntity();
			}

			@Override
			public String get(URI uri, Map<String, String> headers) {
				return client.get().uri(uri).headers((all) -> headers.forEach(all::add)).retrieve().body(String.class);
			}

		};
	}

	@Override
	protected String key() {
		return "tracing.client.enabled";
	}

	@Override
	protected Class<? extends Exception> errorStatus() {
		return RestClientResponseException.class;
	}

	@Override
	protected Class<? extends Exception> noResponse() {
		return ResourceAccessException.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return HttpTimeoutException.class;
	}

	@Test
	void literalPathIsNoSpanName() {
		run((client, spans) -> {
			client.get().uri(this.upstream.url("/users/7")).retrieve().toBodilessEntity();
			assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
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
	void clientErrorHandlersOfTheApplicationSeeWhatTheySaw() {
		run((client, spans) -> assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
			.isThrownBy(() -> client.get().uri(this.upstream.url("/status/404")).retrieve().toEntity(String.class))
			.satisfies((ex) -> assertThat(ex.getResponseBodyAsString()).isEqualTo("hello")));
	}

	private void run(Assertions assertions) {
		runner().run((context) -> assertions.check(context.getBean(RestClient.Builder.class).build(),
				context.getBean(RecordedSpans.class)));
	}

	private interface Assertions {

		void check(RestClient client, RecordedSpans spans) throws Exception;

	}

}
