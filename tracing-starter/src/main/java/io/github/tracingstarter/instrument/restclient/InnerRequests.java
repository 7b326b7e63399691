package io.github.tracingstarter.instrument.restclient;

import io.github.tracingstarter.instrument.PrivateField;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Unwraps the requests that Spring wraps, to find out whether the innermost one is
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
	 * Whether a request will be sent in a span.
	 * @param request the request as the client has it
	 * @return true if so; false also where a class of the application's hides it
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
	 * The request in a buffer. Other than the one that interceptors see, it gets no
	 * attributes of the one around it.
	 * @param request the request as the client has it
	 * @return the request in it, or itself
	 */
	static ClientHttpRequest unbuffered(ClientHttpRequest request) {
		ClientHttpRequest buffered = REQUEST.get(request);
		return (buffered != null) ? buffered : request;
	}

}
