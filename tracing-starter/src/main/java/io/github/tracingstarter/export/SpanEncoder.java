package io.github.tracingstarter.export;

import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import org.jspecify.annotations.Nullable;

/**
 * Encodes spans on the threads that end them. So the work is shared out among those that
 * make it, and an export thread that gets little of a busy processor is not left behind;
 * what waits in the queue is one small array and not the SDK's span with its thirty
 * objects, which the garbage collector would have to follow and move.
 */
final class SpanEncoder {

	private static final int TRACE_ID = 1;

	private static final int SPAN_ID = 2;

	private static final int TRACE_STATE = 3;

	private static final int PARENT_SPAN_ID = 4;

	private static final int NAME = 5;

	private static final int KIND = 6;

	private static final int START_TIME = 7;

	private static final int END_TIME = 8;

	private static final int ATTRIBUTES = 9;

	private static final int DROPPED_ATTRIBUTES = 10;

	private static final int EVENTS = 11;

	private static final int DROPPED_EVENTS = 12;

	private static final int LINKS = 13;

	private static final int DROPPED_LINKS = 14;

	private static final int STATUS = 15;

	private static final int FLAGS = 16;

	private static final int EVENT_TIME = 1;

	private static final int EVENT_NAME = 2;

	private static final int EVENT_ATTRIBUTES = 3;

	private static final int EVENT_DROPPED_ATTRIBUTES = 4;

	private static final int LINK_TRACE_ID = 1;

	private static final int LINK_SPAN_ID = 2;

	private static final int LINK_TRACE_STATE = 3;

	private static final int LINK_ATTRIBUTES = 4;

	private static final int LINK_DROPPED_ATTRIBUTES = 5;

	private static final int LINK_FLAGS = 6;

	private static final int STATUS_MESSAGE = 2;

	private static final int STATUS_CODE = 3;

	/** {@code SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK}: the next bit means something. */
	private static final int HAS_IS_REMOTE = 0x100;

	private static final int IS_REMOTE = 0x200;

	private static final int BUFFERS = 16;

	/**
	 * Buffers to be taken by whoever encodes, and given back. Neither a lock nor a thread
	 * local, which would be one for each virtual thread.
	 */
	private final AtomicReferenceArray<@Nullable ProtoBuffer> buffers = new AtomicReferenceArray<>(BUFFERS);

	private final Map<InstrumentationScopeInfo, SpanOrigin> origins = new ConcurrentHashMap<>();

	EncodedSpan encode(SpanData span) {
		int slot = (int) Thread.currentThread().getId() & (BUFFERS - 1);
		ProtoBuffer buffer = this.buffers.getAndSet(slot, null);
		if (buffer == null) {
			buffer = new ProtoBuffer();
		}
		buffer.clear();
		write(buffer, span);
		byte[] message = buffer.toByteArray();
		this.buffers.lazySet(slot, buffer);
		return new EncodedSpan(origin(span), message);
	}

	private SpanOrigin origin(SpanData span) {
		Resource resource = span.getResource();
		InstrumentationScopeInfo scope = span.getInstrumentationScopeInfo();
		SpanOrigin origin = this.origins.get(scope);
		if (origin == null || origin.resource() != resource) {
			// A tracer provider has one resource, so that this happens once for each
			// scope. All threads get the same one, by which a request is put in order.
			origin = this.origins.compute(scope, (any, other) -> (other != null && other.resource() == resource) ? other
					: new SpanOrigin(resource, scope));
		}
		return origin;
	}

