package io.github.tracingstarter.instrument.restclient;

import java.util.function.Predicate;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * Turns off the observations that are to make no span, unless there are metrics to take.
 * Notes the URI template, as it is asked about a {@code RestTemplate} call before the
 * request is sent and nobody else is told the template.
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
