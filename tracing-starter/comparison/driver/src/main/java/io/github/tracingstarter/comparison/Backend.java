package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.List;

/**
 * What the applications need besides themselves. It runs in the driver's process, so that
 * it uses the core of the load.
 */
interface Backend extends AutoCloseable {

	/**
	 * What an application is told about it.
	 * @param name the name of the variant
	 * @return arguments of the application's command
	 */
	List<String> arguments(String name);

	@Override
	void close() throws IOException;

}
