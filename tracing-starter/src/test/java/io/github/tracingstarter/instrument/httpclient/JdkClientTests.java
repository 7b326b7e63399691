package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The spans of calls with the JDK's client.
 */
class JdkClientTests extends LibraryClientContract {

	JdkClientTests() {
		super(Application.class);
	}

	@Override
	Answer send(ApplicationContext context, String method, URI uri, Map<String, String> headers, Duration timeOut)
			throws IOException {
		try {
			HttpResponse<String> response = context.getBean(HttpClient.class)
				.send(request(method, uri, headers, timeOut), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static HttpRequest request(String method, URI uri, Map<String, String> headers, Duration timeOut) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.method(method, HttpRequest.BodyPublishers.noBody())
			.timeout(timeOut);
		headers.forEach(request::header);
		return request.build();
	}

	@Override
	Class<?> type() {
		return HttpClient.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return HttpTimeoutException.class;
	}

	@Test
	void restClientOnSuchAClientMakesOneSpan() {
		runner().run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			RestClient rest = RestClient.builder().requestFactory(new JdkClientHttpRequestFactory(client)).build();
			RestClient traced = (RestClient) context.getAutowireCapableBeanFactory().initializeBean(rest, "rest");
			assertThat(traced.get().uri(this.upstream.url("/users/{id}"), 7).retrieve().body(String.class))
				.isEqualTo("hello");
			assertOneSpan(context, "GET /users/{id}");
		});
	}

	@Test
	void stagesOfAnAsynchronousCallRunInTheTraceOfTheCaller() {
		runner().run((context) -> {
			AtomicReference<Span> seen = new AtomicReference<>();
			inSpan(context, () -> {
				Span around = Span.current();
				context.getBean(HttpClient.class)
					.sendAsync(HttpRequest.newBuilder(URI.create(this.upstream.url("/"))).build(),
							BodyHandlers.ofString())
					.thenAccept((response) -> seen.set(Span.current()))
					.join();
				assertThat(seen.get().getSpanContext()).isEqualTo(around.getSpanContext());
			});
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Test
	void cancellationOfAStageCancelsTheCall() {
		runner().run((context) -> {
			CompletableFuture<String> body = context.getBean(HttpClient.class)
				.sendAsync(HttpRequest.newBuilder(URI.create(this.upstream.url("/hang"))).build(),
						BodyHandlers.ofString())
				.thenApply(HttpResponse::body);
			assertThat(body.cancel(true)).isTrue();
			assertThat(body).isCancelled();
			SpanData span = context.getBean(RecordedSpans.class).await(1).get(0);
			assertThat(RecordedSpans.attributes(span).get("error.type")).isIn(CancellationException.class.getName(),
					IOException.class.getName());
		});
	}

	@Test
	void asynchronousFailurePassesUnchanged() {
		runner().run((context) -> {
			CompletableFuture<?> answer = context.getBean(HttpClient.class)
				.sendAsync(request("GET", URI.create(this.upstream.url("/hang")), Map.of(), Duration.ofMillis(200)),
						BodyHandlers.ofString());
			assertThatExceptionOfType(CompletionException.class).isThrownBy(answer::join)
				.withCauseInstanceOf(HttpTimeoutException.class);
			SpanData span = context.getBean(RecordedSpans.class).await(1).get(0);
			assertThat(RecordedSpans.attributes(span)).containsEntry("error.type",
					HttpTimeoutException.class.getName());
		});
	}

	@Test
	void settingsAreThoseOfTheClient() {
		runner().run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			HttpClient original = context.getBean(Application.class).original;
			assertThat(client).isNotSameAs(original).hasToString(original.toString());
			assertThat(client.executor()).isEqualTo(original.executor()).isPresent();
			assertThat(client.connectTimeout()).contains(Duration.ofSeconds(3));
			assertThat(client.followRedirects()).isEqualTo(HttpClient.Redirect.NORMAL);
			assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
			assertThat(client.sslContext()).isSameAs(original.sslContext());
			assertThat(client.cookieHandler()).isEqualTo(original.cookieHandler());
			assertThat(client.proxy()).isEqualTo(original.proxy());
			assertThat(client.authenticator()).isEqualTo(original.authenticator());
			assertThat(client.newWebSocketBuilder()).isNotNull();
		});
	}

	@Test
	void misuseFailsAsItDid() {
		runner().run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			HttpClient original = context.getBean(Application.class).original;
			for (HttpClient each : new HttpClient[] { client, original }) {
				assertThatNullPointerException().isThrownBy(() -> each.send(null, BodyHandlers.ofString()));
				assertThatNullPointerException().isThrownBy(() -> each.sendAsync(null, BodyHandlers.ofString()));
				assertThatNullPointerException()
					.isThrownBy(() -> each.send(HttpRequest.newBuilder(URI.create("http://localhost")).build(), null));
			}
		});
	}

	@Test
	void closingClosesTheClient() throws Exception {
		assumeTrue(Runtime.version().feature() >= 21);
		runner().run((context) -> {
			HttpClient client = context.getBean(HttpClient.class);
			HttpClient.class.getMethod("close").invoke(client);
			assertThat(HttpClient.class.getMethod("isTerminated").invoke(context.getBean(Application.class).original))
				.isEqualTo(true);
			assertThat(HttpClient.class.getMethod("isTerminated").invoke(client)).isEqualTo(true);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final HttpClient original = HttpClient.newBuilder()
			.connectTimeout(Duration.ofSeconds(3))
			.followRedirects(HttpClient.Redirect.NORMAL)
			.version(HttpClient.Version.HTTP_1_1)
			.executor((Executor) Runnable::run)
			.build();

		@Bean(destroyMethod = "")
		HttpClient client() {
			return this.original;
		}

	}

}
