package io.github.tracingstarter.resource;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the resource, which describes the application on every span.
 *
 * @param serviceName Name of the service. Defaults to spring.application.name, then the
 * name of the build (build.name), of the jar or of the main class.
 * @param resource Additional attributes of the application, such as
 * deployment.environment.name. They override detected attributes.
 */
@ConfigurationProperties("tracing")
record ResourceProperties(@Nullable String serviceName, @DefaultValue Map<String, String> resource) {

}
