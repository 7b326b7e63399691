package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.redaction.RedactionAutoConfiguration;
import io.github.tracingstarter.report.ReportAutoConfiguration;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.propagation.PropagationAutoConfiguration;
import io.github.tracingstarter.testing.RecordedSpans;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateObservationAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The application of this package's tests: Boot's clients, tracing and observations, with
 * every span recorded.
 */
final class TracedApplication {

	private TracedApplication() {
	}

	static ApplicationContextRunner runner() {
		return withoutBootsClients()
			.withConfiguration(AutoConfigurations.of(HttpClientAutoConfiguration.class,
					ImperativeHttpClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
					RestClientAutoConfiguration.class, RestClientObservationAutoConfiguration.class,
					RestTemplateAutoConfiguration.class, RestTemplateObservationAutoConfiguration.class,
					HttpServiceClientAutoConfiguration.class))
			.withPropertyValues("spring.http.clients.imperative.factory=jdk");
	}

	static ApplicationContextRunner withoutBootsClients() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class,
					OpenTelemetrySdkAutoConfiguration.class, OpenTelemetryTracingAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class, TracingAutoConfiguration.class,
					PropagationAutoConfiguration.class, InstrumentationAutoConfiguration.class,
					ReportAutoConfiguration.class, RedactionAutoConfiguration.class,
					ClientObservationAutoConfiguration.class, ClientTracingAutoConfiguration.class))
			.withPropertyValues("management.tracing.sampling.probability=1.0")
			.withUserConfiguration(Recording.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

	}

}
