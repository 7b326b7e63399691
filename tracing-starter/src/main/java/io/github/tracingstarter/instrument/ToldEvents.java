package io.github.tracingstarter.instrument;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import org.springframework.context.ApplicationEvent;

/**
 * The application's events that listeners of one kind have received. A context also
 * publishes its events to its parent, which may have the same listener.
 */
public final class ToldEvents {

	private final Set<ApplicationEvent> events = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Returns whether no listener has received an event before.
	 * @param event the event
	 * @return true for the first listener, which is in the context that published the
	 * event
	 */
	public boolean isFirst(ApplicationEvent event) {
		return this.events.add(event);
	}

}
