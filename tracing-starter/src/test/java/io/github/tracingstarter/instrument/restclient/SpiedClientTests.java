package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;
import io.github.tracingstarter.testing.Upstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spies of an application's tests: they stay what they are, and only the test calls
 * them.
 */
@SpringJUnitConfig
@TestPropertySource(properties = "management.tracing.sampling.probability=1.0")
class SpiedClientTests {

	@MockitoSpyBean
	private RestTemplate template;

	@MockitoSpyBean
	private RestClient client;

	@MockitoSpyBean
	private RestClient.Builder builder;

	@Autowired
	private Users users;

	@Autowired
	private RecordedSpans spans;

	private final Upstream upstream = new Upstream();

	@AfterEach
	void close() {
		this.upstream.close();
	}

	@Test
	void nobodyTouchedThem() {
		Mockito.verifyNoInteractions(this.template, this.client, this.builder);
		assertThat(this.users.template()).isSameAs(this.template);
		assertThat(this.users.client()).isSameAs(this.client);
		assertThat(this.users.builder()).isSameAs(this.builder);
	}

	@Test
	void templateIsTraced() {
		this.spans.clear();
		assertThat(this.template.getForObject(this.upstream.url("/"), String.class)).isEqualTo("hello");
		Mockito.verify(this.template).getForObject(this.upstream.url("/"), String.class);
		assertThat(this.spans.tree()).isEqualTo("CLIENT GET\n");
	}

	record Users(RestTemplate template, RestClient client, RestClient.Builder builder) {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(TracedApplication.Recording.class)
	@ImportAutoConfiguration({ OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
			MicrometerTracingAutoConfiguration.class, TracingAutoConfiguration.class,
			PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class, ReportAutoConfiguration.class,
			RedactionAutoConfiguration.class, ClientTracingAutoConfiguration.class })
	static class Application {

		@Bean
		RestTemplate restTemplate() {
			return new RestTemplate(new SimpleClientHttpRequestFactory());
		}

		@Bean
		RestClient restClient() {
			return RestClient.create();
		}

		@Bean
		RestClient.Builder builder() {
			return RestClient.builder();
		}

		@Bean
		Users users(RestTemplate template, RestClient client, RestClient.Builder builder) {
			return new Users(template, client, builder);
		}

	}

}
