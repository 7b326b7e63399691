package io.github.tracingstarter.configuration;

import java.util.Collection;

/**
 * Several properties that can be changed while the application runs, where which ones
 * there are is known only when all beans are. A bean, as a {@link LiveProperty} is.
 */
public interface LiveProperties {

	/**
	 * The properties.
	 * @return all that can be changed
	 */
	Collection<LiveProperty> all();

	/**
	 * Whether a property has been turned off. Creates no bean, so that it can be asked
	 * when the application is closed already.
	 * @param key the key
	 * @return whether it is false now
	 */
	boolean isTurnedOff(String key);

}
