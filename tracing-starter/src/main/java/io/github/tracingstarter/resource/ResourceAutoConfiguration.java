package io.github.tracingstarter.resource;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.FunctionPlatform;
import io.github.tracingstarter.configuration.ServiceName;
import io.github.tracingstarter.metrics.MeterProviderCustomizer;
import io.github.tracingstarter.metrics.MetricResource;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.SdkTracerProviderBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.boot.opentelemetry.autoconfigure.logging.SdkLoggerProviderBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the resource: detected attributes, then those that the
 * application configured for Boot or OpenTelemetry, then {@code tracing.resource} and
 * {@code tracing.service-name}. Later ones win. An unnamed service gets the name of its
 * function, build, jar or main class.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration")
@ConditionalOnTracing
@EnableConfigurationProperties(ResourceProperties.class)
public final class ResourceAutoConfiguration {

	@Bean
	TracingResource tracingResource(ResourceProperties properties, ObjectProvider<Resource> boots,
			ObjectProvider<BuildProperties> build, Environment environment, ResourceLoader loader) {
		FunctionPlatform platform = FunctionPlatform.of(environment::getProperty);
		Resource known = new ResourceDetector().detect(build.getIfAvailable(), environment.getActiveProfiles())
			.merge((platform != null) ? FunctionDetector.detect(platform, environment::getProperty) : null)
			.merge(boots.getIfAvailable(Resource::getDefault))
			.merge(explicit(properties));
		return TracingResource.named(known,
				() -> (platform != null) ? platform.functionName(environment::getProperty)
						: UnnamedService
							.of(build.getIfAvailable(), environment.getProperty(ServiceName.MAIN_CLASS),
									loader.getClassLoader())
							.name());
	}

	@Bean
	ServiceName tracingServiceName(TracingResource resource) {
		return resource.name();
	}

	/**
	 * Runs before the application's own customizers, which can change the resource again.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SdkTracerProviderBuilderCustomizer tracingResourceCustomizer(TracingResource resource) {
		return (builder) -> builder.setResource(resource.value());
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SdkLoggerProviderBuilderCustomizer tracingLogResourceCustomizer(TracingResource resource) {
		return (builder) -> builder.setResource(resource.value());
	}

	@Bean
	MetricResource tracingMetricResource(TracingResource resource) {
		return new MetricResource(resource.value());
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	MeterProviderCustomizer tracingMetricResourceCustomizer(TracingResource resource) {
		return (builder) -> builder.setResource(resource.value());
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
