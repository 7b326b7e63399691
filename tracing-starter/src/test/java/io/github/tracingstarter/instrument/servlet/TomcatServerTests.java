package io.github.tracingstarter.instrument.servlet;

import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class TomcatServerTests extends ServletContract {

	@Override
	Class<?> container() {
		return TomcatContainer.class;
	}

	@Test
	void tomcatsOwnErrorLineCarriesTheTraceId(CapturedOutput output) {
		this.http.get("/boom");
		this.spans.await(1);
		SpanData span = this.spans.named("GET /boom");
		assertThat(output.getAll().lines().filter((line) -> line.contains("Servlet.service() for servlet"))).hasSize(1)
			.allSatisfy((line) -> assertThat(line).contains(span.getTraceId()));
	}

	@Test
	void aRequestThatTomcatRejectsIsATraceWithItsErrorPage() {
		this.http.exchange("TRACE", "/users/1?name=x&token=secret", "X-Session", "now");
		this.spans.await(2);
		assertThat(this.spans.tree()).isEqualTo("SERVER TRACE\n  INTERNAL session\n");
		assertThat(RecordedSpans.attributes(this.spans.first(SpanKind.SERVER)))
			.containsEntry("http.request.method", "TRACE")
			.containsEntry("http.response.status_code", 405L)
			.containsEntry("url.path", "/users/1")
			.containsEntry("url.query", "name=x&token=REDACTED")
			.doesNotContainKeys("error.type", "http.route");
	}

	@Test
	void aRejectedRequestMayBeExcluded() {
		this.http.exchange("TRACE", "/internal/x", "X-Session", "now");
		this.http.get("/users/1");
		this.spans.await(1);
		assertThat(this.spans.tree()).isEqualTo("SERVER GET /users/{id}\n");
	}

	@Configuration(proxyBeanMethods = false)
	static class TomcatContainer {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

	}

}
