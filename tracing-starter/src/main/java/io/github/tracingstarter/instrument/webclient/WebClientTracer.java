package io.github.tracingstarter.instrument.webclient;

import java.util.Set;

import io.github.tracingstarter.instrument.ClientTracer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Traces clients and builders in the fields of beans.
 */
final class WebClientTracer implements ClientTracer {

	private static final Set<String> FIELD_TYPES = Set.of("org.springframework.web.reactive.function.client.WebClient",
			"org.springframework.web.reactive.function.client.WebClient$Builder");

	private final ObjectProvider<TracedWebClients> clients;

	WebClientTracer(ObjectProvider<TracedWebClients> clients) {
		this.clients = clients;
	}

	@Override
	public Set<String> fieldTypes() {
		return FIELD_TYPES;
	}

	@Override
	public boolean isTraced(Object client) {
		return (client instanceof WebClient || client instanceof WebClient.Builder)
				&& TracedWebClients.isObserved(client);
	}

	@Override
	public @Nullable Object trace(Object client) {
		if (client instanceof WebClient.Builder builder) {
			return this.clients.getObject().trace(builder) ? builder : null;
		}
		return (client instanceof WebClient webClient) ? this.clients.getObject().trace(webClient) : null;
	}

}
