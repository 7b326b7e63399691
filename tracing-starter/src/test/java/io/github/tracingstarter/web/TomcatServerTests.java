package io.github.tracingstarter.web;

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
class TomcatServerTests extends ServerContract {

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

	@Configuration(proxyBeanMethods = false)
	static class TomcatContainer {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

	}

}
