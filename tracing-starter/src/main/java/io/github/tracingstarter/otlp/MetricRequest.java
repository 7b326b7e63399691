package io.github.tracingstarter.otlp;

import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * Takes an {@code ExportMetricsServiceRequest} apart that another library made.
 */
public final class MetricRequest {

	private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("io.micrometer");

	private MetricRequest() {
	}

	/**
	 * Returns the metrics of a request, as they are, in the place of its resource with
	 * another one.
	 * @param request the encoded request
	 * @param resource the resource
	 * @return the metrics
	 * @throws MalformedException if it is no request
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
