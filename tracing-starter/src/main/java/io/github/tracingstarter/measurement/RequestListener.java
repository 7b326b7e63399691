package io.github.tracingstarter.measurement;

/**
 * Receives each request that the application has served, regardless of sampling, rules
 * and exclusions. Requests to the page itself are not included. Declare it as a bean.
 */
public interface RequestListener {

	/**
	 * Called once when a request has ended, on the thread that ended it, so it must not
	 * block. Exceptions of this method are logged.
	 * @param request the request, which may be read only during the call
	 */
	void ended(ServedRequest request);

}
