package io.github.tracingstarter.instrument.woven;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * The agent with which the JVM was started, if there is one. It is looked up by name in
 * the system class loader, because no library contains it.
 */
class Agent {

	static final String TYPE = "io.github.tracingstarter.agent.weaver.Weaving";

	private final @Nullable Method install = find();

	private static @Nullable Method find() {
		try {
			return Class.forName(TYPE, true, ClassLoader.getSystemClassLoader()).getMethod("install", Map.class);
		}
		catch (ClassNotFoundException | NoSuchMethodException | LinkageError ex) {
			return null;
		}
	}

	boolean isPresent() {
		return this.install != null;
	}

	/**
	 * Installs hooks.
	 * @param hooks the hooks by name
	 * @return an object that removes them when closed, or null if the agent does not
	 * trace the application
	 * @throws Exception if classes cannot be changed
	 */
	@Nullable AutoCloseable install(Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks)
			throws Exception {
		if (this.install == null) {
			return null;
		}
		try {
			return (AutoCloseable) this.install.invoke(null, hooks);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
	}

}
