package io.github.tracingstarter.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.tracingstarter.measurement.RequestListener;
import io.github.tracingstarter.measurement.ServedRequest;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.LeavesOpen;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Waiting;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract of what listeners learn about requests on every server.
 */
@ExtendWith(OutputCaptureExtension.class)
public abstract class RequestListenerContract {

	private static final List<String> COMMON = List.of("/users/42 -> GET /users/{id} 200",
			"/functional/x -> GET /functional/{name} 200", "/nothing/here -> GET null 404",
			"/payment -> GET /payment 402", "/handled -> GET /handled 409", "/handled-later -> GET /handled-later 409",
			"/boom -> GET /boom 500 java.lang.IllegalStateException", "/send-error -> GET /send-error 503 503",
			"/sse -> GET /sse 200", "/hello.txt -> GET null 200", "/internal/x -> GET null 404 excluded",
			"/css/x.css -> GET null 200 excluded", "/actuator/health -> GET /actuator/health 200 excluded",
			"BREW /users/1 -> _OTHER /users/{id} 200");

	/**
	 * Starts the application.
	 * @param configuration its configuration in addition to its handlers
	 * @param properties its properties
	 * @return the application
	 */
	protected abstract ConfigurableApplicationContext start(Class<?> configuration, String... properties);

	/**
	 * Returns requests that only some servers answer, or that they answer differently.
	 * @return each with its outcome
	 */
	protected abstract List<String> further();

	@ParameterizedTest
	@ValueSource(strings = { "tracing.sampling.probability=1.0", "tracing.sampling.probability=0.0",
			"tracing.sampling.probability=0.0;tracing.sampling.keep.errors=true",
			"tracing.sampling.rules[0].drop=true" })
	@LeavesOpen(spans = "GET")
	void everyRequestIsTold(String sampling) {
		try (ConfigurableApplicationContext application = start(Listening.class, sampling.split(";"))) {
			Http http = http(application);
			Requests requests = application.getBean(Requests.class);
			List<String> expected = new ArrayList<>();
			List<String> told = new ArrayList<>();
			Stream.concat(COMMON.stream(), further().stream()).forEach((line) -> {
				String[] request = line.substring(0, line.indexOf(" -> ")).split(" ");
				String outcome = line.substring(line.indexOf(" -> ") + 4);
				expected.add(line);
				int before = requests.all.size();
				http.exchange((request.length > 1) ? request[0] : "GET", request[request.length - 1]);
				Waiting.await(() -> requests.all.size() > before, () -> line);
				told.add(String.join(" ", request) + " -> " + requests.last().line());
				assertThat(requests.last().protocol()).as(line).isEqualTo("http 1.1");
				assertThat(requests.last().nanos()).as(line).isPositive();
				assertThat(outcome).isNotEmpty();
			});
			assertThat(told).isEqualTo(expected);
			assertThat(requests.all).hasSize(expected.size());
		}
	}

	@Test
	void theSpanOfARequestIsTold() {
		try (ConfigurableApplicationContext application = start(Listening.class)) {
			RecordedSpans spans = application.getBean(RecordedSpans.class);
			http(application).get("/users/42", "traceparent",
					"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
			http(application).get("/users/43", "traceparent",
					"00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00");
			Requests requests = application.getBean(Requests.class);
			Waiting.await(() -> requests.all.size() == 2, () -> "two requests");
			SpanData span = spans.await(1).get(0);
			assertThat(requests.all).extracting((request) -> request.span().isSampled()).containsExactly(true, false);
			assertThat(requests.all.peek().span()).isEqualTo(span.getSpanContext());
			assertThat(requests.last().span().getTraceId()).isEqualTo("1af7651916cd43dd8448eb211c80319c");
		}
	}

	@Test
	void aListenerThatFailsIsLoggedOnceAndReachesNeitherTheRequestNorTheOthers(CapturedOutput output) {
		try (ConfigurableApplicationContext application = start(Failing.class)) {
			for (int i = 0; i < 3; i++) {
				assertThat(http(application).get("/users/42").statusCode()).isEqualTo(200);
			}
			Requests requests = application.getBean(Requests.class);
			Waiting.await(() -> requests.all.size() == 3, () -> "three requests");
			assertThat(application.getBean(RecordedSpans.class).await(3)).hasSize(3);
		}
		assertThat(output.getAll().split("A request could not be counted", -1)).hasSize(2);
	}

	@Test
	void withoutTheInstrumentationNobodyIsTold() {
		try (ConfigurableApplicationContext application = start(Listening.class, "tracing.web.enabled=false")) {
			assertThat(http(application).get("/users/42").statusCode()).isEqualTo(200);
			assertThat(application.getBean(Requests.class).all).isEmpty();
		}
	}

	private static Http http(ConfigurableApplicationContext application) {
		return new Http(Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port")));
	}

	/**
	 * Returns the properties of each application.
	 * @param properties further properties
	 * @return all of them
	 */
	protected static Map<String, Object> properties(String... properties) {
		Map<String, Object> all = new HashMap<>(
				Map.of("server.port", "0", "tracing.exporters", "none", "spring.main.banner-mode", "off",
						"tracing.web.exclude", "/internal/**", "management.endpoints.web.exposure.include", "health"));
		for (String property : properties) {
			all.put(property.substring(0, property.indexOf('=')), property.substring(property.indexOf('=') + 1));
		}
		return all;
	}

	record Told(String line, String protocol, long nanos, SpanContext span) {

		static Told of(ServedRequest request) {
			return new Told(
					request.method() + " " + request.route() + " " + request.status()
							+ ((request.errorType() != null) ? " " + request.errorType() : "")
							+ (request.isExcluded() ? " excluded" : ""),
					request.scheme() + " " + request.protocolVersion(), request.nanos(),
					Span.fromContext(request.trace()).getSpanContext());
		}

	}

	static final class Requests implements RequestListener {

		final ConcurrentLinkedQueue<Told> all = new ConcurrentLinkedQueue<>();

		@Override
		public void ended(ServedRequest request) {
			this.all.add(Told.of(request));
		}

		Told last() {
			return List.copyOf(this.all).get(this.all.size() - 1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		@Bean
		@Order(2)
		Requests requests() {
			return new Requests();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing extends Listening {

		@Bean
		@Order(1)
		RequestListener failing() {
			return (request) -> {
				throw new IllegalStateException("listener");
			};
		}

	}

}
