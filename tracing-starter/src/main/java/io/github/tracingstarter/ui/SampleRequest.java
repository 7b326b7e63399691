package io.github.tracingstarter.ui;

import org.jspecify.annotations.Nullable;

/**
 * Finds a request to try: a path that the application answers as it is.
 */
@FunctionalInterface
interface SampleRequest {

	/**
	 * The path of a GET mapping without variables.
	 * @return the path below the context path, or null if there is none
	 */
	@Nullable String find();

}
