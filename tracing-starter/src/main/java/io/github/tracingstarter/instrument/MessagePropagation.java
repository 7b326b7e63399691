package io.github.tracingstarter.instrument;

import java.util.Iterator;
import java.util.List;

import io.github.tracingstarter.propagation.TraceHeaders;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.jspecify.annotations.Nullable;

/**
 * Carries the trace in the messages of observations, with the application's propagator.
 */
final class MessagePropagation {

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
			return Senders.only(parent(receiver, current, mapper));
		}
		return (context instanceof BatchReceiverContext<?> batch) ? senders(batch, current, mapper)
				: Senders.only(current);
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
		return Senders.of(this.headers, current, batch.messages(), new HeaderGetter<>(batch.getter(), mapper));
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
