package io.github.tracingstarter.instrument;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.report.FailureLog;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.CurrentTraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Creates the spans of all observations that an {@link ObservationMapper} describes,
 * except those of instrumentations that are off. Scopes are Micrometer's own, so that
 * observations and spans nest in each other.
 */
final class MappedObservationHandler implements TracingObservationHandler<Observation.Context>, Ordered {

	private final List<ObservationMapper<?>> mappers;

	private final Map<Class<?>, List<ObservationMapper<?>>> candidates = new ConcurrentHashMap<>();

	/** Excludes the mappers of instrumentations that were off at startup. */
	private final Map<ObservationMapper<?>, Instrumenter<Mapping<?>>> instrumenters = new IdentityHashMap<>();

	private final Spans spans;

	private final MessagePropagation propagation;

	private final Tracer tracer;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(MappedObservationHandler.class),
			"The span of an observation could not be created or completed. The application is not affected.");

	MappedObservationHandler(List<ObservationMapper<?>> mappers,
			Map<ObservationMapper<?>, InstrumentationSwitch> switches, Spans spans, Tracer tracer,
			AttributeRedaction text) {
		this.mappers = mappers;
		this.spans = spans;
		MappingConvention convention = new MappingConvention(text);
		switches.forEach((mapper, onOrOff) -> this.instrumenters.put(mapper,
				customized(mapper, Instrumenter.of(spans, onOrOff, convention, this.failures))));
		this.propagation = new MessagePropagation(spans);
		this.tracer = tracer;
	}

	private static <T extends Observation.Context> Instrumenter<Mapping<?>> customized(ObservationMapper<T> mapper,
			Instrumenter<Mapping<?>> instrumenter) {
		return mapper.customized(instrumenter, (mapping) -> mapper.contextType().cast(mapping.context));
	}

	/**
	 * Runs before Boot's propagating handlers (1000 and 2000), which would start a span.
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
	 * Called many times for every observation, so the type decides first.
	 */
	private @Nullable ObservationMapper<?> mapper(Observation.Context context) {
		List<ObservationMapper<?>> candidates = this.candidates.get(context.getClass());
		if (candidates == null) {
			candidates = this.candidates.computeIfAbsent(context.getClass(),
					(type) -> this.mappers.stream()
						.filter((mapper) -> mapper.contextType().isAssignableFrom(type))
						.toList());
		}
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
		// The meter handlers expect a tracing context when the observation stops.
		TracingContext tracing = getTracingContext(context);
		ObservationMapper<?> mapper = mapper(context);
		if (mapper == null) {
			return;
		}
		Mapping<?> mapping = Mapping.of(mapper, context);
		context.put(Mapping.class, mapping);
		io.micrometer.tracing.Span parent = mapper.belongsToParentObservation() ? parentOf(context, around) : around;
		this.failures.guard(() -> start(mapping, parent, tracing));
	}

	private static io.micrometer.tracing.@Nullable Span parentOf(Observation.Context context,
			io.micrometer.tracing.@Nullable Span around) {
		ObservationView parent = context.getParentObservation();
		TracingContext tracing = (parent != null) ? parent.getContextView().get(TracingContext.class) : null;
		return (tracing != null && tracing.getSpan() != null) ? tracing.getSpan() : around;
	}

	private void start(Mapping<?> mapping, io.micrometer.tracing.@Nullable Span around, TracingContext tracing) {
		Instrumenter<Mapping<?>> instrumenter = this.instrumenters.get(mapping.mapper);
		if (instrumenter == null || mapping.isNoise()) {
			tracing.setSpan((around != null) ? around : this.tracer.currentSpan());
			return;
		}
		Context current = (around instanceof OtelSpan) ? Context.current().with(OtelSpan.toOtel(around))
				: Context.current();
		if (!this.spans.isDebugging(current) && mapping.waits(current)) {
			tracing.setSpan((around != null) ? around : this.tracer.currentSpan());
			return;
		}
		Senders senders = this.propagation.senders(mapping.context, current, mapping.mapper);
		mapping.links = senders.links();
		boolean isOn = instrumenter.isOn();
		boolean isTraced = isOn && !mapping.isExcluded() && instrumenter.isTraced(mapping);
		if (!isTraced && (mapping.kind() == SpanKind.CLIENT || (!isOn && !mapping.comesIn()))) {
			tracing.setSpan((around != null) ? around : this.tracer.currentSpan());
			this.propagation.inject(senders.parent(), mapping.context, mapping.mapper);
			return;
		}
		Context parent = isTraced ? mapping.in(senders.parent()) : senders.parent();
		// A received request or message that is not traced is dropped, with everything
		// within it.
		Span span = isTraced ? instrumenter.start(mapping.starting(parent), mapping)
				: isOn ? Spans.dropped(parent) : Spans.passed(parent, mapping.kind());
		if (span != null) {
			mapping.started(span, parent);
			tracing.setSpan(OtelSpan.fromOtel(span, parent));
			this.propagation.inject(parent.with(span), mapping.context, mapping.mapper);
		}
	}

	/**
	 * Spans within an observation that has no span belong to the enclosing span, which
	 * may not be the current one, especially on another thread.
	 */
	@Override
	public void onScopeOpened(Observation.Context context) {
		TracingContext tracing = getTracingContext(context);
		if (span(context) != null || tracing.getScope() != null || isElsewhere(tracing.getSpan())) {
			TracingObservationHandler.super.onScopeOpened(context);
		}
	}

	private static boolean isElsewhere(io.micrometer.tracing.@Nullable Span around) {
		return around != null && !around.context().spanId().equals(Span.current().getSpanContext().getSpanId());
	}

	@Override
	public void onScopeClosed(Observation.Context context) {
		CurrentTraceContext.Scope scope = getTracingContext(context).getScope();
		if (scope != null) {
			scope.close();
		}
	}

	/**
	 * The overridden method would leave a scope without a span, which nothing closes.
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
		Mapping<?> mapping = context.get(Mapping.class);
		Span span = (mapping != null) ? mapping.span : null;
		Throwable error = context.getError();
		if (mapping != null && span != null && error != null) {
			this.failures.guard(() -> mapping.fail(span, error));
		}
	}

	@Override
	public void onEvent(Observation.Event event, Observation.Context context) {
		Mapping<?> mapping = context.get(Mapping.class);
		Span span = (mapping != null) ? mapping.span : null;
		if (mapping == null || span == null || isNoise(mapping, event)) {
			return;
		}
		if (event.getWallTime() == 0) {
			span.addEvent(event.getContextualName());
		}
		else {
			span.addEvent(event.getContextualName(), event.getWallTime(), TimeUnit.MILLISECONDS);
		}
	}

	private boolean isNoise(Mapping<?> mapping, Observation.Event event) {
		try {
			return mapping.isNoise(event);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return false;
		}
	}

	@Override
	public void onStop(Observation.Context context) {
		Mapping<?> mapping = context.get(Mapping.class);
		Instrumenter<Mapping<?>> instrumenter = (mapping != null) ? this.instrumenters.get(mapping.mapper) : null;
		if (mapping == null || instrumenter == null) {
			return;
		}
		if (mapping.isMeasured()) {
			this.failures.guard(mapping::measure);
		}
		Span span = mapping.span;
		if (span == null) {
			this.failures.guard(() -> mapping.stop(instrumenter));
			return;
		}
		instrumenter.describe(span, mapping, error(mapping));
		if (!withholds(mapping, span)) {
			instrumenter.end(span);
		}
	}

	private @Nullable Throwable error(Mapping<?> mapping) {
		try {
			return mapping.error();
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return mapping.context.getError();
		}
	}

	private boolean withholds(Mapping<?> mapping, Span span) {
		try {
			return mapping.withholds(span);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return false;
		}
	}

	private static @Nullable Span span(Observation.Context context) {
		Mapping<?> mapping = context.get(Mapping.class);
		return (mapping != null) ? mapping.span : null;
	}

}
