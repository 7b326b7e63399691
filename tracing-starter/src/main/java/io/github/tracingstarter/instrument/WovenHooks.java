package io.github.tracingstarter.instrument;

import java.util.List;

/**
 * The hooks of one instrumentation. Declare them as a static bean with the infrastructure
 * role, because they are needed before the application's beans are created, and make it
 * lazy, because without the agent nothing uses them.
 */
@FunctionalInterface
public interface WovenHooks {

	/**
	 * Returns the hooks.
	 * @return all hooks
	 */
	List<WovenHook> hooks();

}
