package io.github.tracingstarter.instrument.http;

import java.util.List;

/**
 * Paths that serve the operation of the application rather than its users.
 */
public interface OperationalPaths {

	/**
	 * Returns the paths as patterns.
	 * @return the patterns
	 */
	List<String> get();

}
