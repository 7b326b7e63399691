package io.github.tracingstarter.resource;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What every span says about the application it comes from.
 *
 * @param serviceName the name of the service; unless set, spring.application.name, else
 * the name of the build (build.name), of the jar or of the main class
 * @param resource further attributes of the application, such as
 * deployment.environment.name; they win over what is found out
 */
@ConfigurationProperties("tracing")
record ResourceProperties(@Nullable String serviceName, @DefaultValue Map<String, String> resource) {

}
