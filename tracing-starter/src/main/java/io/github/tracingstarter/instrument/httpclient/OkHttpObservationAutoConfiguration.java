package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.ClientSpanCustomizer;
import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.instrument.InstrumentationAutoConfiguration;
import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.http.ClientHeadersConfiguration;
import io.github.tracingstarter.instrument.http.HeaderCapture;
import io.github.tracingstarter.redaction.UrlRedaction;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the spans of calls that Micrometer's OkHttp interceptor observes.
 * If the tracing of OkHttp is off, these calls have no spans either.
 */
@AutoConfiguration(after = InstrumentationAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(name = { "okhttp3.OkHttpClient", "io.micrometer.core.instrument.binder.okhttp3.OkHttpContext" })
@EnableConfigurationProperties(HttpClientProperties.class)
@Import(ClientHeadersConfiguration.class)
public final class OkHttpObservationAutoConfiguration {

	@Bean
	OkHttpObservationMapper tracingOkHttpObservationMapper(HttpClientProperties properties, Environment environment,
			UrlRedaction redaction, HeaderCapture headers, ObjectProvider<ClientSpanCustomizer> customizers,
			ObjectProvider<Spans> spans) {
		boolean enabled = properties.enabled()
				&& environment.getProperty("tracing.client.enabled", Boolean.class, true);
		return new OkHttpObservationMapper(enabled, redaction, headers, customizers.orderedStream().toList(),
				spans::getObject);
	}

}
