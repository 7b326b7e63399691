package io.github.tracingstarter.instrument.webclient;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;

import io.github.tracingstarter.instrument.ClientContract;
import io.github.tracingstarter.instrument.fields.FieldTracingAutoConfiguration;
import io.github.tracingstarter.instrument.httpclient.HttpClientTracingAutoConfiguration;
import io.github.tracingstarter.instrument.reactor.ReactorTracingAutoConfiguration;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientObservationAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The spans of calls with a {@link WebClient}.
 */
class WebClientTests extends ClientContract {

	@Override
	protected ApplicationContextRunner runner() {
		return ObservedApplication.runner()
			.withConfiguration(
					AutoConfigurations.of(HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
							WebClientAutoConfiguration.class, WebClientObservationAutoConfiguration.class,
							ReactorTracingAutoConfiguration.class, WebClientTracingAutoConfiguration.class))
			.withPropertyValues("spring.http.clients.reactive.connector=jdk");
	}

	@Override
	protected Client client(ApplicationContext context, String baseUrl) {
		return client(context.getBean(WebClient.Builder.class).baseUrl(baseUrl).build());
	}

	private static Client client(WebClient client) {
		return new Client() {

			@Override
			public String user(int id) {
				return client.get().uri("/users/{id}", id).retrieve().bodyToMono(String.class).block();
			}

			@Override
			public void brew(int id) {
				client.method(HttpMethod.valueOf("BREW")).uri("/pot/{id}", id).retrieve().toBodilessEntity().block();
			}

			@Override
			public String get(URI uri, Map<String, String> headers) {
				return client.get()
					.uri(uri)
					.headers((all) -> headers.forEach(all::add))
					.retrieve()
					.bodyToMono(String.class)
					.block();
			}

		};
	}

	@Override
	protected String key() {
		return "tracing.webclient.enabled";
	}

	@Override
	protected Class<? extends Exception> errorStatus() {
		return WebClientResponseException.class;
	}

	@Override
	protected Class<? extends Exception> noResponse() {
		return WebClientRequestException.class;
	}

	@Override
	protected Class<? extends Exception> refused() {
		return ConnectException.class;
	}

	@Override
	protected Class<? extends Exception> timeOut() {
		return HttpTimeoutException.class;
	}

