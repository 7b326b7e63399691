package io.github.tracingstarter.instrument.servlet;

import java.net.http.HttpResponse;
import java.util.List;

import io.github.tracingstarter.ServletSpanCustomizer;
import io.github.tracingstarter.instrument.ServerContract;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for every servlet container.
 */
abstract class ServletContract extends ServerContract {

	abstract Class<?> container();

	@Override
	protected ConfigurableApplicationContext start(String... properties) {
		return new SpringApplicationBuilder(WebTestApplication.class, Customizing.class, container())
			.properties(properties)
			.run();
	}

	@Override
	protected String seenTraceId(String path) {
		return WebTestApplication.seenTraceIds.get(path);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			/forward,         200, SERVER GET /users/{id}
			/include,         200, SERVER GET /include
			/deferred,        200, SERVER GET /deferred
			/deferred-boom,   500, SERVER GET /deferred-boom !
			/timeout,         503, SERVER GET /timeout !
			""")
	void oneServerSpanForEachDispatch(String path, int status, String tree) {
		assertOneServerSpan(path, status, tree);
	}

	/**
	 * The container must not have recycled them by then.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "/users/42", "/nothing/here", "/handled", "/boom", "/send-error", "/forward", "/deferred",
			"/deferred-boom", "/timeout", "/sse" })
	void aCustomizerSeesRequestAndResponse(String path) {
		HttpResponse<String> response = this.http.get(path + "?a=b", "X-Tenant", "acme");
		this.spans.await(1);
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER))).containsEntry("tenant", "acme")
			.containsEntry("seen", "GET %s a=b %d".formatted(path, response.statusCode()))
			.containsEntry("failed", path.contains("boom"));
	}

	@ParameterizedTest
	@CsvSource({ "/callable,in callable", "/stream,in stream" })
	void asynchronousWorkIsBelowTheRequest(String path, String inner) {
		assertIsBelowTheRequest(path, inner);
	}

	@Test
	void noScopeIsLeftBehind() {
		for (String path : List.of("/boom", "/deferred-boom", "/send-error", "/sse", "/users/1")) {
			for (int i = 0; i < 20; i++) {
				this.http.get(path);
			}
		}
		// Tomcat checks for timeouts once a second.
		this.http.get("/timeout");
		this.http.get("/users/1");
		assertThat(this.spans.await(102)).hasSize(102).allSatisfy((span) -> {
			assertThat(span.getParentSpanContext().isValid()).isFalse();
			assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizing {

		@Bean
		ServletSpanCustomizer customizer() {
			return (span, request, response, error) -> {
				String tenant = request.getHeader("X-Tenant");
				if (tenant != null && response != null) {
					span.attribute("tenant", tenant)
						.attribute("seen",
								"%s %s %s %d".formatted(request.getMethod(), request.getRequestURI(),
										request.getQueryString(), response.getStatus()))
						.attribute("failed", String.valueOf(error).contains("boom"));
				}
			};
		}

	}

}
