package io.github.tracingstarter.instrument;

import io.github.tracingstarter.measurement.Measurements;
import io.github.tracingstarter.propagation.Propagation;
import io.github.tracingstarter.redaction.AttributeRedaction;
import io.github.tracingstarter.redaction.ExceptionEvent;
import io.github.tracingstarter.redaction.SpanRedaction;
import io.github.tracingstarter.propagation.TraceHeaders;
import io.github.tracingstarter.sampling.TraceSampler;
import io.github.tracingstarter.sampling.rules.Rules;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.semconv.ErrorAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Starts and fails the starter's own spans. They use the OpenTelemetry API directly: a
 * Micrometer observation costs about four times as much (see docs/design.md).
 */
public final class Spans {

	private final Tracer tracer;

	private final Propagation propagation;

	private final AttributeRedaction redaction;

	private final @Nullable TraceSampler sampler;

	private final LostTraces lostTraces;

	private final Rules rules;

	private final InstrumentationSwitches switches;

	private final RepeatedStatements repeated;

	private final Measurements measurements;

	Spans(OpenTelemetry openTelemetry, Propagation propagation, AttributeRedaction redaction, LostTraces lostTraces,
			Rules rules, InstrumentationSwitches switches, RepeatedStatements repeated, Measurements measurements) {
		this.measurements = measurements;
		this.lostTraces = lostTraces;
		this.rules = rules;
		this.switches = switches;
		this.repeated = repeated;
		this.tracer = openTelemetry.getTracer(SpanRedaction.CLEAN_SCOPE);
		this.propagation = propagation;
		this.redaction = redaction;
		this.sampler = (openTelemetry instanceof OpenTelemetrySdk sdk
				&& sdk.getSdkTracerProvider().getSampler() instanceof TraceSampler traceSampler) ? traceSampler : null;
	}

	/**
	 * Creates the builder of a span. Set all attributes that are already known on it,
	 * because a sampler may read them.
	 * @param name the span name, of low cardinality
	 * @param kind the span kind
	 * @param parent the context that holds the parent, or none
	 * @return the builder of the span
	 */
	public SpanBuilder span(String name, SpanKind kind, Context parent) {
		return this.tracer.spanBuilder(name).setSpanKind(kind).setParent(parent);
	}

	LostTraces lostTraces() {
		return this.lostTraces;
	}

	/**
	 * Returns the rules of the application.
	 * @return the rules for starting spans
	 */
	public Rules rules() {
		return this.rules;
	}

	/**
	 * Returns the listeners to calls and statements, including those without a span.
	 * @return the listeners
	 */
	public Measurements measurements() {
		return this.measurements;
	}

	InstrumentationSwitches switches() {
		return this.switches;
	}

	/**
	 * Returns the counter of the statements that a request repeats.
	 * @return the statements of all traces
	 */
	public RepeatedStatements repeated() {
		return this.repeated;
	}

	/**
	 * Returns whether a rule may drop a single span rather than the trace that begins
	 * with it.
	 */
	boolean mayDrop(SpanKind kind, Context parent) {
		if (!this.rules.mayDropBelow(kind)) {
			return false;
		}
		Span above = Span.fromContextOrNull(parent);
		return above != null && above.getSpanContext().isValid() && !above.getSpanContext().isRemote()
				&& !isDropped(parent);
	}

	/**
	 * Returns whether a rule asks for all detail of the current trace.
	 * @param context the context
	 * @return false if there is no trace
	 */
	public boolean isDebugging(Context context) {
		return this.rules.mayDebug() && isDebugging(Span.fromContext(context));
	}

	/**
	 * Returns whether a rule asks for all detail of the trace of a span.
	 * @param span the span
	 * @return false if the span is not in a trace
	 */
	public boolean isDebugging(Span span) {
		return this.rules.mayDebug() && this.rules.debug(span.getSpanContext().getTraceId());
	}

	/**
	 * Returns whether a trace may have been lost on the way to the current thread.
	 * @param context the context of the thread
	 * @return true if there is no trace and the thread is one to which Java offers no way
	 * to carry one
	 */
	public static boolean mayBeLost(Context context) {
		return LostTraces.arePossible(context);
	}

	/**
	 * Records whether the agent carries traces to threads to which Java offers no other
	 * way to carry them.
	 * @param carried whether it does, so that no trace is lost there
	 */
	public static void carryToThreads(boolean carried) {
		LostTraces.areCarried(carried);
	}

	/**
	 * Returns an editor for names and attributes that do not come from the starter.
	 */
	RedactingEditor editor(SpanBuilder attributes) {
		return new RedactingEditor(attributes, this.redaction);
	}

