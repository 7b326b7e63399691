package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

import io.github.tracingstarter.SpanCustomizer;
import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Starts, scopes, describes and ends the spans of one kind of operation, and calls the
 * application's customizers. Failures are logged once and never reach the operation.
 *
 * @param <O> the operation that a span describes
 */
public final class Instrumenter<O> {

	private final Spans spans;

	private final InstrumentationSwitch instrumentation;

	private final SpanConvention<O> convention;

	private final FailureLog failures;

	/** An array rather than a list, whose iterator would be allocated for each span. */
	private final SpanHook<O, ?, ?>[] hooks;

	private Instrumenter(Spans spans, InstrumentationSwitch instrumentation, SpanConvention<O> convention,
			FailureLog failures, SpanHook<O, ?, ?>[] hooks) {
		this.spans = spans;
		this.instrumentation = instrumentation;
		this.convention = convention;
		this.failures = failures;
		this.hooks = hooks;
	}

	/**
	 * Creates an instrumenter without customizers.
	 * @param <O> the operation that a span describes
	 * @param spans creates the spans
	 * @param instrumentation the name by which the instrumentation is turned off while
	 * the application runs
	 * @param convention the kind, name and attributes of the spans
	 * @param failures logs failures
	 * @return the instrumenter
	 */
	public static <O> Instrumenter<O> of(Spans spans, String instrumentation, SpanConvention<O> convention,
			FailureLog failures) {
		return of(spans, spans.switches().of(instrumentation), convention, failures);
	}

	@SuppressWarnings("unchecked")
	static <O> Instrumenter<O> of(Spans spans, InstrumentationSwitch instrumentation, SpanConvention<O> convention,
			FailureLog failures) {
		return new Instrumenter<>(spans, instrumentation, convention, failures,
				(SpanHook<O, ?, ?>[]) new SpanHook<?, ?, ?>[0]);
	}

	/**
	 * Creates a copy of this instrumenter with customizers.
	 * @param <Q> the request that the customizers are called with
	 * @param <S> the response that the customizers are called with
	 * @param customizers the application's customizers, in their order
	 * @param request returns the request of an operation
	 * @param response returns the response of an operation, or null if there is none
	 * @return the instrumenter
	 */
	@SuppressWarnings("unchecked")
	public <Q, S> Instrumenter<O> with(List<? extends SpanCustomizer<Q, S>> customizers, Function<O, Q> request,
			Function<O, @Nullable S> response) {
		SpanHook<O, ?, ?>[] hooks = (SpanHook<O, ?, ?>[]) customizers.stream()
			.map((customizer) -> new SpanHook<>(customizer, request, response))
			.toArray(SpanHook<?, ?, ?>[]::new);
		return new Instrumenter<>(this.spans, this.instrumentation, this.convention, this.failures, hooks);
	}

	/**
	 * Returns whether the instrumentation is on.
	 * @return false if it has been turned off while the application runs
	 */
	public boolean isOn() {
		return this.instrumentation.isOn();
	}

	boolean isDebugging(Span span) {
		return this.spans.isDebugging(span);
	}

	/**
	 * Returns whether the customizers allow a span.
	 * @param operation the operation
	 * @return false if one of them does not
	 */
	public boolean isTraced(O operation) {
		return this.hooks.length == 0 || call((hook) -> hook.isTraced(operation));
	}

	/**
	 * Calls the customizers until one returns false. A customizer that fails does not
	 * count as false.
	 */
	private boolean call(Predicate<SpanHook<O, ?, ?>> method) {
		for (SpanHook<O, ?, ?> hook : this.hooks) {
			try {
				if (!method.test(hook)) {
					return false;
				}
			}
			catch (RuntimeException | LinkageError ex) {
				this.failures.log(ex);
			}
		}
		return true;
	}

	/**
	 * Records an operation that has no span because it is not in a trace.
	 * @param name the name that the span would have
	 */
	public void lost(String name) {
		this.failures.guard(() -> this.spans.lostTraces().add(name));
	}

	/**
	 * Starts the span of an operation.
	 * @param parent the context that holds the parent, or none
	 * @param operation the operation
	 * @return the span, or null if it could not be created
	 */
	public @Nullable Span start(Context parent, O operation) {
		return start(parent, operation, 0);
	}

