package io.github.tracingstarter.instrument.http;

import java.util.List;

/**
 * Paths that serve the operation of the application, not its users.
 */
public interface OperationalPaths {

	/**
	 * The paths, as patterns.
	 * @return the patterns
	 */
	List<String> get();

}
