package io.github.tracingstarter.instrument;

import java.util.List;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * What a method of the JDK or of a library calls that no bean leads to, where the agent
 * is there to change that method. Without the agent it is never called.
 */
public interface WovenHook extends WovenHooks {

	@Override
	default List<WovenHook> hooks() {
		return List.of(this);
	}

	/**
	 * The name by which the agent knows the hook.
	 * @return the name
	 */
	String name();

	/**
	 * What is traced by the hook, for the report.
	 * @return what it is; the name unless it is said
	 */
	default String subject() {
		return name();
	}

	/**
	 * Told when the agent begins to call the hook, and when it ends that.
	 * @param installed whether it is called from now on
	 */
	default void installed(boolean installed) {
	}

	/**
	 * What the changed method calls.
	 * @return a function that does what {@link #call} does
	 */
	default BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> function() {
		return this::call;
	}

	/**
	 * Called by the changed method, on any thread and for any part of the application,
	 * until the application context is closed.
	 * @param object what the method handles: an argument, its result, or what begins
	 * @param self the object whose method it is, null where it has none
	 * @return what to use in place of the object; where something begins, an
	 * {@link AutoCloseable} that is closed at its end, or null
	 */
	@Nullable Object call(@Nullable Object object, @Nullable Object self);

}
