package io.github.tracingstarter.otlp;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.sdk.resources.Resource;

/**
 * An {@code ExportTraceServiceRequest}, or that of another signal, consisting of encoded
 * records. The requests of all signals have the same fields down to the record. Lengths
 * precede their content, so they are added up first.
 */
public final class OtlpRequest {

	private final List<ResourceRecords> resources;

	private final int size;

	private OtlpRequest(List<ResourceRecords> resources) {
		this.resources = resources;
		this.size = resources.stream()
			.mapToInt((records) -> fieldSize(OtlpFields.REQUEST_RESOURCE, records.size()))
			.sum();
	}

	/**
	 * Creates a request.
	 * @param records its records, of one signal
	 * @return the request
	 */
	public static OtlpRequest of(List<EncodedRecord> records) {
		Map<Resource, Map<RecordOrigin, List<byte[]>>> byOrigin = new LinkedHashMap<>();
		RecordOrigin last = null;
		List<byte[]> same = List.of();
		for (EncodedRecord record : records) {
			if (record.origin() != last) {
				last = record.origin();
				same = byOrigin.computeIfAbsent(last.resource(), (resource) -> new LinkedHashMap<>())
					.computeIfAbsent(last, (origin) -> new ArrayList<>());
			}
			same.add(record.message());
		}
		return new OtlpRequest(byOrigin.values().stream().map(ResourceRecords::of).toList());
	}

	/**
	 * Returns the length of the request.
	 * @return the number of bytes
	 */
	public int size() {
		return this.size;
	}

	/**
	 * Writes the request.
	 * @param out the stream to write to
	 * @throws IOException if it cannot be written
	 */
	public void writeTo(OutputStream out) throws IOException {
		for (ResourceRecords resource : this.resources) {
			out.write(header(OtlpFields.REQUEST_RESOURCE, resource.size()));
			out.write(resource.fields());
			for (ScopeRecords scope : resource.scopes()) {
				out.write(header(OtlpFields.RESOURCE_RECORDS_SCOPE, scope.size()));
				out.write(scope.fields());
				for (byte[] record : scope.records()) {
					out.write(record);
				}
			}
		}
	}

	private static byte[] header(int field, int length) {
		ProtobufWriter buffer = new ProtobufWriter();
		buffer.header(field, length);
		return buffer.toByteArray();
	}

	private static int fieldSize(int field, int length) {
		return header(field, length).length + length;
	}

	private record ResourceRecords(byte[] fields, List<ScopeRecords> scopes, int size) {

		static ResourceRecords of(Map<RecordOrigin, List<byte[]>> records) {
			List<ScopeRecords> scopes = new ArrayList<>();
			records.forEach((origin, ofOrigin) -> scopes.add(ScopeRecords.of(origin, ofOrigin)));
			byte[] fields = records.keySet().iterator().next().resourceFields();
			return new ResourceRecords(fields, scopes,
					fields.length + scopes.stream()
						.mapToInt((scope) -> fieldSize(OtlpFields.RESOURCE_RECORDS_SCOPE, scope.size()))
						.sum());
		}

	}

	private record ScopeRecords(byte[] fields, List<byte[]> records, int size) {

		static ScopeRecords of(RecordOrigin origin, List<byte[]> records) {
			byte[] fields = origin.scopeFields();
			return new ScopeRecords(fields, records,
					fields.length + records.stream().mapToInt((record) -> record.length).sum());
		}

	}

}
