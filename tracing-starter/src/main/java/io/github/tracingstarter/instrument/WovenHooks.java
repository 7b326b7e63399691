package io.github.tracingstarter.instrument;

import java.util.List;

/**
 * Hooks of one instrumentation. Declare them as a static bean with the role of
 * infrastructure, as they are needed before the beans of the application are created, and
 * as a lazy one, as nobody asks for them without the agent.
 */
@FunctionalInterface
public interface WovenHooks {

	/**
	 * The hooks.
	 * @return all of them
	 */
	List<WovenHook> hooks();

}