	/**
	 * Returns whether to start a span first and describe it only if it is recorded.
	 * Otherwise, either the sampler needs its attributes, or it will record the span
	 * anyway, in which case it is cheaper to set them before the start.
	 * @param parent the context that holds the parent, or none
	 * @param kind the kind of the span
	 * @return whether its attributes can wait
	 */
	public boolean canDescribeLater(Context parent, SpanKind kind) {
		return this.sampler != null && (isDecided(parent) ? this.sampler.isDropping() || isDropped(parent)
				: this.sampler.isDropping() && !this.sampler.readStarts(kind));
	}

	/**
	 * Returns whether a span is within a trace of this application.
	 */
	private static boolean isDecided(Context parent) {
		Span span = Span.fromContextOrNull(parent);
		return span != null && span.getSpanContext().isValid() && !span.getSpanContext().isRemote();
	}

	/**
	 * Writes the headers of an outgoing request or message as the propagator does.
	 * {@link TraceHeaders} reads the headers of an incoming one.
	 * @param <C> the type of the carrier
	 * @param context the context that holds the span
	 * @param carrier the request or message
	 * @param setter sets a header of the carrier
	 */
	public <C> void inject(Context context, C carrier, TextMapSetter<C> setter) {
		this.propagation.writing(context).inject(context, carrier, setter);
	}

	/**
	 * Returns the propagation that writes and reads the headers of requests and messages.
	 * @return the application's propagation
	 */
	public Propagation propagation() {
		return this.propagation;
	}

	/**
	 * Returns whether the current trace is recorded, so that a child is worth preparing.
	 * Resolves no bean, because it is called for every statement.
	 * @param context the context
	 * @return false if there is no span or it is not recorded
	 */
	public static boolean isSampled(Context context) {
		Span span = Span.fromContextOrNull(context);
		return span != null && (span.getSpanContext().isSampled() || isRecorded(span));
	}

	/**
	 * Returns whether sampling dropped the current trace. Its children would also be
	 * dropped.
	 * @param context the context
	 * @return true if there is a span and it is not recorded
	 */
	public static boolean isDropped(Context context) {
		Span span = Span.fromContextOrNull(context);
		if (span == null) {
			return false;
		}
		SpanContext spanContext = span.getSpanContext();
		return spanContext.isValid() && !spanContext.isSampled() && !isRecorded(span);
	}

	/**
	 * Returns whether a span is recorded. Until its outcome is known, a span may be
	 * recorded although it is not sampled; after it has ended, it no longer reports that.
	 */
	private static boolean isRecorded(Span span) {
		Span real = PassedSpan.real(span);
		return real instanceof ReadableSpan || real.isRecording();
	}

	/**
	 * Returns a span for an operation that is not to be traced. It is valid but not
	 * sampled, so that a parent-based sampler drops all spans below it, and called
	 * services are told to drop theirs.
	 * @param parent the context that holds the parent, or none
	 * @return the span, in the trace of its parent
	 */
	public static Span dropped(Context parent) {
		SpanContext caller = Span.fromContext(parent).getSpanContext();
		String traceId = caller.isValid() ? caller.getTraceId() : IdGenerator.random().generateTraceId();
		String spanId = caller.isValid() ? caller.getSpanId() : IdGenerator.random().generateSpanId();
		int random = Propagation.NOT_SAMPLED.asByte();
		TraceFlags flags = caller.isValid() ? TraceFlags.fromByte((byte) (caller.getTraceFlags().asByte() & random))
				: Propagation.NOT_SAMPLED;
		return Span.wrap(SpanContext.create(traceId, spanId, flags, caller.getTraceState()));
	}

	/**
	 * Returns a span for an operation that is not traced because its instrumentation is
	 * off. Spans within it become children of the parent. An incoming request or message
	 * has no parent in this application, so it is dropped.
	 * @param parent the context that holds the parent, or none
	 * @param kind the kind that the span would have
	 * @return the span
	 */
	static Span passed(Context parent, SpanKind kind) {
		boolean comesIn = (kind == SpanKind.SERVER || kind == SpanKind.CONSUMER) && !isDecided(parent);
		return comesIn ? dropped(parent) : new PassedSpan(Span.fromContext(parent));
	}

	/**
	 * Marks a span as failed: status, {@code error.type} and an exception event, without
	 * the message if a database may have put values into it.
	 * @param span the span
	 * @param error what happened
	 */
	public static void fail(Span span, Throwable error) {
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(ErrorAttributes.ERROR_TYPE, ExceptionEvent.typeOf(error));
		ExceptionEvent.record(span, error);
	}

	/**
	 * Marks a span as failed if there is no exception, such as for a status code.
	 * @param span the span
	 * @param errorType the value of {@code error.type}, of low cardinality
	 */
	public static void fail(Span span, String errorType) {
		span.setStatus(StatusCode.ERROR);
		span.setAttribute(ErrorAttributes.ERROR_TYPE, errorType);
	}

}
