package io.github.tracingstarter.instrument.httpclient;

import java.net.HttpURLConnection;

import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * Called when a method of a URL connection begins.
 */
final class UrlConnectionHook implements WovenHook {

	private final String name;

	private final UrlConnections connections;

	private final UrlConnections.Step step;

	UrlConnectionHook(String name, UrlConnections connections, UrlConnections.Step step) {
		this.name = name;
		this.connections = connections;
		this.step = step;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String subject() {
		return "HttpURLConnection";
	}

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		return (self instanceof HttpURLConnection connection) ? this.connections.begin(connection, this.step) : null;
	}

}
