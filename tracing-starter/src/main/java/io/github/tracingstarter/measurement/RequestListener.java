package io.github.tracingstarter.measurement;

/**
 * Told of each request that the application has served, whatever sampling, rules and
 * exclusions say of its span. The requests of the page itself are no such requests.
 * Declare it as a bean.
 */
public interface RequestListener {

	/**
	 * Called once when a request has ended, on the thread that ended it, so it must not
	 * wait. What it throws is logged.
	 * @param request the request, to be read during the call only
	 */
	void ended(ServedRequest request);

}
