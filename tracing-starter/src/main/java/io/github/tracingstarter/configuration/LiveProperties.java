package io.github.tracingstarter.configuration;

import java.util.Collection;

/**
 * Several properties that can be changed while the application runs, if it is not known
 * which ones exist until all beans are. Declared as a bean, like a {@link LiveProperty}.
 */
public interface LiveProperties {

	/**
	 * Returns the properties.
	 * @return all that can be changed
	 */
	Collection<LiveProperty> all();

	/**
	 * Returns whether a property has been turned off. Creates no beans, so that it can be
	 * called after the application has been closed.
	 * @param key the key
	 * @return whether it is false now
	 */
	boolean isTurnedOff(String key);

}
