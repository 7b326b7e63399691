package io.github.tracingstarter.instrument.security;

import io.github.tracingstarter.instrument.ToldEvents;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.trace.Span;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.security.authentication.AuthenticationObservationContext;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;

/**
 * Listens to authentications that Spring Security does not observe: those by a manager
 * that the application itself calls, or all of them if the application has turned the
 * observations off.
 */
final class AuthenticationListener implements ApplicationListener<AbstractAuthenticationEvent> {

	private static final ToldEvents told = new ToldEvents();

	private final AuthenticationOutcomes outcomes;

	private final ObjectProvider<ObservationRegistry> registry;

	AuthenticationListener(AuthenticationOutcomes outcomes, ObjectProvider<ObservationRegistry> registry) {
		this.outcomes = outcomes;
		this.registry = registry;
	}

	/**
	 * Must run on the thread of the authentication, because only that thread is in its
	 * span.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(AbstractAuthenticationEvent event) {
		if (isObserved() || !told.isFirst(event)) {
			return;
		}
		if (event instanceof AuthenticationSuccessEvent) {
			this.outcomes.succeeded(Span.current(), event.getAuthentication());
		}
		else if (event instanceof AbstractAuthenticationFailureEvent failure) {
			this.outcomes.failed(Span.current(), failure.getException());
		}
	}

	private boolean isObserved() {
		ObservationRegistry registry = this.registry.getIfUnique();
		Observation current = (registry != null) ? registry.getCurrentObservation() : null;
		return current != null && current.getContextView() instanceof AuthenticationObservationContext;
	}

}
