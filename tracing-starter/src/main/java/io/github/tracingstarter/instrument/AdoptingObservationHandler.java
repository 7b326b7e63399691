package io.github.tracingstarter.instrument;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.github.tracingstarter.report.FailureLog;
import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.Ordered;

/**
 * Keeps the metrics of an observation that Spring creates for a request or call while the
 * span is the starter's: the observation adopts the current span and never starts, fails
 * or ends one. The handler must claim the observation and give it a tracing context,
 * because {@code TracingAwareMeterObservationHandler} requires one on stop.
 *
 * @param <T> the observation context it claims
 */
public final class AdoptingObservationHandler<T extends Observation.Context>
		implements TracingObservationHandler<T>, Ordered {

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(AdoptingObservationHandler.class),
			"The details of an observation could not be added to its span. The application is not affected.");

	private final Predicate<Observation.Context> claim;

	private final Tracer tracer;

	private final Listener<? super T> listener;

	/**
	 * Creates the handler.
	 * @param contextType the observation context to claim
	 * @param tracer the tracer whose current span is adopted
	 */
	public AdoptingObservationHandler(Class<T> contextType, Tracer tracer) {
		this(contextType, (context) -> true, tracer, new Listener<T>() {
		});
	}

	/**
	 * Creates a handler for types of which only some observations have a span of the
	 * starter. The others are left to Boot's handlers, which create one.
	 * @param contextType the observation context to claim
	 * @param condition which contexts of that type to claim; its answer must not change
	 * between start and stop
	 * @param tracer the tracer whose current span is adopted
	 * @param listener is notified of the claimed observations
	 */
	public AdoptingObservationHandler(Class<T> contextType, Predicate<? super T> condition, Tracer tracer,
			Listener<? super T> listener) {
		this.claim = (context) -> contextType.isInstance(context) && condition.test(contextType.cast(context));
		this.tracer = tracer;
		this.listener = listener;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return this.claim.test(context);
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
	public void onStart(T context) {
		Span current = this.tracer.currentSpan();
		if (current != null) {
			getTracingContext(context).setSpan(current);
		}
		else {
			getTracingContext(context);
		}
		failures.guard(() -> this.listener.started(context));
	}

	/**
	 * A failure here would replace the application's response.
	 */
	@Override
	public void onStop(T context) {
		failures.guard(() -> this.listener.stopped(context));
	}

	/**
	 * Makes an observation adopt the current span instead of the one that was current
	 * when it started, so that its metrics refer to the span of the call, not to the
	 * enclosing one.
	 * @param observation the observation, which may be one that this handler did not
	 * claim
	 */
	public void adopt(Observation observation) {
		if (observation.getContextView() instanceof Observation.Context context && supportsContext(context)) {
			TracingContext tracing = context.get(TracingContext.class);
			if (tracing != null) {
				// Not the tracer's current span: in a Micrometer scope, the tracer does
				// not see scopes nested within it.
				tracing.setSpan(OtelSpan.fromOtel(io.opentelemetry.api.trace.Span.current()));
			}
		}
	}

	@Override
	public void onScopeOpened(T context) {
		// The code that created the span holds its scope.
	}

	@Override
	public void onScopeClosed(T context) {
	}

	/**
	 * The overridden method would open a scope without a span, which nothing closes.
	 */
	@Override
	@SuppressWarnings("deprecation")
	public void onScopeReset(T context) {
	}

	@Override
	public void onError(T context) {
	}

	@Override
	public void onEvent(Observation.Event event, T context) {
		Span span = getTracingContext(context).getSpan();
		if (span != null) {
			long millis = event.getWallTime();
			if (millis != 0) {
				span.event(event.getContextualName(), millis, TimeUnit.MILLISECONDS);
			}
			else {
				span.event(event.getContextualName());
			}
		}
	}

	/**
	 * Listens to the observations that a handler claims.
	 *
	 * @param <T> the observation context
	 */
	public interface Listener<T extends Observation.Context> {

		/**
		 * Called when an observation starts.
		 * @param context its context
		 */
		default void started(T context) {
		}

		/**
		 * Called when an observation stops, possibly more than once.
		 * @param context its context, with everything that conventions and filters added
		 */
		default void stopped(T context) {
		}

	}

}
