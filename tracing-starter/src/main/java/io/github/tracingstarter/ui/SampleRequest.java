package io.github.tracingstarter.ui;

import org.jspecify.annotations.Nullable;

/**
 * Finds a sample request: a path without variables or required parameters.
 */
@FunctionalInterface
interface SampleRequest {

	/**
	 * Returns the path of a GET mapping without variables.
	 * @return the path below the context path, or null if there is none
	 */
	@Nullable String find();

}
