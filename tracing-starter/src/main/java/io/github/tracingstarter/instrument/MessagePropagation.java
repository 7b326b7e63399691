package io.github.tracingstarter.instrument;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.github.tracingstarter.propagation.TraceHeaders;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Carries the trace in the messages of observations, with the application's propagator.
 */
final class MessagePropagation {

	/**
	 * The number of links that a span keeps by default. The number of messages shows if
	 * there were more.
	 */
	private static final int MAX_LINKS = 128;

	private final Spans spans;

	private final TraceHeaders headers;

	MessagePropagation(Spans spans) {
		this.spans = spans;
		this.headers = TraceHeaders.with(spans.propagation());
	}

	/**
	 * Reads the senders of an observation's messages.
	 * @param context the observation
	 * @param current the parent if the observation has no message, or its sender is
	 * unknown
	 * @param mapper knows the names of the headers
	 * @return the parent and links
	 */
	Senders senders(Observation.Context context, Context current, ObservationMapper<?> mapper) {
		if (context instanceof ReceiverContext<?> receiver) {
			return new Senders(parent(receiver, current, mapper), List.of());
		}
		return (context instanceof BatchReceiverContext<?> batch) ? senders(batch, current, mapper)
				: new Senders(current, List.of());
	}

	private <C> Context parent(ReceiverContext<C> receiver, Context current, ObservationMapper<?> mapper) {
		C message = receiver.getCarrier();
		if (message == null) {
			return current;
		}
		HeaderGetter<C> getter = new HeaderGetter<>(receiver.getGetter(), mapper);
		return mapper.isCalled() ? this.headers.extract(current, message, getter, (carrier) -> caller(mapper, receiver))
				: this.headers.extract(current, message, getter);
	}

	private static <T extends Observation.Context> @Nullable String caller(ObservationMapper<T> mapper,
			Observation.Context context) {
		return mapper.caller(mapper.contextType().cast(context));
	}

	private <C> Senders senders(BatchReceiverContext<C> batch, Context current, ObservationMapper<?> mapper) {
		HeaderGetter<C> getter = new HeaderGetter<>(batch.getter(), mapper);
		Context first = current;
		boolean oneTrace = true;
		Set<SpanContext> senders = new LinkedHashSet<>();
		for (C message : batch.messages()) {
			if (senders.size() >= MAX_LINKS && !oneTrace) {
				break;
			}
			Context extracted = this.headers.extract(current, message, getter);
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
	 * Writes the headers of an outgoing message.
	 * @param span the context with the span
	 * @param context the observation, which may not be of a message
	 * @param mapper knows the names of the headers
	 */
	void inject(Context span, Observation.Context context, ObservationMapper<?> mapper) {
		if (context instanceof SenderContext<?> sender) {
			inject(span, sender, mapper);
		}
	}

	private <C> void inject(Context span, SenderContext<C> sender, ObservationMapper<?> mapper) {
		C message = sender.getCarrier();
		if (message != null) {
			this.spans.inject(span, message, (carrier, name, value) -> {
				String header = mapper.header(name);
				if (!writes(mapper, sender, header, value)) {
					sender.getSetter().set(carrier, header, value);
				}
			});
		}
	}

	private static <T extends Observation.Context> boolean writes(ObservationMapper<T> mapper,
			Observation.Context context, String name, String value) {
		return mapper.writes(mapper.contextType().cast(context), name, value);
	}

	/**
	 * The senders of messages.
	 *
	 * @param parent the context with the parent
	 * @param links other senders
	 */
	record Senders(Context parent, Collection<SpanContext> links) {

	}

	/**
	 * Reads a header under the technology's name for it, and under its original name,
	 * which another sender may have used.
	 */
	private record HeaderGetter<C>(Propagator.Getter<C> getter,
			ObservationMapper<?> mapper) implements TextMapGetter<C> {

		@Override
		public Iterable<String> keys(C carrier) {
			return List.of();
		}

		@Override
		public @Nullable String get(@Nullable C carrier, String name) {
			if (carrier == null) {
				return null;
			}
			String header = this.mapper.header(name);
			String value = this.getter.get(carrier, header);
			return (value != null || header.equals(name)) ? value : this.getter.get(carrier, name);
		}

		@Override
		public Iterator<String> getAll(@Nullable C carrier, String name) {
			String value = get(carrier, name);
			if (carrier == null || value == null) {
				return List.<String>of().iterator();
			}
			Iterator<String> values = this.getter.getAll(carrier, this.mapper.header(name)).iterator();
			return values.hasNext() ? values : List.of(value).iterator();
		}

	}

}
