package io.github.tracingstarter.instrument;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import org.springframework.context.ApplicationEvent;

/**
 * The events of the application that listeners of one kind were told of. A context
 * publishes its events to its parent as well, which may have the same listener.
 */
public final class ToldEvents {

	private final Set<ApplicationEvent> events = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Returns whether no listener was told of an event before.
	 * @param event the event
	 * @return true for the first one, which is that of the context that the event is of
	 */
	public boolean isFirst(ApplicationEvent event) {
		return this.events.add(event);
	}

}
