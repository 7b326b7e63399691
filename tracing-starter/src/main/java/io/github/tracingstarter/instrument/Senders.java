package io.github.tracingstarter.instrument;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.tracingstarter.propagation.TraceHeaders;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

/**
 * The senders of messages that are processed together. If all messages are part of one
 * trace, their processing is part of it as well; otherwise the processing starts a new
 * trace. Its span is linked to the senders of all messages, except to its parent.
 *
 * @param parent the context with the parent, or none
 * @param links other senders
 */
public record Senders(Context parent, Collection<SpanContext> links) {

	/**
	 * The number of links that a span keeps by default. The number of messages shows if
	 * there were more.
	 */
	private static final int MAX_LINKS = 128;

	/**
	 * Reads the senders of messages.
	 * @param <C> the type of a message
	 * @param headers reads the headers of a message
	 * @param current the context in which the processing starts if it is not part of one
	 * trace
	 * @param messages the messages, in the order in which they are processed
	 * @param getter returns the headers of a message
	 * @return the parent and links
	 */
	public static <C> Senders of(TraceHeaders headers, Context current, Iterable<? extends C> messages,
			TextMapGetter<C> getter) {
		Context first = current;
		boolean oneTrace = true;
		Set<SpanContext> senders = new LinkedHashSet<>();
		for (C message : messages) {
			if (senders.size() >= MAX_LINKS && !oneTrace) {
				break;
			}
			Context extracted = headers.extract(current, message, getter);
			SpanContext sender = Span.fromContext(extracted).getSpanContext();
			if (extracted == current || !sender.isValid()) {
				oneTrace = false;
				continue;
			}
			if (senders.isEmpty()) {
				first = extracted;
			}
			oneTrace &= sender.getTraceId().equals(Span.fromContext(first).getSpanContext().getTraceId());
			if (senders.size() < MAX_LINKS) {
				senders.add(sender);
			}
		}
		if (oneTrace && !senders.isEmpty()) {
			senders.remove(Span.fromContext(first).getSpanContext());
			return new Senders(first, senders);
		}
		return new Senders(current, senders);
	}

	/**
	 * Returns the sender of a single message or request.
	 * @param parent the context with the parent, or none
	 * @return the sender
	 */
	public static Senders only(Context parent) {
		return new Senders(parent, List.of());
	}

}
