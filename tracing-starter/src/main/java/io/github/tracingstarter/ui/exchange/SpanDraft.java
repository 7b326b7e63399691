package io.github.tracingstarter.ui.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.github.tracingstarter.otlp.MalformedException;
import io.github.tracingstarter.ui.store.OldNames;
import io.github.tracingstarter.ui.store.StoredSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceId;

/**
 * A span that is being read. Optional fields have default values.
 */
final class SpanDraft {

	/** Maximum number of events and of links; further ones are ignored. */
	private static final int MAX_MEMBERS = 1000;

	String traceId = "";

	String spanId = "";

	String parentSpanId = "";

	String name = "";

	SpanKind kind = SpanKind.INTERNAL;

	long startNanos;

	long endNanos;

	StatusCode status = StatusCode.UNSET;

	String statusDescription = "";

	String scope = "";

	String scopeVersion = "";

	final ReadAttributes attributes = new ReadAttributes();

	private final List<StoredSpan.Event> events = new ArrayList<>();

	private final List<StoredSpan.Link> links = new ArrayList<>();

	void event(String eventName, long epochNanos, Attributes eventAttributes) {
		if (this.events.size() < MAX_MEMBERS) {
			this.events.add(new StoredSpan.Event(eventName, epochNanos, eventAttributes));
		}
	}

	void link(String linkedTraceId, String linkedSpanId, Attributes linkAttributes) {
		String trace = linkedTraceId.toLowerCase(Locale.ROOT);
		String span = linkedSpanId.toLowerCase(Locale.ROOT);
		if (TraceId.isValid(trace) && SpanId.isValid(span) && this.links.size() < MAX_MEMBERS) {
			this.links.add(new StoredSpan.Link(trace, span, linkAttributes));
		}
	}

	/**
	 * Checks the required fields and creates the span.
	 * @param origin the origin of the span
	 * @return the span, as one of another application
	 * @throws MalformedException if a field is missing or invalid
	 */
	StoredSpan build(Origin origin) {
		String trace = this.traceId.toLowerCase(Locale.ROOT);
		String span = this.spanId.toLowerCase(Locale.ROOT);
		String parent = this.parentSpanId.toLowerCase(Locale.ROOT);
		if (!TraceId.isValid(trace)) {
			throw new MalformedException("A trace id must have 32 hexadecimal digits that are not all 0.");
		}
		if (!SpanId.isValid(span)) {
			throw new MalformedException("A span id must have 16 hexadecimal digits that are not all 0.");
		}
		if (this.startNanos <= 0) {
			throw new MalformedException("A span must have a start time.");
		}
		return new StoredSpan(trace, span, SpanId.isValid(parent) ? parent : null, this.name, this.kind,
				this.startNanos, Math.max(this.startNanos, this.endNanos), this.status, this.statusDescription,
				OldNames.complete(this.attributes.build(), this.kind), List.copyOf(this.events),
				List.copyOf(this.links), origin.service(), origin.scope(), false, origin.resource(),
				origin.scopeVersion(), false);
	}

}
