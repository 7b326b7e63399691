package io.github.tracingstarter.web;

import java.util.List;

/**
 * Paths that serve the operation of the application, not its users.
 */
interface OperationalPaths {

	/**
	 * The paths, as patterns.
	 * @return the patterns
	 */
	List<String> get();

}