	@Test
	void clientMadeWithoutABuilderHasSpansAndNoMetrics() {
		runner()
			.withBean(WebClient.class, () -> WebClient.builder().clientConnector(new JdkClientHttpConnector()).build())
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class))
			.run((context) -> {
				WebClient client = context.getBean(WebClient.class);
				client(client).get(URI.create(this.upstream.url("/x")), Map.of());
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(1);
				assertThat(spans.tree()).isEqualTo("CLIENT GET\n");
				assertThat(context.getBean(MeterRegistry.class).getMeters())
					.noneMatch((meter) -> meter.getId().getName().startsWith("http.client"));
			});
	}

	@Test
	void clientInAFieldOfABeanIsTraced() {
		runner().withConfiguration(AutoConfigurations.of(FieldTracingAutoConfiguration.class))
			.withInitializer((context) -> AutoConfigurationPackages
				.register((BeanDefinitionRegistry) context.getBeanFactory(), WebClientTests.class.getPackageName()))
			.withBean(Caller.class)
			.run((context) -> {
				context.getBean(Caller.class).call(this.upstream.url("/x"));
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("CLIENT GET\nCLIENT GET\n");
			});
	}

	@Test
	void callIsBelowTheSpanOfItsThread() {
		runner().run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			inSpan(context, () -> client(context, this.upstream.url("")).user(1));
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT GET /users/{id}\n");
		});
	}

	@Test
	void callsAfterACallAreBelowTheSameSpan() {
		runner().run((context) -> {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			WebClient client = context.getBean(WebClient.Builder.class).build();
			inSpan(context,
					() -> client.get()
						.uri(this.upstream.url("/{n}"), 1)
						.retrieve()
						.bodyToMono(String.class)
						.flatMap((body) -> client.get()
							.uri(this.upstream.url("/second/{n}"), 2)
							.retrieve()
							.bodyToMono(String.class))
						.block());
			spans.await(3);
			assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT GET /{n}\n  CLIENT GET /second/{n}\n");
		});
	}

	@Test
	void eachAttemptHasASpanAndItsOwnHeader() {
		runner().run((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			assertThat(catchThrowable(() -> client.get()
				.uri(this.upstream.url("/status/503"))
				.retrieve()
				.bodyToMono(String.class)
				.retry(1)
				.block())).isNotNull();
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("CLIENT GET !\nCLIENT GET !\n");
			assertThat(this.upstream.received()).extracting((received) -> received.header("traceparent").size())
				.containsExactly(1, 1);
			assertThat(this.upstream.received().get(0).header("traceparent"))
				.isNotEqualTo(this.upstream.received().get(1).header("traceparent"));
		});
	}

	@Test
	void cancelledCallEnds() {
		runner().run((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			Disposable call = client.get()
				.uri(this.upstream.url("/hang"))
				.retrieve()
				.bodyToMono(String.class)
				.subscribe();
			call.dispose();
			assertThat(context.getBean(RecordedSpans.class).await(1)).singleElement()
				.satisfies((span) -> assertThat(RecordedSpans.attributes(span))
					.doesNotContainKey("http.response.status_code"));
		});
	}

	@Test
	void callThatTakesTooLongEnds() {
		runner().run((context) -> {
			WebClient client = context.getBean(WebClient.Builder.class).build();
			String answer = client.get()
				.uri(this.upstream.url("/hang"))
				.retrieve()
				.bodyToMono(String.class)
				.timeout(Duration.ofMillis(50), Mono.just("instead"))
				.block();
			assertThat(answer).isEqualTo("instead");
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			assertThat(spans.await(1)).hasSize(1);
			assertThat(spans.first(SpanKind.CLIENT).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
		});
	}

	@Test
	void offByItsKey() {
		runner().withPropertyValues("tracing.webclient.enabled=false").run((context) -> {
			client(context, this.upstream.url("")).user(1);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).isEmpty();
		});
	}

	@Test
	void observationsTurnedOffMakeNoSpans() {
		runner().withPropertyValues("management.observations.enable.http.client.requests=false")
			.withBean(WebClient.class, () -> WebClient.builder().clientConnector(new JdkClientHttpConnector()).build())
			.run((context) -> {
				client(context, this.upstream.url("")).user(1);
				client(context.getBean(WebClient.class)).get(URI.create(this.upstream.url("/x")), Map.of());
				assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			});
	}

	@Test
	void tracedClientBelowMakesNoSecondSpan() {
		runner().withConfiguration(AutoConfigurations.of(HttpClientTracingAutoConfiguration.class))
			.withBean("below", HttpClient.class, HttpClient::newHttpClient)
			.run((context) -> {
				HttpClient below = context.getBean(HttpClient.class);
				assertThat(below.getClass().getSimpleName()).isEqualTo("TracedJdkClient");
				WebClient above = (WebClient) context.getAutowireCapableBeanFactory()
					.initializeBean(WebClient.builder().clientConnector(new JdkClientHttpConnector(below)).build(),
							"above");
				inSpan(context, () -> client(above).get(URI.create(this.upstream.url("/x")), Map.of()));
				RecordedSpans spans = context.getBean(RecordedSpans.class);
				spans.await(2);
				assertThat(spans.tree()).isEqualTo("INTERNAL around\n  CLIENT GET\n");
				assertThat(this.upstream.only().header("traceparent")).singleElement()
					.asString()
					.contains(spans.first(SpanKind.CLIENT).getSpanId());
			});
	}

	private static void inSpan(ApplicationContext context, Runnable work) {
		Span span = context.getBean(OpenTelemetry.class).getTracer("test").spanBuilder("around").startSpan();
		Scope scope = span.makeCurrent();
		try {
			work.run();
		}
		finally {
			scope.close();
			span.end();
		}
	}

	static class Caller {

		private final WebClient made = WebClient.builder().clientConnector(new JdkClientHttpConnector()).build();

		private final WebClient.Builder builder = WebClient.builder().clientConnector(new JdkClientHttpConnector());

		void call(String url) {
			this.made.get().uri(URI.create(url)).retrieve().toBodilessEntity().block();
			this.builder.build().get().uri(URI.create(url)).retrieve().toBodilessEntity().block();
		}

	}

}
