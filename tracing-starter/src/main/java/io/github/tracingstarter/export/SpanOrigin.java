package io.github.tracingstarter.export;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * Who made a span: the resource and the instrumentation scope, encoded once, since a
 * request names each of them once.
 */
final class SpanOrigin {

	private final Resource resource;

	private final byte[] resourceFields;

	private final byte[] scopeFields;

	SpanOrigin(Resource resource, InstrumentationScopeInfo scope) {
		this.resource = resource;
		this.resourceFields = encode(resource);
		this.scopeFields = encode(scope);
	}

	private static byte[] encode(Resource resource) {
		ProtoBuffer buffer = new ProtoBuffer();
		int start = buffer.begin(Otlp.RESOURCE_SPANS_RESOURCE);
		Otlp.attributes(buffer, Otlp.RESOURCE_ATTRIBUTES, resource.getAttributes());
		buffer.end(start);
		if (resource.getSchemaUrl() != null) {
			buffer.string(Otlp.RESOURCE_SPANS_SCHEMA_URL, resource.getSchemaUrl());
		}
		return buffer.toByteArray();
	}

	private static byte[] encode(InstrumentationScopeInfo scope) {
		ProtoBuffer buffer = new ProtoBuffer();
		int start = buffer.begin(Otlp.SCOPE_SPANS_SCOPE);
		buffer.string(Otlp.SCOPE_NAME, scope.getName());
		if (scope.getVersion() != null) {
			buffer.string(Otlp.SCOPE_VERSION, scope.getVersion());
		}
		Otlp.attributes(buffer, Otlp.SCOPE_ATTRIBUTES, scope.getAttributes());
		buffer.end(start);
		if (scope.getSchemaUrl() != null) {
			buffer.string(Otlp.SCOPE_SPANS_SCHEMA_URL, scope.getSchemaUrl());
		}
		return buffer.toByteArray();
	}

	Resource resource() {
		return this.resource;
	}

	/**
	 * The fields of {@code ResourceSpans} but for the spans.
	 */
	byte[] resourceFields() {
		return this.resourceFields;
	}

	/**
	 * The fields of {@code ScopeSpans} but for the spans.
	 */
	byte[] scopeFields() {
		return this.scopeFields;
	}

}
