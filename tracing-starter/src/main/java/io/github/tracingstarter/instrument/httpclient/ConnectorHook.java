package io.github.tracingstarter.instrument.httpclient;

import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * Gives the connectors of WebClient an untraced client. WebClient creates the span
 * itself, but sends on any thread, where nothing shows that there is a span.
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

	/** Apache HttpClient need not be present. */
	private static boolean isApache(@Nullable Object client) {
		return client != null && client.getClass().getSimpleName().equals("TracedApacheAsyncClient")
				&& client.getClass().getPackageName().equals(ConnectorHook.class.getPackageName());
	}

}
