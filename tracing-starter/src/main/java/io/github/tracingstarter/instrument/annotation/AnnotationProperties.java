package io.github.tracingstarter.instrument.annotation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the tracing of annotated methods.
 *
 * @param enabled Whether to trace methods with '@NewSpan', '@ContinueSpan', '@Observed'
 * or OpenTelemetry's '@WithSpan'. If AspectJ is present and
 * 'management.observations.annotations.enabled' is set, Micrometer does it.
 */
@ConfigurationProperties("tracing.annotations")
record AnnotationProperties(@DefaultValue("true") boolean enabled) {

}
