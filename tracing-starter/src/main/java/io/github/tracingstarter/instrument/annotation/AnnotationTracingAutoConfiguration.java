package io.github.tracingstarter.instrument.annotation;

import io.github.tracingstarter.configuration.ConditionalOnTracing;
import io.github.tracingstarter.configuration.TracingAutoConfiguration;
import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import io.micrometer.common.annotation.ValueExpressionResolver;
import io.micrometer.common.annotation.ValueResolver;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.annotation.NewSpanParser;
import io.opentelemetry.api.OpenTelemetry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the spans of annotated methods. Off if the application turns off
 * Spring Boot's own support.
 */
@AutoConfiguration(after = TracingAutoConfiguration.class)
@ConditionalOnTracing("annotations")
@ConditionalOnClass(Tracer.class)
@ConditionalOnBooleanProperty(name = "management.observations.annotations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AnnotationProperties.class)
@Instrumentation(id = "annotations", name = "annotations",
		description = "Methods with annotations of Micrometer or OpenTelemetry.",
		type = "io.micrometer.tracing.annotation.NewSpan", library = "micrometer-tracing",
		nothing = "no annotated method has been found so far", switchable = false)
public final class AnnotationTracingAutoConfiguration {

	@Bean
	static AnnotationPostProcessor tracingAnnotationPostProcessor(ObjectProvider<OpenTelemetry> openTelemetry,
			ObjectProvider<ObservationRegistry> observations, ObjectProvider<NewSpanParser> namings,
			ObjectProvider<ValueResolver> resolvers, ObjectProvider<ValueExpressionResolver> expressions,
			ObjectProvider<TracingReport> report) {
		SpanInterceptor spans = new SpanInterceptor(openTelemetry, namings,
				new AttributeValues(resolvers, expressions));
		return new AnnotationPostProcessor(new AnnotationInterceptor(spans, new ObservedInterceptor(observations)),
				report);
	}

	@Bean
	ObservedMethodMapper tracingObservedMethodMapper() {
		return new ObservedMethodMapper();
	}

}
