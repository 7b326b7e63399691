package io.github.tracingstarter.control;

/**
 * Tests of the endpoint on Netty.
 */
class ReactiveEndpointTests extends EndpointContract {

	ReactiveEndpointTests() {
		super("reactive");
	}

}
