package io.github.tracingstarter.otlp;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * The origin of a record: the resource and the instrumentation scope, encoded once,
 * because a request contains each of them once.
 */
final class RecordOrigin {

	private final Resource resource;

	private final byte[] resourceFields;

	private final byte[] scopeFields;

	RecordOrigin(Resource resource, InstrumentationScopeInfo scope) {
		this.resource = resource;
		this.resourceFields = encode(resource);
		this.scopeFields = encode(scope);
	}

	private static byte[] encode(Resource resource) {
		ProtobufWriter buffer = new ProtobufWriter();
		int start = buffer.begin(OtlpFields.RESOURCE_RECORDS_RESOURCE);
		OtlpAttributes.write(buffer, OtlpFields.RESOURCE_ATTRIBUTE, resource.getAttributes());
		buffer.end(start);
		if (resource.getSchemaUrl() != null) {
			buffer.string(OtlpFields.RESOURCE_RECORDS_SCHEMA_URL, resource.getSchemaUrl());
		}
		return buffer.toByteArray();
	}

	private static byte[] encode(InstrumentationScopeInfo scope) {
		ProtobufWriter buffer = new ProtobufWriter();
		int start = buffer.begin(OtlpFields.SCOPE_RECORDS_SCOPE);
		buffer.string(OtlpFields.SCOPE_NAME, scope.getName());
		if (scope.getVersion() != null) {
			buffer.string(OtlpFields.SCOPE_VERSION, scope.getVersion());
		}
		OtlpAttributes.write(buffer, OtlpFields.SCOPE_ATTRIBUTE, scope.getAttributes());
		buffer.end(start);
		if (scope.getSchemaUrl() != null) {
			buffer.string(OtlpFields.SCOPE_RECORDS_SCHEMA_URL, scope.getSchemaUrl());
		}
		return buffer.toByteArray();
	}

	Resource resource() {
		return this.resource;
	}

	/**
	 * Returns the fields of {@code ResourceSpans} or its equivalent without the records.
	 */
	byte[] resourceFields() {
		return this.resourceFields;
	}

	/**
	 * Returns the fields of {@code ScopeSpans} or its equivalent without the records.
	 */
	byte[] scopeFields() {
		return this.scopeFields;
	}

}
