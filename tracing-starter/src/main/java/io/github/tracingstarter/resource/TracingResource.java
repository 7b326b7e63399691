package io.github.tracingstarter.resource;

import java.util.function.Supplier;

import io.github.tracingstarter.configuration.ServiceName;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The resource of the spans. It is not of OpenTelemetry's type, because Boot already has
 * a bean of that type.
 *
 * @param value the resource
 */
record TracingResource(Resource value) {

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	/** Boot's default name, which is also the prefix of OpenTelemetry's. */
	private static final String UNKNOWN = "unknown_service";

	static TracingResource named(Resource known, Supplier<@Nullable String> otherwise) {
		String name = isUnknown(known.getAttribute(SERVICE_NAME)) ? otherwise.get() : null;
		return new TracingResource(
				(name != null) ? known.merge(Resource.create(Attributes.of(SERVICE_NAME, name))) : known);
	}

	private static boolean isUnknown(@Nullable String name) {
		return name == null || name.startsWith(UNKNOWN);
	}

	ServiceName name() {
		String name = this.value.getAttribute(SERVICE_NAME);
		return new ServiceName((name != null) ? name : UNKNOWN);
	}

}
