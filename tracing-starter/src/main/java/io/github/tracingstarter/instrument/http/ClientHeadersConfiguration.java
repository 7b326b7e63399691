package io.github.tracingstarter.instrument.http;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.redaction.AttributeRedaction;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The headers that clients of all kinds add to their spans. Imported by the
 * auto-configuration of each.
 */
@ConditionalOnTracing
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClientHeaderProperties.class)
public class ClientHeadersConfiguration {

	@Bean
	HeaderCapture tracingClientHeaders(ClientHeaderProperties properties, AttributeRedaction redaction) {
		return new HeaderCapture(properties.requestHeaders(), properties.responseHeaders(), redaction);
	}

}
