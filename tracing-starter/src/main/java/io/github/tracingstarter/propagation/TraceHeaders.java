package io.github.tracingstarter.propagation;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import io.github.tracingstarter.report.FailureLog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parent of a request from its headers, with the propagators that the
 * application has configured. {@code traceparent} and {@code tracestate} are read as W3C
 * Trace Context level 2 requires, unlike in those propagators, which read only the first
 * line of a header and drop valid members. Never throws.
 */
public final class TraceHeaders {

	private static final String TRACE_PARENT = "traceparent";

	private static final String TRACE_STATE = "tracestate";

	private final Propagation propagation;

	private final String[] probes;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(TraceHeaders.class),
			"The trace headers of a request could not be read. The request starts a new trace.");

	private TraceHeaders(Propagation propagation) {
		this.propagation = propagation;
		this.probes = probes(propagation.propagator().fields());
	}

	/**
	 * Creates a reader with the application's propagators.
	 * @param propagation the application's propagation
	 * @return the reader, which should be reused
	 */
	public static TraceHeaders with(Propagation propagation) {
		return new TraceHeaders(propagation);
	}

	/**
	 * Reads the parent. Allocates nothing if there is no header to read.
	 * @param <C> the type of the carrier
	 * @param context the context to add the parent to, {@code Context.root()} for a
	 * request
	 * @param carrier the request
	 * @param getter returns the headers of the carrier;
	 * {@link TextMapGetter#getAll(Object, String) getAll} must return every line of a
	 * repeated header, in order
	 * @return the context with the parent, or the given context if there is none
	 */
	public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter) {
		try {
			return isAnyPresent(carrier, getter) ? read(context, carrier, getter) : context;
		}
		catch (RuntimeException ex) {
			this.failures.log(ex);
			return context;
		}
	}

	/**
	 * Reads the parent that a caller sends, if the caller is trusted. Otherwise the
	 * caller's span becomes a link of the span that starts in the context, and its
	 * baggage is ignored. Messages have no caller.
	 * @param <C> the type of the carrier
	 * @param context the context to add the parent to
	 * @param carrier the request
	 * @param getter returns the headers of the carrier
	 * @param caller returns the IP address of the caller, or null if it is not known, in
	 * which case the caller is trusted only if all callers are
	 * @return the context in which the span of the request starts
	 */
	public <C> Context extract(Context context, C carrier, TextMapGetter<C> getter,
			Function<? super C, @Nullable String> caller) {
		Trust trust = this.propagation.trust();
		if (trust.isComplete()) {
			return extract(context, carrier, getter);
		}
		try {
			if (!isAnyPresent(carrier, getter)) {
				return context;
			}
			if (trust.accepts(caller.apply(carrier))) {
				return read(context, carrier, getter);
			}
			Context read = read(Context.root(), carrier, getter);
			return MendedPropagator.isDenied(read) ? context
					: Trust.apart(context, Span.fromContext(read).getSpanContext());
		}
		catch (RuntimeException ex) {
			this.failures.log(ex);
			return context;
		}
	}

	private <C> boolean isAnyPresent(C carrier, TextMapGetter<C> getter) {
		for (String probe : this.probes) {
			if (getter.get(carrier, probe) != null) {
				return true;
			}
		}
		return false;
	}

	private <C> Context read(Context context, C carrier, TextMapGetter<C> getter) {
		String traceParent = TraceParent.of(getter.getAll(carrier, TRACE_PARENT));
		if (traceParent != null && this.propagation.readsTraceParentOnly(carrier, getter)) {
			return context.with(Span.wrap(TraceParent.read(traceParent, traceState(carrier, getter))));
		}
		W3CGetter<C> strict = new W3CGetter<>(getter, traceParent);
		Context extracted = this.propagation.propagator().extract(context, carrier, strict);
		SpanContext parent = Span.fromContext(extracted).getSpanContext();
		if (traceParent == null || !TraceParent.names(traceParent, parent)) {
			return extracted;
		}
		SpanContext mended = TraceParent.strict(parent, strict.traceState(carrier));
		return mended.equals(parent) ? extracted : extracted.with(Span.wrap(mended));
	}

	private static <C> TraceState traceState(@Nullable C carrier, TextMapGetter<C> getter) {
		return (getter.get(carrier, TRACE_STATE) != null) ? TraceStateHeader.read(getter.getAll(carrier, TRACE_STATE))
				: TraceState.getDefault();
	}

	private static String[] probes(Collection<String> fields) {
		// None for tracestate, which means nothing by itself.
		Set<String> probes = new LinkedHashSet<>();
		for (String field : fields) {
			String name = field.toLowerCase(Locale.ROOT);
			if (name.startsWith("x-b3-") || name.equals("b3")) {
				// Each of the two B3 propagators reads both forms. The decision may be
				// sent by itself; the other headers mean nothing without these.
				probes.addAll(List.of("b3", "X-B3-TraceId", "X-B3-Sampled"));
			}
			else if (!name.equals(TRACE_STATE)) {
				probes.add(field);
			}
		}
		return probes.toArray(String[]::new);
	}

	/**
	 * Provides the headers to the propagators: {@code traceparent} only if it is valid,
	 * {@code tracestate} as one line, all others unchanged.
	 */
	private static final class W3CGetter<C> implements TextMapGetter<C> {

		private final TextMapGetter<C> getter;

		private final @Nullable String traceParent;

		private @Nullable TraceState traceState;

		W3CGetter(TextMapGetter<C> getter, @Nullable String traceParent) {
			this.getter = getter;
			this.traceParent = traceParent;
		}

		@Override
		public Iterable<String> keys(C carrier) {
			return this.getter.keys(carrier);
		}

		@Override
		public @Nullable String get(@Nullable C carrier, String key) {
			if (key.equalsIgnoreCase(TRACE_PARENT)) {
				return this.traceParent;
			}
			if (key.equalsIgnoreCase(TRACE_STATE)) {
				return TraceStateHeader.write(traceState(carrier));
			}
			return this.getter.get(carrier, key);
		}

		@Override
		public Iterator<String> getAll(@Nullable C carrier, String key) {
			if (key.equalsIgnoreCase(TRACE_PARENT) || key.equalsIgnoreCase(TRACE_STATE)) {
				return TextMapGetter.super.getAll(carrier, key);
			}
			return this.getter.getAll(carrier, key);
		}

		TraceState traceState(@Nullable C carrier) {
			TraceState state = this.traceState;
			if (state == null) {
				state = (this.traceParent != null) ? TraceHeaders.traceState(carrier, this.getter)
						: TraceState.getDefault();
				this.traceState = state;
			}
			return state;
		}

	}

}
