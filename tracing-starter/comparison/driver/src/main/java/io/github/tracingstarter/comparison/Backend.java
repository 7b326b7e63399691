package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.List;

/**
 * A service that the applications need. It runs in the driver's process, so that it uses
 * the core of the load.
 */
interface Backend extends AutoCloseable {

	/**
	 * Returns what an application has to know about it.
	 * @param name the name of the variant
	 * @return arguments of the application's command
	 */
	List<String> arguments(String name);

	@Override
	void close() throws IOException;

}
