package io.github.tracingstarter.ui.exchange;

import java.util.Map;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;

/**
 * The origin of spans.
 *
 * @param service the service
 * @param resource its other resource attributes
 * @param scope the name of the instrumentation
 * @param scopeVersion its version, or empty
 */
record Origin(String service, Attributes resource, String scope, String scopeVersion) {

	static final String UNKNOWN_SERVICE = "unknown_service";

	private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");

	/**
	 * Returns the origin of the spans of a resource.
	 * @param resource its attributes
	 * @return the origin
	 */
	static Origin of(Attributes resource) {
		String service = resource.get(SERVICE_NAME);
		Attributes others = (service != null) ? resource.toBuilder().remove(SERVICE_NAME).build() : resource;
		return new Origin((service != null) ? service : UNKNOWN_SERVICE, others.isEmpty() ? Attributes.empty() : others,
				"", "");
	}

	Origin withScope(String name, String version) {
		return new Origin(this.service, this.resource, name, version);
	}

	/**
	 * Returns all attributes of the resource.
	 * @return the attributes
	 */
	Attributes describe() {
		return Attributes.builder().put(SERVICE_NAME, this.service).putAll(this.resource).build();
	}

	/**
	 * Returns the key that distinguishes the origins in a document that has one scope for
	 * each.
	 * @return the origin without the scope
	 */
	Map.Entry<String, Attributes> withoutScope() {
		return Map.entry(this.service, this.resource);
	}

}
