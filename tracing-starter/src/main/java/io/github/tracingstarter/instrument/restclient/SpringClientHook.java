package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.WovenHook;
import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.observation.ClientRequestObservationConvention;
import org.springframework.web.client.RestTemplate;

/**
 * Traces Spring's clients wherever they are created. Each {@code RestClient} gets a
 * traced request factory, and each request of a {@code RestTemplate} is replaced by a
 * traced one. The template itself is not changed.
 */
final class SpringClientHook implements WovenHook {

	private final ObjectProvider<TracedClients> clients;

	private volatile boolean installed;

	private final FailureLog failures = new FailureLog(LogFactory.getLog(SpringClientHook.class),
			"A client that was made within a method is not traced. The client is not affected.");

	SpringClientHook(ObjectProvider<TracedClients> clients) {
		this.clients = clients;
	}

	@Override
	public String name() {
		return "spring-client";
	}

	@Override
	public String subject() {
		return "HTTP clients that are made within methods";
	}

	@Override
	public void installed(boolean installed) {
		this.installed = installed;
	}

	/**
	 * Returns whether this hook sees all clients.
	 */
	boolean isInstalled() {
		return this.installed;
	}

	/**
	 * Called with the request factory of a new client, the one that interceptors use, and
	 * each request of a template.
	 */
	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		try {
			if (object instanceof ClientHttpRequest request) {
				return (self instanceof RestTemplate template) ? this.clients.getObject().trace(request, template)
						: request;
			}
			if (object instanceof ClientHttpRequestFactory factory) {
				return this.clients.getObject().traced(factory);
			}
			if (object instanceof ClientRequestObservationConvention convention) {
				this.clients.getObject().claim(convention);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			this.failures.log(ex);
		}
		return object;
	}

}
