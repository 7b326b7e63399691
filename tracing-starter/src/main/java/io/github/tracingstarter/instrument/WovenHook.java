package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * A hook that the agent makes a method of the JDK or a library call, for objects that no
 * bean refers to. Without the agent, it is never called.
 */
public interface WovenHook extends WovenHooks {

	@Override
	default List<WovenHook> hooks() {
		return List.of(this);
	}

	/**
	 * Returns the name by which the agent knows the hook.
	 * @return the name
	 */
	String name();

	/**
	 * Returns what the hook traces, for the report.
	 * @return the subject; the name, unless overridden
	 */
	default String subject() {
		return name();
	}

	/**
	 * Called when the agent starts to call the hook, and when it stops.
	 * @param installed whether the hook is called from now on
	 */
	default void installed(boolean installed) {
	}

	/**
	 * Returns the function that the changed method calls.
	 * @return a function that does what {@link #call} does
	 */
	default BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> function() {
		return this::call;
	}

	/**
	 * Called by the changed method, on any thread and for any part of the application,
	 * until the application context is closed.
	 * @param object the object that the method handles: an argument, its result, or the
	 * operation that begins
	 * @param self the object whose method is called, or null if there is none
	 * @return the object to use instead; if an operation begins, an {@link AutoCloseable}
	 * to close at its end, or null
	 */
	@Nullable Object call(@Nullable Object object, @Nullable Object self);

}
