package io.github.tracingstarter.instrument.restclient;

import java.util.Set;

import io.github.tracingstarter.instrument.ClientTracer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Traces Spring's clients in place, if that is possible, so that all other holders of the
 * same client have a traced one.
 */
final class SpringClientTracer implements ClientTracer {

	private static final Set<String> FIELD_TYPES = Set.of("org.springframework.web.client.RestClient",
			"org.springframework.web.client.RestClient$Builder", "org.springframework.web.client.RestOperations",
			"org.springframework.web.client.RestTemplate");

	/**
	 * Later versions warn if a final field is set, and will refuse it.
	 */
	private static final boolean CAN_SET_FINAL_FIELDS = Runtime.version().feature() < 26;

	private final ObjectProvider<TracedClients> clients;

	SpringClientTracer(ObjectProvider<TracedClients> clients) {
		this.clients = clients;
	}

	@Override
	public Set<String> fieldTypes() {
		return FIELD_TYPES;
	}

	@Override
	public boolean isTraced(Object client) {
		return (client instanceof RestTemplate || client instanceof RestClient || client instanceof RestClient.Builder)
				&& TracedClients.isTraced(client);
	}

	@Override
	public @Nullable Object trace(Object client) {
		if (client instanceof RestTemplate template) {
			return this.clients.getObject().trace(template) ? template : null;
		}
		if (client instanceof RestClient.Builder builder) {
			return this.clients.getObject().trace(builder) ? builder : null;
		}
		if (!(client instanceof RestClient restClient)) {
			return null;
		}
		return (CAN_SET_FINAL_FIELDS && this.clients.getObject().traceInPlace(restClient)) ? restClient
				: this.clients.getObject().trace(restClient);
	}

}
