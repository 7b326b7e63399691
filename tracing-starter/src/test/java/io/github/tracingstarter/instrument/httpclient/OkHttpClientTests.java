package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.Span;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans of calls with OkHttp.
 */
class OkHttpClientTests extends LibraryClientContract {

	OkHttpClientTests() {
		super(Application.class);
	}

	@Override
	Answer send(ApplicationContext context, String method, URI uri, Map<String, String> headers, Duration timeOut)
			throws IOException {
		OkHttpClient client = context.getBean(OkHttpClient.class).newBuilder().readTimeout(timeOut).build();
		Request.Builder request = new Request.Builder().url(uri.toString()).method(method, null);
		headers.forEach(request::header);
		try (Response response = client.newCall(request.build()).execute()) {
			return new Answer(response.code(), response.body().string());
		}
	}

	@Override
	Class<?> type() {
		return OkHttpClient.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return SocketTimeoutException.class;
	}

	@Test
	void asynchronousCallBelongsToItsCaller() {
		runner().run((context) -> {
			inSpan(context, () -> {
				CompletableFuture<Integer> status = new CompletableFuture<>();
				context.getBean(OkHttpClient.class).newCall(get("/")).enqueue(new Callback() {

					@Override
					public void onFailure(Call call, IOException ex) {
						status.completeExceptionally(ex);
					}

					@Override
					public void onResponse(Call call, Response response) {
						response.close();
						status.complete(response.code());
					}

				});
				assertThat(status.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(200);
			});
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Test
	void callbackRunsInTheContextOfItsCallerWithTheCallOfTheApplication() {
		runner().run((context) -> {
			CompletableFuture<Call> answered = new CompletableFuture<>();
			CompletableFuture<String> seen = new CompletableFuture<>();
			inSpan(context, () -> {
				Call made = context.getBean(OkHttpClient.class).newCall(get("/"));
				Call failing = context.getBean(OkHttpClient.class)
					.newCall(new Request.Builder().url("http://localhost:1/").build());
				made.enqueue(new Recorder(answered, seen));
				assertThat(answered.orTimeout(10, TimeUnit.SECONDS).join()).isSameAs(made);
				CompletableFuture<String> seenOfFailure = new CompletableFuture<>();
				failing.clone().enqueue(new Recorder(new CompletableFuture<>(), seenOfFailure));
				assertThat(seenOfFailure.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(seen.join());
			});
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n  CLIENT GET !\n");
			assertThat(seen.join()).isEqualTo(spans.named("request").getSpanId());
		});
	}

	@Test
	void eachRetryOfAnInterceptorIsASpan() {
		runner().run((context) -> {
			Interceptor retry = (chain) -> {
				chain.proceed(chain.request()).close();
				return chain.proceed(chain.request());
			};
			OkHttpClient client = new OkHttpClient.Builder().addInterceptor(retry).build();
			OkHttpClient traced = (OkHttpClient) context.getAutowireCapableBeanFactory()
				.initializeBean(client, "other");
			traced.newCall(get("/")).execute().close();
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
			assertThat(this.upstream.received()).extracting((request) -> request.header("traceparent").get(0))
				.doesNotHaveDuplicates();
		});
	}

	@Test
	void twinSharesConnectionsAndThreads() {
		runner().run((context) -> {
			OkHttpClient client = context.getBean(OkHttpClient.class);
			OkHttpClient original = context.getBean(Application.class).original;
			assertThat(client).isNotSameAs(original);
			assertThat(client.connectionPool()).isSameAs(original.connectionPool());
			assertThat(client.dispatcher()).isSameAs(original.dispatcher());
			assertThat(client.readTimeoutMillis()).isEqualTo(original.readTimeoutMillis());
		});
	}

	private Request get(String path) {
		return new Request.Builder().url(this.upstream.url(path)).build();
	}

	private record Recorder(CompletableFuture<Call> call, CompletableFuture<String> span) implements Callback {

		@Override
		public void onFailure(Call call, IOException ex) {
			record(call);
		}

		@Override
		public void onResponse(Call call, Response response) {
			response.close();
			record(call);
		}

		private void record(Call call) {
			this.span.complete(Span.current().getSpanContext().getSpanId());
			this.call.complete(call);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final OkHttpClient original = new OkHttpClient.Builder().readTimeout(Duration.ofSeconds(17)).build();

		@Bean
		OkHttpClient client() {
			return this.original;
		}

	}

}
