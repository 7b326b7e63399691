package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.PrivateField;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Unwraps requests that Spring has wrapped, to find out whether the innermost one is
 * traced. There is no other way, because the request factory of a client can be replaced
 * at any time.
 */
final class InnerRequests {

	static final String INTERCEPTING = "org.springframework.http.client.InterceptingClientHttpRequest";

	static final String BUFFERING = "org.springframework.http.client.BufferingClientHttpRequestWrapper";

	private static final PrivateField<ClientHttpRequestFactory> FACTORY = SpringFields.find(INTERCEPTING,
			"requestFactory", ClientHttpRequestFactory.class);

	private static final PrivateField<ClientHttpRequest> REQUEST = SpringFields.find(BUFFERING, "request",
			ClientHttpRequest.class);

	private InnerRequests() {
	}

	/**
	 * Returns whether a request will be sent in a span.
	 * @param request the client's request
	 * @return true if so; false as well if a class of the application hides the innermost
	 * request
	 */
	static boolean isTraced(@Nullable ClientHttpRequest request) {
		if (request == null) {
			return false;
		}
		ClientHttpRequest inner = unbuffered(request);
		return inner instanceof TracedRequest
				|| (FACTORY.isOf(inner) && TracedRequestFactory.isTraced(FACTORY.get(inner)));
	}

	/**
	 * Returns the request inside a buffering one. Unlike the request that interceptors
	 * see, it does not get the attributes of the request around it.
	 * @param request the client's request
	 * @return the request inside, or the request itself
	 */
	static ClientHttpRequest unbuffered(ClientHttpRequest request) {
		ClientHttpRequest buffered = REQUEST.get(request);
		return (buffered != null) ? buffered : request;
	}

}
