package io.github.tracingstarter.ui.exchange;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.UiRequest;
import io.github.tracingstarter.ui.UiResponse;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.github.tracingstarter.ui.store.StoredTrace;
import io.github.tracingstarter.ui.store.TraceStore;
import io.opentelemetry.api.trace.SpanKind;

/**
 * Adds traces from a file and spans of other applications to the store.
 */
final class Import {

	private final TraceStore store;

	private final UnaryOperator<StoredSpan> redaction;

	/**
	 * Creates the import.
	 * @param store the store
	 * @param redaction hides the secrets of a span
	 */
	Import(TraceStore store, UnaryOperator<StoredSpan> redaction) {
		this.store = store;
		this.redaction = redaction;
	}

	/**
	 * Handles {@code POST /import}.
	 * @param request a file of traces in JSON
	 * @return the traces
	 */
	UiResponse file(UiRequest request) {
		try {
			ReadSpans read = ImportedFile.read(Body.of(request));
			if (read.spans().isEmpty()) {
				return UiResponse.error(400, (read.reason() != null)
						? "The file contains no valid span. " + read.reason() : "The file contains no spans.");
			}
			add(read.spans().stream().map(StoredSpan::asImported).toList());
			Map<String, Object> body = new LinkedHashMap<>();
			body.put("traces", read.spans().stream().map(StoredSpan::traceId).distinct().toList());
			body.put("spans", read.spans().size());
			if (read.rejected() > 0) {
				body.put("rejected", read.rejected());
			}
			return UiResponse.json(body);
		}
		catch (MalformedException ex) {
			return UiResponse.error(400, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Adds spans. Existing spans are not changed, because the file may be a trace of this
	 * application, or an application may send its spans to itself.
	 * @param spans the spans
	 */
	void add(List<StoredSpan> spans) {
		Map<String, Set<Identity>> known = new LinkedHashMap<>();
		for (StoredSpan span : spans) {
			if (known.computeIfAbsent(span.traceId(), this::identities).add(Identity.of(span))) {
				this.store.add(this.redaction.apply(span));
			}
		}
	}

	private Set<Identity> identities(String traceId) {
		Set<Identity> identities = new HashSet<>();
		StoredTrace trace = this.store.find(traceId);
		if (trace != null) {
			trace.spans().forEach((span) -> identities.add(Identity.of(span)));
		}
		return identities;
	}

	/**
	 * The identity of a span. In Zipkin, a client and a server share one id.
	 */
	private record Identity(String spanId, String service, SpanKind kind) {

		static Identity of(StoredSpan span) {
			return new Identity(span.spanId(), span.service(), span.kind());
		}

	}

}
