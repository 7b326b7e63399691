package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * Gives the connectors of WebClient a client without its tracing: WebClient makes the
 * span, and sends on whatever thread, where nothing tells that it has.
 */
final class ConnectorHook implements WovenHook {

	@Override
	public String name() {
		return "connector";
	}

	@Override
	public String subject() {
		return "HTTP clients that are made within methods";
	}

	@Override
	public @Nullable Object call(@Nullable Object client, @Nullable Object self) {
		if (client instanceof TracedJdkClient traced) {
			return traced.original();
		}
		return isApache(client) ? ((TracedApacheAsyncClient) client).original() : client;
	}

	/** Apache HttpClient need not be there. */
	private static boolean isApache(@Nullable Object client) {
		return client != null && client.getClass().getSimpleName().equals("TracedApacheAsyncClient")
				&& client.getClass().getPackageName().equals(ConnectorHook.class.getPackageName());
	}

}