	/**
	 * Starts the span of an operation that started at a known time.
	 * @param parent the context that holds the parent, or none
	 * @param operation the operation
	 * @param epochNanos the time in nanoseconds since 1970, or 0 for now
	 * @return the span, or null if it could not be created
	 */
	public @Nullable Span start(Context parent, O operation, long epochNanos) {
		try {
			SpanKind kind = this.convention.kind(operation);
			if (!this.instrumentation.isOn()) {
				return Spans.passed(parent, kind);
			}
			String name = this.convention.name(operation);
			if (kind == SpanKind.CLIENT && Spans.mayBeLost(parent)) {
				this.spans.lostTraces().add(name);
			}
			Context starting = this.spans.rules().startedBy(parent, this.instrumentation.id());
			SpanBuilder builder = this.spans.span(name, kind, starting);
			if (starting != parent) {
				this.spans.rules().mark(builder, this.instrumentation.id());
			}
			this.spans.propagation().link(builder, parent);
			if (epochNanos > 0) {
				builder.setStartTimestamp(epochNanos, TimeUnit.NANOSECONDS);
			}
			if (this.spans.mayDrop(kind, parent)) {
				return describeThenAsk(builder, operation, kind, name, parent);
			}
			return this.spans.canDescribeLater(parent, kind) ? startThenDescribe(builder, operation)
					: describeThenStart(builder, operation);
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return null;
		}
	}

	private Span describeThenStart(SpanBuilder builder, O operation) {
		this.convention.start(operation, builder);
		RedactingEditor editor = customizeStart(builder, operation);
		Span span = builder.startSpan();
		if (editor != null) {
			editor.rename(span);
		}
		return span;
	}

	/**
	 * Consults the rules before the span is created, so that a dropped span has no
	 * children.
	 */
	private Span describeThenAsk(SpanBuilder builder, O operation, SpanKind kind, String name, Context parent) {
		KnownStart start = new KnownStart(builder);
		this.convention.start(operation, start);
		RedactingEditor editor = customizeStart(start, operation);
		Span above = Span.fromContext(parent);
		if (this.spans.rules()
			.dropBelow(above.getSpanContext().getTraceId(), kind, name, start.attributes(),
					this.instrumentation.id())) {
			return new PassedSpan(above);
		}
		Span span = builder.startSpan();
		if (editor != null) {
			editor.rename(span);
		}
		return span;
	}

	private Span startThenDescribe(SpanBuilder builder, O operation) {
		Span span = builder.startSpan();
		if (span.isRecording()) {
			describeStart(span, operation);
		}
		return span;
	}

	/**
	 * If this fails, the caller must still get the span, because it ends it.
	 */
	private void describeStart(Span span, O operation) {
		try {
			RunningSpan attributes = new RunningSpan(span);
			this.convention.start(operation, attributes);
			RedactingEditor editor = customizeStart(attributes, operation);
			if (editor != null) {
				editor.rename(span);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	private @Nullable RedactingEditor customizeStart(SpanBuilder attributes, O operation) {
		if (this.hooks.length == 0) {
			return null;
		}
		RedactingEditor editor = this.spans.editor(attributes);
		call((hook) -> {
			hook.start(editor, operation);
			return true;
		});
		return editor;
	}

	/**
	 * Opens the scope of a span. The application's scope listeners may throw exceptions
	 * here.
	 * @param context the context that holds the span
	 * @return the scope
	 */
	public Scope open(Context context) {
		try {
			return context.makeCurrent();
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
			return Scope.noop();
		}
	}

	/**
	 * Closes a scope. An exception thrown here would replace the application's own.
	 * @param scope the scope
	 */
	public void close(Scope scope) {
		try {
			scope.close();
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	/**
	 * Describes the outcome of an operation, and lets the customizers add to it.
	 * @param span the span
	 * @param operation the operation
	 * @param error the exception that ended the operation, or null
	 */
	public void describe(Span span, O operation, @Nullable Throwable error) {
		try {
			if (span.isRecording()) {
				this.convention.end(operation, span, error);
				if (this.spans.repeated().any() && this.convention.kind(operation) == SpanKind.SERVER) {
					this.spans.repeated().ending(span);
				}
				customizeEnd(span, operation, error);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

	private void customizeEnd(Span span, O operation, @Nullable Throwable error) {
		if (this.hooks.length == 0) {
			return;
		}
		RedactingEditor editor = this.spans.editor(new RunningSpan(span));
		call((hook) -> {
			hook.end(editor, operation, error);
			return true;
		});
		editor.rename(span);
	}

	/**
	 * Ends a span. The application's span processors may throw exceptions here.
	 * @param span the span
	 */
	public void end(Span span) {
		end(span, 0);
	}

	/**
	 * Ends a span at a known time.
	 * @param span the span
	 * @param epochNanos the time in nanoseconds since 1970, or 0 for now
	 */
	public void end(Span span, long epochNanos) {
		try {
			if (epochNanos > 0) {
				span.end(epochNanos, TimeUnit.NANOSECONDS);
			}
			else {
				span.end();
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
	}

}
