package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.web.client.RestTemplate;

/**
 * Traces Spring's clients wherever they are made: each {@code RestClient} is given a
 * traced request factory, and each {@code RestTemplate} has one when it makes a request.
 */
final class SpringClientHook implements WovenHook {

	private final ObjectProvider<TracedClients> clients;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(SpringClientHook.class),
			"A client that was made within a method is not traced. The client is not affected.");

	SpringClientHook(ObjectProvider<TracedClients> clients) {
		this.clients = clients;
	}

	@Override
	public String name() {
		return "spring-client";
	}

	/**
	 * Is called with what a new client gets, and with what a template requests.
	 */
	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		try {
			if (self instanceof RestTemplate template) {
				this.clients.getObject().trace(template);
			}
			else if (object instanceof ClientHttpRequestFactory factory) {
				return this.clients.getObject().traced(factory);
			}
			else if (object instanceof ClientRequestObservationConvention convention) {
				this.clients.getObject().claim(convention);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return object;
	}

}
