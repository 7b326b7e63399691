package io.github.tracingstarter.instrument.context;

import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.Spans;
import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * One of {@link ThreadHooks}.
 *
 * @param name the name by which the agent knows it
 * @param subject what the report says
 * @param method what is called
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
	 * The method itself, as each call in between would be paid by all code of the JVM.
	 * Nothing but an error of the application gives it no object; the agent drops what it
	 * throws then, and the JDK says what is wrong.
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
