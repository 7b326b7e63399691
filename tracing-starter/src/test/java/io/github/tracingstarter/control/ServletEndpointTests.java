package io.github.tracingstarter.control;

/**
 * Tests of the endpoint on Tomcat.
 */
class ServletEndpointTests extends EndpointContract {

	ServletEndpointTests() {
		super("servlet");
	}

}
