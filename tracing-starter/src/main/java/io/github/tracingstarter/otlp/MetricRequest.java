package io.github.tracingstarter.otlp;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * Splits an {@code ExportMetricsServiceRequest} that another library created.
 */
public final class MetricRequest {

	private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.micrometer");

	private MetricRequest() {
	}

	/**
	 * Returns the unchanged metrics of a request, with another resource.
	 * @param request the encoded request
	 * @param resource the resource
	 * @return the metrics
	 * @throws MalformedException if it is not such a request
	 */
	public static List<EncodedRecord> records(byte[] request, Resource resource) {
		RecordOrigin origin = new RecordOrigin(resource, SCOPE);
		List<EncodedRecord> records = new ArrayList<>();
		ProtobufReader resources = new ProtobufReader(request);
		while (resources.next()) {
			if (resources.tag() == OtlpFields.REQUEST_RESOURCE) {
				scopes(resources.message(), origin, records);
			}
			else {
				resources.skip();
			}
		}
		return records;
	}

	private static void scopes(ProtobufReader scopes, RecordOrigin origin, List<EncodedRecord> records) {
		while (scopes.next()) {
			if (scopes.tag() == OtlpFields.RESOURCE_RECORDS_SCOPE) {
				metrics(scopes.message(), origin, records);
			}
			else {
				scopes.skip();
			}
		}
	}

	private static void metrics(ProtobufReader metrics, RecordOrigin origin, List<EncodedRecord> records) {
		while (metrics.next()) {
			if (metrics.tag() == OtlpFields.SCOPE_RECORDS_RECORD) {
				ProtobufWriter field = new ProtobufWriter();
				field.bytes(OtlpFields.SCOPE_RECORDS_RECORD, metrics.bytes());
				records.add(new EncodedRecord(origin, field.toByteArray()));
			}
			else {
				metrics.skip();
			}
		}
	}

}
