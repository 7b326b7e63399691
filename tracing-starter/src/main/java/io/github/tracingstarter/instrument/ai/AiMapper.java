package io.github.tracingstarter.instrument.ai;

import io.github.tracingstarter.instrument.ObservationMapper;
import io.micrometer.observation.Observation;
import io.opentelemetry.api.trace.Span;

/**
 * Describes an operation of Spring AI whose exceptions may quote a conversation.
 *
 * @param <T> the context of its observation
 */
abstract class AiMapper<T extends Observation.Context> implements ObservationMapper<T> {

	final Content content;

	AiMapper(Content content) {
		this.content = content;
	}

	@Override
	public final void fail(T context, Span span, Throwable error) {
		this.content.fail(span, error);
	}

}