	private static void write(ProtoBuffer buffer, SpanData span) {
		int start = buffer.begin(Otlp.SCOPE_SPANS_SPAN);
		SpanContext context = span.getSpanContext();
		SpanContext parent = span.getParentSpanContext();
		buffer.hex(TRACE_ID, context.getTraceId());
		buffer.hex(SPAN_ID, context.getSpanId());
		traceState(buffer, TRACE_STATE, context);
		if (parent.isValid()) {
			buffer.hex(PARENT_SPAN_ID, parent.getSpanId());
		}
		buffer.string(NAME, span.getName());
		buffer.uint64(KIND, kind(span));
		buffer.fixed64(START_TIME, span.getStartEpochNanos());
		buffer.fixed64(END_TIME, span.getEndEpochNanos());
		Otlp.attributes(buffer, ATTRIBUTES, span.getAttributes(), isChosen(context.getSpanId()));
		count(buffer, DROPPED_ATTRIBUTES, span.getTotalAttributeCount() - span.getAttributes().size());
		if (span.getTotalRecordedEvents() > 0) {
			events(buffer, span);
		}
		if (span.getTotalRecordedLinks() > 0) {
			links(buffer, span);
		}
		status(buffer, span.getStatus());
		buffer.fixed32(FLAGS, flags(context, parent));
		buffer.end(start);
	}

	/**
	 * One span in 64, chosen by its random id.
	 */
	private static boolean isChosen(String spanId) {
		int last = spanId.length() - 1;
		return spanId.charAt(last) == '0' && spanId.charAt(last - 1) < '4';
	}

	private static void events(ProtoBuffer buffer, SpanData span) {
		for (EventData event : span.getEvents()) {
			int start = buffer.begin(EVENTS);
			buffer.fixed64(EVENT_TIME, event.getEpochNanos());
			buffer.string(EVENT_NAME, event.getName());
			Otlp.attributes(buffer, EVENT_ATTRIBUTES, event.getAttributes());
			count(buffer, EVENT_DROPPED_ATTRIBUTES, event.getDroppedAttributesCount());
			buffer.end(start);
		}
		count(buffer, DROPPED_EVENTS, span.getTotalRecordedEvents() - span.getEvents().size());
	}

	private static void links(ProtoBuffer buffer, SpanData span) {
		for (LinkData link : span.getLinks()) {
			SpanContext linked = link.getSpanContext();
			int start = buffer.begin(LINKS);
			buffer.hex(LINK_TRACE_ID, linked.getTraceId());
			buffer.hex(LINK_SPAN_ID, linked.getSpanId());
			traceState(buffer, LINK_TRACE_STATE, linked);
			Otlp.attributes(buffer, LINK_ATTRIBUTES, link.getAttributes());
			count(buffer, LINK_DROPPED_ATTRIBUTES, link.getTotalAttributeCount() - link.getAttributes().size());
			buffer.fixed32(LINK_FLAGS, flags(linked, linked));
			buffer.end(start);
		}
		count(buffer, DROPPED_LINKS, span.getTotalRecordedLinks() - span.getLinks().size());
	}

	private static void status(ProtoBuffer buffer, StatusData status) {
		int code = switch (status.getStatusCode()) {
			case UNSET -> 0;
			case OK -> 1;
			case ERROR -> 2;
		};
		int start = buffer.begin(STATUS);
		if (!status.getDescription().isEmpty()) {
			buffer.string(STATUS_MESSAGE, status.getDescription());
		}
		count(buffer, STATUS_CODE, code);
		buffer.end(start);
	}

	private static int kind(SpanData span) {
		return switch (span.getKind()) {
			case INTERNAL -> 1;
			case SERVER -> 2;
			case CLIENT -> 3;
			case PRODUCER -> 4;
			case CONSUMER -> 5;
		};
	}

	/**
	 * The flags of the context, and whether the other one came from another process.
	 */
	private static int flags(SpanContext context, SpanContext perhapsRemote) {
		int flags = context.getTraceFlags().asByte() & 0xFF;
		return flags | HAS_IS_REMOTE | (perhapsRemote.isRemote() ? IS_REMOTE : 0);
	}

	private static void traceState(ProtoBuffer buffer, int field, SpanContext context) {
		TraceState state = context.getTraceState();
		if (!state.isEmpty()) {
			StringJoiner members = new StringJoiner(",");
			state.forEach((key, value) -> members.add(key + '=' + value));
			buffer.string(field, members.toString());
		}
	}

	private static void count(ProtoBuffer buffer, int field, int count) {
		if (count > 0) {
			buffer.uint64(field, count);
		}
	}

}
