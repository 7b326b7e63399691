package io.github.tracingstarter.configuration;

import java.util.Collection;

/**
 * Several properties that can be changed while the application runs, where which ones
 * there are is known only when all beans are. A bean, as a {@link LiveProperty} is.
 */
@FunctionalInterface
public interface LiveProperties {

	/**
	 * The properties.
	 * @return all that can be changed
	 */
	Collection<LiveProperty> all();

}
