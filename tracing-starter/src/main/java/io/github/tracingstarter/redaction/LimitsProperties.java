package io.github.tracingstarter.redaction;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of how much a span may hold. What is not set is as Spring Boot and
 * OpenTelemetry have it.
 *
 * @param attributeLength Maximum number of characters of the value of an attribute; what
 * is longer is cut. No maximum by default.
 * @param attributeCount Maximum number of attributes of a span, 128 by default; what
 * comes later is left out.
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
	 * The limits with those that are set here.
	 * @param limits the limits without
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
