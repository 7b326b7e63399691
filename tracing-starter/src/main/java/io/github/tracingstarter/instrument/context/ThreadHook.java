package io.github.tracingstarter.instrument.context;

import java.util.function.BiFunction;

import io.github.tracingstarter.instrument.WovenHook;
import org.jspecify.annotations.Nullable;

/**
 * One of {@link ThreadHooks}.
 *
 * @param name the name by which the agent knows it
 * @param method what is called
 */
record ThreadHook(String name, BiFunction<Object, @Nullable Object, @Nullable Object> method) implements WovenHook {

	@Override
	public @Nullable Object call(@Nullable Object object, @Nullable Object self) {
		return (object != null) ? this.method.apply(object, self) : null;
	}

}
