package io.github.tracingstarter.comparison;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;

/**
 * Counts the requests among the spans that arrive, and records the changes that were in
 * force for them.
 */
final class RequestCounter implements Consumer<Span> {

	/** The attribute of a request with the number of the change in force. */
	static final String CHANGE = "change";

	private final AtomicLong requests = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private final Set<String> changes = ConcurrentHashMap.newKeySet();

	@Override
	public void accept(Span span) {
		if (span.getKind() != Span.SpanKind.SPAN_KIND_SERVER) {
			return;
		}
		this.requests.incrementAndGet();
		if (span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR) {
			this.failed.incrementAndGet();
		}
		for (KeyValue attribute : span.getAttributesList()) {
			if (attribute.getKey().equals(CHANGE)) {
				this.changes.add(attribute.getValue().getStringValue());
			}
		}
	}

	long requests() {
		return this.requests.get();
	}

	long failed() {
		return this.failed.get();
	}

	Set<String> changes() {
		return this.changes;
	}

}
