package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.util.StringUtils;

/**
 * Makes the spans of all observations that a {@link ObservationMapper} describes. Scopes
 * are Micrometer's own, so that observations and spans nest in each other.
 */
final class MappedObservationHandler implements TracingObservationHandler<Observation.Context>, Ordered {

	private static final String ERROR = "error";

	private final List<ObservationMapper<?>> mappers;

	private final Map<Class<?>, List<ObservationMapper<?>>> candidates = new ConcurrentHashMap<>();

	private final Spans spans;

	private final MessagePropagation propagation;

	private final Tracer tracer;

	private final AttributeRedaction text;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(MappedObservationHandler.class),
			"The span of an observation could not be made or described. The application is not affected.");

	MappedObservationHandler(List<ObservationMapper<?>> mappers, Spans spans, Tracer tracer, AttributeRedaction text) {
		this.mappers = mappers;
		this.spans = spans;
		this.propagation = new MessagePropagation(spans);
		this.tracer = tracer;
		this.text = text;
	}

	/**
	 * Before Boot's propagating handlers (1000 and 2000), which would start a span.
	 */
	@Override
	public int getOrder() {
		return 0;
	}

	@Override
	public Tracer getTracer() {
		return this.tracer;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context.containsKey(Mapping.class) || mapper(context) != null;
	}

	/**
	 * Asked of every observation again and again, so the type decides first.
	 */
	private @Nullable ObservationMapper<?> mapper(Observation.Context context) {
		List<ObservationMapper<?>> candidates = this.candidates.computeIfAbsent(context.getClass(),
				(type) -> this.mappers.stream()
					.filter((mapper) -> mapper.contextType().isAssignableFrom(type))
					.toList());
		for (ObservationMapper<?> mapper : candidates) {
			if (supports(mapper, context)) {
				return mapper;
			}
		}
		return null;
	}

	private <T extends Observation.Context> boolean supports(ObservationMapper<T> mapper, Observation.Context context) {
		try {
			return mapper.supports(mapper.contextType().cast(context));
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return false;
		}
	}

	@Override
	public void onStart(Observation.Context context) {
		io.micrometer.tracing.Span around = getParentSpan(context);
		// The meter handlers expect it when they stop.
		TracingContext tracing = getTracingContext(context);
		ObservationMapper<?> mapper = mapper(context);
		if (mapper == null) {
			return;
		}
		Mapping<?> mapping = Mapping.of(mapper, context);
		context.put(Mapping.class, mapping);
		try {
			start(mapping, around, tracing);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	private <T extends Observation.Context> void start(Mapping<T> mapping, io.micrometer.tracing.@Nullable Span around,
			TracingContext tracing) {
		ObservationMapper<T> mapper = mapping.mapper;
		T context = mapping.context;
		if (mapper.isNoise(context)) {
			tracing.setSpan(around);
			return;
		}
		Context current = (around instanceof OtelSpan) ? Context.current().with(OtelSpan.toOtel(around))
				: Context.current();
		MessagePropagation.Senders senders = this.propagation.senders(context, current, mapper);
		Context parent = senders.parent();
		SpanBuilder builder = this.spans.span(mapper.name(context), mapper.kind(context), parent);
		senders.links().forEach(builder::addLink);
		boolean later = this.spans.canDescribeLater(parent);
		if (!later) {
			builder.setAllAttributes(attributes(mapping));
		}
		Span span = builder.startSpan();
		mapping.span = span;
		tracing.setSpan(OtelSpan.fromOtel(span, parent));
		if (later && span.isRecording()) {
			span.setAllAttributes(attributes(mapping));
		}
		this.propagation.inject(parent.with(span), context, mapper);
	}

	private static <T extends Observation.Context> Attributes attributes(Mapping<T> mapping) {
		AttributesBuilder attributes = Attributes.builder();
		mapping.mapper.describe(mapping.context, attributes);
		return attributes.build();
	}

	@Override
	public void onScopeOpened(Observation.Context context) {
		if (span(context) != null) {
			TracingObservationHandler.super.onScopeOpened(context);
		}
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		if (span(context) != null) {
			TracingObservationHandler.super.onScopeClosed(context);
		}
	}

	/**
	 * The one that it overrides leaves a scope without a span that nobody closes.
	 */
	@Override
	@SuppressWarnings("deprecation")
	public void onScopeReset(Observation.Context context) {
		TracingContext tracing = getTracingContext(context);
		for (CurrentTraceContext.Scope scope = tracing.getScope(); scope != null; scope = tracing.getScope()) {
			scope.close();
		}
	}

	@Override
	public void onError(Observation.Context context) {
		Span span = span(context);
		Throwable error = context.getError();
		if (span != null && error != null) {
			Spans.fail(span, error);
		}
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		Span span = span(context);
		if (span == null) {
			return;
		}
		if (event.getWallTime() == 0) {
			span.addEvent(event.getContextualName());
		}
		else {
			span.addEvent(event.getContextualName(), event.getWallTime(), TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void onStop(Observation.Context context) {
		Mapping<?> mapping = context.get(Mapping.class);
		Span span = (mapping != null) ? mapping.span : null;
		if (mapping == null || span == null) {
			return;
		}
		try {
			if (span.isRecording()) {
				complete(mapping, span);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		finally {
			span.end();
		}
	}

	private <T extends Observation.Context> void complete(Mapping<T> mapping, Span span) {
		ObservationMapper<T> mapper = mapping.mapper;
		T context = mapping.context;
		mapper.complete(context, span);
		Set<String> replaced = mapper.replacedKeys();
		for (KeyValue keyValue : context.getAllKeyValues()) {
			if (keyValue.getKey().equalsIgnoreCase(ERROR)) {
				Spans.fail(span, this.text.redact(ERROR, keyValue.getValue()));
			}
			else if (!replaced.contains(keyValue.getKey())) {
				span.setAttribute(keyValue.getKey(), this.text.redact(keyValue.getKey(), keyValue.getValue()));
			}
		}
		String name = context.getContextualName();
		if (StringUtils.hasText(name) && !name.equals(mapper.replacedName(context))) {
			span.updateName(this.text.redactName(name));
		}
	}

	private static @Nullable Span span(Observation.Context context) {
		Mapping<?> mapping = context.get(Mapping.class);
		return (mapping != null) ? mapping.span : null;
	}

	/**
	 * An observation that has been claimed, and its span unless it makes none.
	 */
	private static final class Mapping<T extends Observation.Context> {

		private final ObservationMapper<T> mapper;

		private final T context;

		private volatile @Nullable Span span;

		private Mapping(ObservationMapper<T> mapper, T context) {
			this.mapper = mapper;
			this.context = context;
		}

		static <T extends Observation.Context> Mapping<T> of(ObservationMapper<T> mapper, Observation.Context context) {
			return new Mapping<>(mapper, mapper.contextType().cast(context));
		}

	}

}
