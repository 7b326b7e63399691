package io.github.tracingstarter.instrument.restclient;

import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Turns off observations that would only create a span, unless metrics are needed. Also
 * records the URI template: for a {@code RestTemplate} call, it runs before the request
 * is sent, and the template is available nowhere else.
 */
final class ClientObservationPredicate implements ObservationPredicate {

	private final Predicate<ClientRequestObservationContext> withoutSpan;

	private final ObservationPredicate metricsOnly;

	ClientObservationPredicate(Predicate<ClientRequestObservationContext> withoutSpan,
			ObservationPredicate metricsOnly) {
		this.withoutSpan = withoutSpan;
		this.metricsOnly = metricsOnly;
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		if (!(context instanceof ClientRequestObservationContext call) || !this.withoutSpan.test(call)) {
			return true;
		}
		ClientHttpRequest request = call.getCarrier();
		String template = call.getUriTemplate();
		if (request != null && template != null) {
			UriTemplate.note(InnerRequests.unbuffered(request), template);
		}
		return this.metricsOnly.test(name, context);
	}

}
