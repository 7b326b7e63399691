package io.github.tracingstarter.resource;

import io.github.tracingstarter.core.ConditionalOnTracing;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the resource: what is found out, then what the application told
 * Boot or OpenTelemetry, then {@code tracing.resource} and {@code tracing.service-name}.
 * The later wins.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(ResourceProperties.class)
public final class ResourceAutoConfiguration {

	/**
	 * Before the application's own customizers, which can change it again.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SdkTracerProviderBuilderCustomizer tracingResourceCustomizer(ResourceProperties properties,
			ObjectProvider<Resource> boots, ObjectProvider<BuildProperties> build) {
		Resource resource = new ResourceDetector().detect(build.getIfAvailable())
			.merge(boots.getIfAvailable(Resource::getDefault))
			.merge(explicit(properties));
		return (builder) -> builder.setResource(resource);
	}

	private static Resource explicit(ResourceProperties properties) {
		AttributesBuilder attributes = Attributes.builder();
		properties.resource().forEach(attributes::put);
		if (StringUtils.hasText(properties.serviceName())) {
			attributes.put("service.name", properties.serviceName());
		}
		return Resource.create(attributes.build());
	}

}
