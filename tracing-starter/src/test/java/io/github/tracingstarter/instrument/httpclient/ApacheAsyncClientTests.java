package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.reactor.IOReactorStatus;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of calls with the asynchronous client of Apache HttpClient.
 */
class ApacheAsyncClientTests extends LibraryClientContract {

	ApacheAsyncClientTests() {
		super(Application.class);
	}

	@Override
	Answer send(ApplicationContext context, String method, URI uri, Map<String, String> headers, Duration timeOut)
			throws IOException {
		SimpleHttpRequest request = SimpleRequestBuilder.create(method).setUri(uri).build();
		headers.forEach(request::setHeader);
		request.setConfig(RequestConfig.custom().setResponseTimeout(timeOut.toMillis(), TimeUnit.MILLISECONDS).build());
		Future<SimpleHttpResponse> answer = context.getBean(CloseableHttpAsyncClient.class).execute(request, null);
		try {
			SimpleHttpResponse response = answer.get(30, TimeUnit.SECONDS);
			return new Answer(response.getCode(), (response.getBodyText() != null) ? response.getBodyText() : "");
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof IOException cause) {
				throw cause;
			}
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	Class<?> type() {
		return CloseableHttpAsyncClient.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return SocketTimeoutException.class;
	}

	@Override
	protected Class<? extends Exception> refused() {
		return HttpHostConnectException.class;
	}

	@Override
	protected boolean knowsFragments() {
		return false;
	}

	@Test
	void whatIsDoneWithTheAnswerBelongsToTheCaller() {
		runner().run((context) -> {
			CompletableFuture<String> seen = new CompletableFuture<>();
			inSpan(context, () -> {
				context.getBean(CloseableHttpAsyncClient.class)
					.execute(SimpleRequestBuilder.get(this.upstream.url("/")).build(), new FutureCallback<>() {

						@Override
						public void completed(SimpleHttpResponse response) {
							seen.complete(Span.current().getSpanContext().getSpanId());
						}

						@Override
						public void failed(Exception ex) {
							seen.completeExceptionally(ex);
						}

						@Override
						public void cancelled() {
							seen.cancel(true);
						}

					});
				seen.orTimeout(10, TimeUnit.SECONDS).join();
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
			assertThat(seen.join()).isEqualTo(spans.named("request").getSpanId());
		});
	}

	@Test
	void cancelledCallHasFailed() {
		runner().run((context) -> {
			Future<SimpleHttpResponse> answer = context.getBean(CloseableHttpAsyncClient.class)
				.execute(SimpleRequestBuilder.get(this.upstream.url("/hang")).build(), null);
			answer.cancel(true);
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(1);
			assertThat(spans.tree()).isEqualTo("CLIENT GET !\n");
			assertThat(RecordedSpans.attributes(spans.first(SpanKind.CLIENT))).containsEntry("error.type",
					"java.util.concurrent.CancellationException");
		});
	}

	@Test
	void clientThatIsNotStartedThrowsWhatItThrows() {
		runner().run((context) -> {
			CloseableHttpAsyncClient client = context.getBean(CloseableHttpAsyncClient.class);
			assertThat(client.getStatus()).isEqualTo(IOReactorStatus.ACTIVE);
			client.close();
			Future<SimpleHttpResponse> answer = client.execute(SimpleRequestBuilder.get(this.upstream.url("/")).build(),
					null);
			assertThat(answer).failsWithin(Duration.ofSeconds(10));
			assertThat(context.getBean(RecordedSpans.class).all())
				.allSatisfy((span) -> assertThat(span.hasEnded()).isTrue());
		});
	}

	@Test
	void minimalClientIsLeftAlone() {
		runner().withBean("minimal", MinimalHttpAsyncClient.class, HttpAsyncClients::createMinimal)
			.run((context) -> assertThat(context.getBean("minimal")).isExactlyInstanceOf(MinimalHttpAsyncClient.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		CloseableHttpAsyncClient client() {
			CloseableHttpAsyncClient client = HttpAsyncClients.custom().disableAutomaticRetries().build();
			client.start();
			return client;
		}

	}

}
