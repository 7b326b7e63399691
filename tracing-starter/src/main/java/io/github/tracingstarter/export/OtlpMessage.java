package io.github.tracingstarter.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.opentelemetry.sdk.resources.Resource;

/**
 * An {@code ExportTraceServiceRequest} of encoded spans. Lengths stand before what they
 * measure, so they are added up first; then everything is written as it lies there.
 */
final class OtlpMessage {

	private final List<ResourceSpans> resources;

	private final int size;

	private OtlpMessage(List<ResourceSpans> resources) {
		this.resources = resources;
		this.size = resources.stream().mapToInt((spans) -> fieldSize(Otlp.REQUEST_RESOURCE_SPANS, spans.size())).sum();
	}

	static OtlpMessage of(List<EncodedSpan> spans) {
		Map<Resource, Map<SpanOrigin, List<byte[]>>> byOrigin = new LinkedHashMap<>();
		SpanOrigin last = null;
		List<byte[]> same = List.of();
		for (EncodedSpan span : spans) {
			if (span.origin() != last) {
				last = span.origin();
				same = byOrigin.computeIfAbsent(last.resource(), (resource) -> new LinkedHashMap<>())
					.computeIfAbsent(last, (origin) -> new ArrayList<>());
			}
			same.add(span.message());
		}
		return new OtlpMessage(byOrigin.values().stream().map(ResourceSpans::of).toList());
	}

	int size() {
		return this.size;
	}

	void writeTo(OutputStream out) throws IOException {
		for (ResourceSpans resource : this.resources) {
			out.write(header(Otlp.REQUEST_RESOURCE_SPANS, resource.size()));
			out.write(resource.fields());
			for (ScopeSpans scope : resource.scopes()) {
				out.write(header(Otlp.RESOURCE_SPANS_SCOPE_SPANS, scope.size()));
				out.write(scope.fields());
				for (byte[] span : scope.spans()) {
					out.write(span);
				}
			}
		}
	}

	private static byte[] header(int field, int length) {
		ProtoBuffer buffer = new ProtoBuffer();
		buffer.header(field, length);
		return buffer.toByteArray();
	}

	private static int fieldSize(int field, int length) {
		return header(field, length).length + length;
	}

	private record ResourceSpans(byte[] fields, List<ScopeSpans> scopes, int size) {

		static ResourceSpans of(Map<SpanOrigin, List<byte[]>> spans) {
			List<ScopeSpans> scopes = new ArrayList<>();
			spans.forEach((origin, ofOrigin) -> scopes.add(ScopeSpans.of(origin, ofOrigin)));
			byte[] fields = spans.keySet().iterator().next().resourceFields();
			return new ResourceSpans(fields, scopes,
					fields.length + scopes.stream()
						.mapToInt((scope) -> fieldSize(Otlp.RESOURCE_SPANS_SCOPE_SPANS, scope.size()))
						.sum());
		}

	}

	private record ScopeSpans(byte[] fields, List<byte[]> spans, int size) {

		static ScopeSpans of(SpanOrigin origin, List<byte[]> spans) {
			byte[] fields = origin.scopeFields();
			return new ScopeSpans(fields, spans, fields.length + spans.stream().mapToInt((span) -> span.length).sum());
		}

	}

}
