package io.github.tracingstarter.instrument;

import java.util.List;

import io.micrometer.observation.Observation;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * An observation with the mapper that describes it, and its span unless it makes none.
 *
 * @param <T> the observation context
 */
final class Mapping<T extends Observation.Context> {

	final ObservationMapper<T> mapper;

	final T context;

	/** The senders of messages that are not the parent. */
	Iterable<SpanContext> links = List.of();

	volatile @Nullable Span span;

	/** The context with the span. */
	volatile @Nullable Context trace;

	private Mapping(ObservationMapper<T> mapper, T context) {
		this.mapper = mapper;
		this.context = context;
	}

	static <T extends Observation.Context> Mapping<T> of(ObservationMapper<T> mapper, Observation.Context context) {
		return new Mapping<>(mapper, mapper.contextType().cast(context));
	}

	boolean isNoise() {
		return this.mapper.isNoise(this.context);
	}

	boolean isExcluded() {
		return this.mapper.isExcluded(this.context);
	}

	SpanKind kind() {
		return this.mapper.kind(this.context);
	}

	String name() {
		return this.mapper.name(this.context);
	}

	Attributes attributes() {
		AttributesBuilder attributes = Attributes.builder();
		this.mapper.describe(this.context, attributes);
		return attributes.build();
	}

	void fail(Span span, Throwable error) {
		this.mapper.fail(this.context, span, error);
	}

	boolean isWithheld(Span span) {
		return this.mapper.isWithheld(this.context, span);
	}

	void complete(Span span) {
		this.mapper.complete(this.context, span);
	}

	@Nullable String replacedName() {
		return this.mapper.replacedName(this.context);
	}

}
