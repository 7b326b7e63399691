package io.github.tracingstarter.agent.weaver;

import java.lang.instrument.Instrumentation;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * The methods that the starter calls. This class is in the system class loader, which the
 * application need not share, so all types here are the JDK's.
 */
public final class Weaving {

	private static @Nullable Instrumentation instrumentation;

	private static @Nullable Weaver weaver;

	private Weaving() {
	}

	/**
	 * Allows the starter to change classes. Nothing is changed before it asks.
	 * @param instrumentation the JVM
	 */
	public static synchronized void allow(Instrumentation instrumentation) {
		Weaving.instrumentation = instrumentation;
	}

	/**
	 * Installs hooks, and changes the places that call them.
	 * @param hooks the hooks by name. Each gets an object and the one whose method
	 * handles it, and returns the object to use instead, or the one to close at the end
	 * @return an object that removes the hooks when closed, or null if the application is
	 * not traced
	 * @throws Exception if classes cannot be changed
	 */
	public static synchronized @Nullable AutoCloseable install(
			Map<String, BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>> hooks) throws Exception {
		if (instrumentation == null) {
			return null;
		}
		if (weaver == null) {
			weaver = new Weaver(instrumentation, Places.all());
		}
		return weaver.install(hooks);
	}

	/**
	 * Makes the threads of a class call a hook when they begin and end. These classes are
	 * not known in advance.
	 * @param type the class, which has the method that they run
	 */
	public static synchronized void changeThread(Class<?> type) {
		if (weaver != null) {
			weaver.changeThread(type);
		}
	}

}
