package io.github.tracingstarter.instrument.security;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationView;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.otel.bridge.OtelSpan;
import io.opentelemetry.api.trace.Span;

import org.springframework.security.authentication.AuthenticationObservationContext;
import org.springframework.security.authorization.AuthorizationObservationContext;

/**
 * Listens to Spring Security's observations. An authorization knows the user, even that
 * of a session, if it has needed one, so nothing is loaded for the span.
 */
final class SecurityObservationHandler implements ObservationHandler<Observation.Context> {

	private final AuthenticationOutcomes outcomes;

	SecurityObservationHandler(AuthenticationOutcomes outcomes) {
		this.outcomes = outcomes;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof AuthenticationObservationContext
				|| context instanceof AuthorizationObservationContext<?>;
	}

	@Override
	public void onStop(Observation.Context context) {
		if (context instanceof AuthorizationObservationContext<?> authorization) {
			this.outcomes.identified(span(context), authorization.getAuthentication());
		}
		else if (context instanceof AuthenticationObservationContext authentication && !isPartOfAnother(context)) {
			if (context.getError() != null) {
				this.outcomes.failed(span(context), context.getError());
			}
			else if (authentication.getAuthenticationResult() != null) {
				this.outcomes.succeeded(span(context), authentication.getAuthenticationResult());
			}
		}
	}

	/**
	 * Returns whether an authentication is part of another, because a manager may
	 * delegate to another one.
	 */
	private static boolean isPartOfAnother(Observation.Context context) {
		ObservationView parent = context.getParentObservation();
		return parent != null && parent.getContextView() instanceof AuthenticationObservationContext;
	}

	/**
	 * Returns the span around an observation. A reactive observation may stop on any
	 * thread.
	 */
	private static Span span(Observation.Context context) {
		ObservationView parent = context.getParentObservation();
		TracingContext tracing = (parent != null) ? parent.getContextView().get(TracingContext.class) : null;
		return (tracing != null && tracing.getSpan() != null) ? OtelSpan.toOtel(tracing.getSpan()) : Span.current();
	}

}
