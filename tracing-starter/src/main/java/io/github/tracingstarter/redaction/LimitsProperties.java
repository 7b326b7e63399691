package io.github.tracingstarter.redaction;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the limits of a span. Limits that are not set are those of Spring Boot and
 * OpenTelemetry.
 *
 * @param attributeLength Maximum number of characters in the value of an attribute;
 * longer values are cut. No maximum by default.
 * @param attributeCount Maximum number of attributes of a span, 128 by default; further
 * ones are omitted.
 * @param events Maximum number of events of a span, 128 by default.
 * @param links Maximum number of links of a span, 128 by default.
 */
@ConfigurationProperties("tracing.limits")
record LimitsProperties(@Nullable Integer attributeLength, @Nullable Integer attributeCount, @Nullable Integer events,
		@Nullable Integer links) {

	public LimitsProperties {
		validate("attribute-length", attributeLength);
		validate("attribute-count", attributeCount);
		validate("events", events);
		validate("links", links);
	}

	private static void validate(String name, @Nullable Integer value) {
		if (value != null && value < 1) {
			throw new InvalidTracingPropertyException("tracing.limits." + name, value, "it is below 1",
					"Write a positive number, or leave it out.");
		}
	}

	/**
	 * Applies the limits that are set here.
	 * @param limits the limits to change
	 * @return the limits
	 */
	SpanLimits apply(SpanLimits limits) {
		SpanLimitsBuilder builder = limits.toBuilder();
		if (this.attributeLength != null) {
			builder.setMaxAttributeValueLength(this.attributeLength);
		}
		if (this.attributeCount != null) {
			builder.setMaxNumberOfAttributes(this.attributeCount);
		}
		if (this.events != null) {
			builder.setMaxNumberOfEvents(this.events);
		}
		if (this.links != null) {
			builder.setMaxNumberOfLinks(this.links);
		}
		return builder.build();
	}

}
