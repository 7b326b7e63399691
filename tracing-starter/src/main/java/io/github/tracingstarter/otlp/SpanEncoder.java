package io.github.tracingstarter.otlp;

import java.util.StringJoiner;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;

/**
 * Encodes spans. A span then waits in the queue as one small array rather than as the
 * SDK's thirty objects, which the garbage collector would have to trace and move.
 */
public final class SpanEncoder extends RecordEncoder<SpanData> {

	/** {@code SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK}: the next bit is meaningful. */
	private static final int HAS_IS_REMOTE = 0x100;

	private static final int IS_REMOTE = 0x200;

	@Override
	RecordOrigin origin(SpanData span) {
		return origin(span.getResource(), span.getInstrumentationScopeInfo());
	}

	@Override
	void write(ProtobufWriter buffer, SpanData span) {
		int start = buffer.begin(OtlpFields.SCOPE_RECORDS_RECORD);
		SpanContext context = span.getSpanContext();
		SpanContext parent = span.getParentSpanContext();
		buffer.hex(OtlpFields.SPAN_TRACE_ID, context.getTraceId());
		buffer.hex(OtlpFields.SPAN_ID, context.getSpanId());
		traceState(buffer, OtlpFields.SPAN_TRACE_STATE, context);
		if (parent.isValid()) {
			buffer.hex(OtlpFields.SPAN_PARENT_ID, parent.getSpanId());
		}
		buffer.string(OtlpFields.SPAN_NAME, span.getName());
		buffer.uint64(OtlpFields.SPAN_KIND, OtlpEnums.number(span.getKind()));
		buffer.fixed64(OtlpFields.SPAN_START_TIME, span.getStartEpochNanos());
		buffer.fixed64(OtlpFields.SPAN_END_TIME, span.getEndEpochNanos());
		OtlpAttributes.write(buffer, OtlpFields.SPAN_ATTRIBUTE, span.getAttributes(), isChosen(context.getSpanId()));
		count(buffer, OtlpFields.SPAN_DROPPED_ATTRIBUTES, span.getTotalAttributeCount() - span.getAttributes().size());
		if (span.getTotalRecordedEvents() > 0) {
			events(buffer, span);
		}
		if (span.getTotalRecordedLinks() > 0) {
			links(buffer, span);
		}
		status(buffer, span.getStatus());
		buffer.fixed32(OtlpFields.SPAN_FLAGS, flags(context, parent));
		buffer.end(start);
	}

	/**
	 * Returns true for one span in 64, chosen by its random id.
	 */
	private static boolean isChosen(String spanId) {
		int last = spanId.length() - 1;
		return spanId.charAt(last) == '0' && spanId.charAt(last - 1) < '4';
	}

	private static void events(ProtobufWriter buffer, SpanData span) {
		for (EventData event : span.getEvents()) {
			int start = buffer.begin(OtlpFields.SPAN_EVENT);
			buffer.fixed64(OtlpFields.EVENT_TIME, event.getEpochNanos());
			buffer.string(OtlpFields.EVENT_NAME, event.getName());
			OtlpAttributes.write(buffer, OtlpFields.EVENT_ATTRIBUTE, event.getAttributes());
			count(buffer, OtlpFields.EVENT_DROPPED_ATTRIBUTES, event.getDroppedAttributesCount());
			buffer.end(start);
		}
		count(buffer, OtlpFields.SPAN_DROPPED_EVENTS, span.getTotalRecordedEvents() - span.getEvents().size());
	}

	private static void links(ProtobufWriter buffer, SpanData span) {
		for (LinkData link : span.getLinks()) {
			SpanContext linked = link.getSpanContext();
			int start = buffer.begin(OtlpFields.SPAN_LINK);
			buffer.hex(OtlpFields.LINK_TRACE_ID, linked.getTraceId());
			buffer.hex(OtlpFields.LINK_SPAN_ID, linked.getSpanId());
			traceState(buffer, OtlpFields.LINK_TRACE_STATE, linked);
			OtlpAttributes.write(buffer, OtlpFields.LINK_ATTRIBUTE, link.getAttributes());
			count(buffer, OtlpFields.LINK_DROPPED_ATTRIBUTES,
					link.getTotalAttributeCount() - link.getAttributes().size());
			buffer.fixed32(OtlpFields.LINK_FLAGS, flags(linked, linked));
			buffer.end(start);
		}
		count(buffer, OtlpFields.SPAN_DROPPED_LINKS, span.getTotalRecordedLinks() - span.getLinks().size());
	}

	private static void status(ProtobufWriter buffer, StatusData status) {
		int start = buffer.begin(OtlpFields.SPAN_STATUS);
		if (!status.getDescription().isEmpty()) {
			buffer.string(OtlpFields.STATUS_MESSAGE, status.getDescription());
		}
		count(buffer, OtlpFields.STATUS_CODE, OtlpEnums.number(status.getStatusCode()));
		buffer.end(start);
	}

	/**
	 * Returns the flags of the context, and whether the other context came from another
	 * process.
	 */
	private static int flags(SpanContext context, SpanContext perhapsRemote) {
		int flags = context.getTraceFlags().asByte() & 0xFF;
		return flags | HAS_IS_REMOTE | (perhapsRemote.isRemote() ? IS_REMOTE : 0);
	}

	private static void traceState(ProtobufWriter buffer, int tag, SpanContext context) {
		TraceState state = context.getTraceState();
		if (!state.isEmpty()) {
			StringJoiner members = new StringJoiner(",");
			state.forEach((key, value) -> members.add(key + '=' + value));
			buffer.string(tag, members.toString());
		}
	}

}
