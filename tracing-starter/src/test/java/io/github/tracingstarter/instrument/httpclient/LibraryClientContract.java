package io.github.tracingstarter.instrument.httpclient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

import io.github.tracingstarter.instrument.ClientContract;
import io.github.tracingstarter.instrument.restclient.ClientObservationAutoConfiguration;
import io.github.tracingstarter.instrument.restclient.ClientTracingAutoConfiguration;
import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.ObservedApplication;
import io.github.tracingstarter.testing.RecordedSpans;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for the clients of libraries, which throw nothing for a status and do not
 * know templates.
 */
abstract class LibraryClientContract extends ClientContract {

	private final Class<?> application;

	LibraryClientContract(Class<?> application) {
		this.application = application;
	}

	static ApplicationContextRunner application() {
		return ObservedApplication.runner()
			.withConfiguration(AutoConfigurations.of(HttpClientTracingAutoConfiguration.class,
					ClientObservationAutoConfiguration.class, ClientTracingAutoConfiguration.class));
	}

	@Override
	protected final ApplicationContextRunner runner() {
		return application().withUserConfiguration(this.application);
	}

	@Override
	protected final Client client(ApplicationContext context, String baseUrl) {
		Duration timeOut = DurationStyle
			.detectAndParse(context.getEnvironment().getProperty("spring.http.clients.read-timeout", "30s"));
		return new Client() {

			@Override
			public String user(int id) {
				return call("GET", URI.create(baseUrl + "/users/" + id), Map.of());
			}

			@Override
			public void brew(int id) {
				call("BREW", URI.create(baseUrl + "/pot/" + id), Map.of());
			}

			@Override
			public String get(URI uri, Map<String, String> headers) {
				return call("GET", uri, headers);
			}

			private String call(String method, URI uri, Map<String, String> headers) {
				try {
					Answer answer = send(context, method, uri, headers, timeOut);
					if (answer.status() >= 400) {
						throw new IllegalStateException(String.valueOf(answer.status()));
					}
					return answer.body();
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}

		};
	}

	/**
	 * Sends a request with the client that is a bean.
	 */
	abstract Answer send(ApplicationContext context, String method, URI uri, Map<String, String> headers,
			Duration timeOut) throws IOException;

	/**
	 * Returns the type by which the client bean is looked up.
	 */
	abstract Class<?> type();

	@Override
	protected final String key() {
		return "tracing.httpclient.enabled";
	}

	@Override
	protected final boolean knowsTemplates() {
		return false;
	}

	@Override
	protected final Class<? extends Exception> errorStatus() {
		return IllegalStateException.class;
	}

	@Override
	protected final Class<? extends Exception> noResponse() {
		return UncheckedIOException.class;
	}

	@Test
	void callBelongsToTheSpanAroundIt() {
		runner().run((context) -> {
			inSpan(context, () -> client(context, this.upstream.url("")).user(7));
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			// An asynchronous client completes its future, and then ends the span.
			spans.await(2);
			assertThat(spans.tree()).isEqualTo("INTERNAL request\n  CLIENT GET\n");
		});
	}

	@Test
	void nothingIsSentOfATraceThatIsNotRecorded() {
		runner().withPropertyValues("management.tracing.sampling.probability=0.0").run((context) -> {
			inSpan(context, () -> client(context, this.upstream.url("")).user(7));
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).singleElement()
				.asString()
				.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[02]");
		});
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "tracing.httpclient.enabled=false", "tracing.client.enabled=false", "tracing.enabled=false" })
	void nothingIsTracedWhenOff(String property) {
		runner().withPropertyValues(property).run((context) -> {
			assertThat(client(context, this.upstream.url("")).user(7)).isEqualTo("hello");
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
			assertThat(this.upstream.only().header("traceparent")).isEmpty();
		});
	}

	@Test
	void reportNamesTheClient() {
		runner().run((context) -> {
			assertThat(context.getBean(type())).isNotNull();
			assertThat(context.getBean(TracingReport.class).entries()).singleElement().satisfies((entry) -> {
				assertThat(entry.instrumentation()).isEqualTo("HTTP client");
				assertThat(entry.subject()).startsWith("client (");
				assertThat(entry.traced()).isTrue();
			});
		});
	}

	final void inSpan(ApplicationContext context, Runnable action) {
		Tracer tracer = context.getBean(Tracer.class);
		Span span = tracer.nextSpan().name("request").start();
		Tracer.SpanInScope scope = tracer.withSpan(span);
		try {
			action.run();
		}
		finally {
			scope.close();
			span.end();
		}
	}

	final void assertOneSpan(ApplicationContext context, String name) {
		RecordedSpans spans = context.getBean(RecordedSpans.class);
		spans.await(1);
		assertThat(spans.tree()).isEqualTo("CLIENT %s\n".formatted(name));
		assertThat(this.upstream.only().header("traceparent")).singleElement()
			.asString()
			.contains(spans.first(SpanKind.CLIENT).getSpanId());
	}

	/**
	 * A response.
	 */
	record Answer(int status, String body) {

	}

}
