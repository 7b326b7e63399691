package io.github.tracingstarter.instrument.feign;

import feign.AsyncClient;
import feign.Capability;
import feign.Client;
import io.github.tracingstarter.instrument.http.HttpCallSpans;

/**
 * Traces the client of each interface that is built with this capability. Spring Cloud
 * gives each interface the capabilities that are beans, whichever client it uses. Public,
 * because Feign calls it by reflection.
 */
public final class TracingCapability implements Capability {

	private final HttpCallSpans spans;

	TracingCapability(HttpCallSpans spans) {
		this.spans = spans;
	}

	@Override
	public Client enrich(Client client) {
		return (client instanceof TracedClient) ? client : new TracedClient(client, this::spans);
	}

	@Override
	public AsyncClient<Object> enrich(AsyncClient<Object> client) {
		return (client instanceof TracedAsyncClient) ? client : new TracedAsyncClient<>(client, this::spans);
	}

	HttpCallSpans spans() {
		return this.spans;
	}

}
