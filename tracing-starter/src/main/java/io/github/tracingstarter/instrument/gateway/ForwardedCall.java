package io.github.tracingstarter.instrument.gateway;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.tracingstarter.instrument.http.HttpCall;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.client.HttpClientResponse;

import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request that the gateway forwards.
 */
final class ForwardedCall implements HttpCall {

	private final ServerWebExchange exchange;

	private final URI uri;

	private final HttpHeaders headers;

	/**
	 * Creates the call.
	 * @param exchange the request to the gateway
	 * @param uri the target URI
	 * @param headers the headers that are sent, which can be changed
	 */
	ForwardedCall(ServerWebExchange exchange, URI uri, HttpHeaders headers) {
		this.exchange = exchange;
		this.uri = uri;
		this.headers = headers;
	}

	@Override
	public String method() {
		return this.exchange.getRequest().getMethod().name();
	}

	@Override
	public URI uri() {
		return this.uri;
	}

	@Override
	public @Nullable String header(String name) {
		return this.headers.getFirst(name);
	}

	@Override
	public void setHeader(String name, String value) {
		this.headers.set(name, value);
	}

	@Override
	public @Nullable List<String> requestHeader(String name) {
		return this.headers.get(name);
	}

	@Override
	public Map<String, List<String>> headers() {
		Map<String, List<String>> all = new LinkedHashMap<>();
		this.headers.forEach(all::put);
		return all;
	}

	@Override
	public int status() {
		HttpClientResponse response = response();
		return (response != null) ? response.status().code() : 0;
	}

	@Override
	public Map<String, List<String>> responseHeaders() {
		HttpClientResponse response = response();
		Map<String, List<String>> all = new LinkedHashMap<>();
		if (response != null) {
			response.responseHeaders()
				.names()
				.forEach((name) -> all.put(name, response.responseHeaders().getAll(name)));
		}
		return all;
	}

	/**
	 * Returns the response of the call, because the response that filters have changed is
	 * that of the gateway.
	 */
	private @Nullable HttpClientResponse response() {
		return this.exchange.getAttribute(ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR);
	}

}
