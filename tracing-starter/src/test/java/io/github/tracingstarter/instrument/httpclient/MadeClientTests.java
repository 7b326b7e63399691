package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.instrument.WovenHooks;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.context.Context;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The hooks for clients that no bean refers to, called in the same way as by changed
 * methods.
 */
class MadeClientTests {

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
		assertThat(Context.current()).isSameAs(Context.root());
	}

	@Test
	void clientOfTheJdkIsTracedOnce() {
		LibraryClientContract.application().run((context) -> {
			WovenHook hook = hook(context, "jdk-client");
			HttpClient client = (HttpClient) hook.call(HttpClient.newHttpClient(), null);
			assertThat(hook.call(client, null)).isSameAs(client);
			inSpan(context, () -> client.send(HttpRequest.newBuilder(URI.create(this.upstream.url("/"))).build(),
					BodyHandlers.ofString()));
			assertOneCall(context);
		});
	}

	@Test
	void otherObjectsPass() {
		LibraryClientContract.application().run((context) -> hooks(context).forEach((hook) -> {
			if (!hook.name().startsWith("url-")) {
				assertThat(hook.call("text", this)).as(hook.name()).isEqualTo("text");
			}
			assertThat(hook.call(null, this)).as(hook.name()).isNull();
		}));
	}

	@Test
	void clientsOfApacheAreTraced() {
		LibraryClientContract.application().run((context) -> {
			assertThat(hook(context, "apache-client").call(HttpClients.createDefault(), null))
				.isInstanceOf(TracedApacheClient.class);
			assertThat(hook(context, "apache-async-client").call(HttpAsyncClients.createDefault(), null))
				.isInstanceOf(TracedApacheAsyncClient.class);
		});
	}

	@Test
	void connectorsOfWebClientGetTheClientItself() {
		LibraryClientContract.application().run((context) -> {
			HttpClient client = HttpClient.newHttpClient();
			CloseableHttpAsyncClient async = HttpAsyncClients.createDefault();
			WovenHook connector = hook(context, "connector");
			assertThat(connector.call(hook(context, "jdk-client").call(client, null), null)).isSameAs(client);
			assertThat(connector.call(hook(context, "apache-async-client").call(async, null), null)).isSameAs(async);
			assertThat(connector.call(client, null)).isSameAs(client);
		});
	}

	@Test
	void okHttpIsTracedByItsBuilder() {
		LibraryClientContract.application().run((context) -> {
			WovenHook hook = hook(context, "okhttp");
			OkHttpClient.Builder builder = new OkHttpClient.Builder();
			assertThat(hook.call(builder, null)).isSameAs(builder);
			OkHttpClient client = builder.build();
			OkHttpClient.Builder copy = client.newBuilder().addInterceptor((chain) -> chain.proceed(chain.request()));
			hook.call(copy, null);
			assertThat(copy.interceptors()).hasSize(2);
			assertThat(copy.interceptors().get(1)).isInstanceOf(TracingInterceptor.class);
			inSpan(context, () -> {
				CompletableFuture<Boolean> sameTrace = new CompletableFuture<>();
				io.opentelemetry.api.trace.Span caller = io.opentelemetry.api.trace.Span.current();
				Request request = new Request.Builder().url(this.upstream.url("/")).build();
				Call call = (Call) hook.call(copy.build().newCall(request), client);
				assertThat(hook.call(call, client)).isSameAs(call);
				call.enqueue(new Callback() {

					@Override
					public void onFailure(Call failed, IOException ex) {
						sameTrace.completeExceptionally(ex);
					}

					@Override
					public void onResponse(Call answered, Response response) {
						response.close();
						sameTrace.complete(answered == call && caller.getSpanContext()
							.equals(io.opentelemetry.api.trace.Span.current().getSpanContext()));
					}

				});
				return assertThat(sameTrace.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
			});
			assertOneCall(context);
		});
	}

	@Test
	void urlConnectionHasOneSpanWhateverIsCalled() {
		LibraryClientContract.application().run((context) -> {
			HttpURLConnection connection = open("/");
			inSpan(context, () -> {
				step(context, "url-connect", connection, () -> {
					connection.connect();
					return null;
				});
				step(context, "url-read", connection,
						() -> step(context, "url-read", connection, connection::getInputStream));
				return step(context, "url-read", connection, connection::getResponseCode);
			});
			assertOneCall(context);
			assertThat(RecordedSpans.attributes(context.getBean(RecordedSpans.class).named("GET")))
				.containsEntry("http.response.status_code", 200L);
		});
	}

	@Test
	void urlConnectionThatIsRefusedFailsAsItDid() {
		LibraryClientContract.application().run((context) -> {
			HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:1/")
				.toURL()
				.openConnection();
			inSpan(context,
					() -> assertThatIOException().isThrownBy(() -> step(context, "url-connect", connection, () -> {
						connection.connect();
						return null;
					})));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET !\n");
			assertThat(RecordedSpans.attributes(spans.named("GET"))).containsEntry("error.type",
					"java.net.ConnectException");
		});
	}

	@Test
	void urlConnectionThatIsClosedBeforeItConnectsHasNoSpan() {
		LibraryClientContract.application().run((context) -> {
			HttpURLConnection connection = open("/");
			inSpan(context, () -> step(context, "url-disconnect", connection, () -> {
				connection.disconnect();
				return null;
			}));
			assertThat(context.getBean(RecordedSpans.class).tree()).isEqualTo("INTERNAL request\n");
			inSpan(context, () -> step(context, "url-read", connection, connection::getInputStream));
			assertThat(this.upstream.only().header("traceparent")).isNotEmpty();
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tracing.httpclient.enabled=false", "tracing.client.enabled=false", "tracing.enabled=false" })
	void thereAreNoHooksWhenOff(String property) {
		LibraryClientContract.application()
			.withPropertyValues(property)
			.run((context) -> assertThat(hooks(context).map(WovenHook::name)).doesNotContain("jdk-client",
					"apache-client", "apache-async-client", "okhttp", "connector", "url-read"));
	}

	@Test
	void connectorsKeepTheirClientsWhereWebClientIsNotTraced() {
		LibraryClientContract.application()
			.withPropertyValues("tracing.webclient.enabled=false")
			.run((context) -> assertThat(hooks(context).map(WovenHook::name)).contains("jdk-client")
				.doesNotContain("connector"));
	}

	private HttpURLConnection open(String path) throws IOException {
		return (HttpURLConnection) URI.create(this.upstream.url(path)).toURL().openConnection();
	}

	private static WovenHook hook(ApplicationContext context, String name) {
		return hooks(context).filter((hook) -> hook.name().equals(name)).findFirst().orElseThrow();
	}

	private static Stream<WovenHook> hooks(ApplicationContext context) {
		return context.getBeanProvider(WovenHooks.class).stream().flatMap((some) -> some.hooks().stream());
	}

	@SuppressWarnings("unchecked")
	private static <T> T step(ApplicationContext context, String name, HttpURLConnection connection,
			Callable<@Nullable T> method) throws Exception {
		AutoCloseable opened = (AutoCloseable) hook(context, name).call(connection, connection);
		try {
			return method.call();
		}
		catch (Exception ex) {
			if (opened instanceof Consumer<?> consumer) {
				((Consumer<Throwable>) consumer).accept(ex);
			}
			throw ex;
		}
		finally {
			if (opened != null) {
				opened.close();
			}
		}
	}

	private static void inSpan(ApplicationContext context, Callable<?> action) throws Exception {
		Span span = context.getBean(Tracer.class).nextSpan().name("request").start();
		Tracer.SpanInScope scope = context.getBean(Tracer.class).withSpan(span);
		try {
			action.call();
		}
		finally {
			scope.close();
			span.end();
		}
	}

	private void assertOneCall(ApplicationContext context) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.await(2);
		assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.named("GET").getSpanId());
	}

}
