package io.github.tracingstarter.ui.store;

import java.util.List;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * A finished span of this application, or of another one that sends its spans here.
 *
 * @param traceId the trace id in hex
 * @param spanId the span id in hex
 * @param parentSpanId the id of the parent, or null
 * @param name the span name
 * @param kind the span kind
 * @param startNanos when it began, in nanoseconds since the epoch
 * @param endNanos when it ended, in nanoseconds since the epoch
 * @param status the status
 * @param statusDescription the description of the status, usually empty
 * @param attributes the attributes
 * @param events the events, by time
 * @param links the links to other spans
 * @param service the service from which it comes
 * @param scope the name of the instrumentation
 * @param local whether this application created it
 * @param resource the resource of another application
 * @param scopeVersion the version of the instrumentation, or empty
 * @param imported whether it was read from a file
 */
public record StoredSpan(String traceId, String spanId, @Nullable String parentSpanId, String name, SpanKind kind,
		long startNanos, long endNanos, StatusCode status, String statusDescription, Attributes attributes,
		List<Event> events, List<Link> links, String service, String scope, boolean local, Attributes resource,
		String scopeVersion, boolean imported) {

	/**
	 * Creates a span without the details that other applications send.
	 */
	public StoredSpan(String traceId, String spanId, @Nullable String parentSpanId, String name, SpanKind kind,
			long startNanos, long endNanos, StatusCode status, String statusDescription, Attributes attributes,
			List<Event> events, List<Link> links, String service, String scope, boolean local) {
		this(traceId, spanId, parentSpanId, name, kind, startNanos, endNanos, status, statusDescription, attributes,
				events, links, service, scope, local, Attributes.empty(), "", false);
	}

	/**
	 * Returns this span as one that was read from a file.
	 * @return an otherwise equal span
	 */
	public StoredSpan asImported() {
		return new StoredSpan(this.traceId, this.spanId, this.parentSpanId, this.name, this.kind, this.startNanos,
				this.endNanos, this.status, this.statusDescription, this.attributes, this.events, this.links,
				this.service, this.scope, this.local, this.resource, this.scopeVersion, true);
	}

	/**
	 * Returns the duration.
	 * @return the duration in nanoseconds, 0 if a clock was set back
	 */
	public long durationNanos() {
		return Math.max(0, this.endNanos - this.startNanos);
	}

	/**
	 * An event of a span.
	 *
	 * @param name the name
	 * @param epochNanos when it happened, in nanoseconds since the epoch
	 * @param attributes the attributes
	 */
	public record Event(String name, long epochNanos, Attributes attributes) {
	}

	/**
	 * A link to a span in another trace.
	 *
	 * @param traceId the trace id in hex
	 * @param spanId the span id in hex
	 * @param attributes the attributes
	 */
	public record Link(String traceId, String spanId, Attributes attributes) {
	}

}
