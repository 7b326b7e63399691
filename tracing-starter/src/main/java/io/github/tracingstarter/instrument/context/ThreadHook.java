package io.github.tracingstarter.instrument.context;

import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * One of {@link ThreadHooks}.
 *
 * @param name the name by which the agent knows the hook
 * @param subject the subject in the report
 * @param method the method to call
 */
record ThreadHook(String name, String subject,
		BiFunction<Object, @Nullable Object, @Nullable Object> method) implements WovenHook {

	static final String THREADS = "threads";

	@Override
	public void installed(boolean installed) {
		if (this.subject.equals(THREADS)) {
			Spans.carryToThreads(installed);
		}
	}

	/**
	 * Returns the method itself, because all code of the JVM would pay for any call in
	 * between. The object is null only because of an error in the application; the agent
	 * then drops the exception of the method, and the JDK reports the error.
	 */
	@Override
	public BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> function() {
		return this.method;
	}

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		return (object != null) ? this.method.apply(object, self) : null;
	}

}
