package io.github.tracingstarter.export.zipkin;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.export.ExportAutoConfiguration;
import io.github.tracingstarter.export.ExportTarget;
import io.github.tracingstarter.export.ExporterChoice;
import io.github.tracingstarter.export.HttpEndpoint;
import org.jspecify.annotations.Nullable;
import zipkin2.reporter.urlconnection.URLConnectionSender;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of export to Zipkin.
 */
@AutoConfiguration(after = ExportAutoConfiguration.class)
@ConditionalOnTracing
@ConditionalOnClass(URLConnectionSender.class)
@EnableConfigurationProperties(ZipkinProperties.class)
public final class ZipkinExportAutoConfiguration {

	private static final String DEFAULT_ENDPOINT = "http://localhost:9411/api/v2/spans";

	@Bean
	@Nullable ExportTarget tracingZipkinTarget(ExporterChoice choice, ZipkinProperties properties, Environment environment) {
		return choice.includes("zipkin") ? new ZipkinTarget(endpoint(properties, environment), properties) : null;
	}

	private static HttpEndpoint endpoint(ZipkinProperties properties, Environment environment) {
		if (StringUtils.hasText(properties.endpoint())) {
			return HttpEndpoint.parse("tracing.zipkin.endpoint", properties.endpoint(), DEFAULT_ENDPOINT);
		}
		String key = "management.tracing.export.zipkin.endpoint";
		return HttpEndpoint.parse(key, environment.getProperty(key, DEFAULT_ENDPOINT), DEFAULT_ENDPOINT);
	}

}
