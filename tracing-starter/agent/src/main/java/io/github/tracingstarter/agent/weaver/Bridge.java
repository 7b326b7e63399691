package io.github.tracingstarter.agent.weaver;

import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The methods that changed methods call. Classes of the JDK see only the JDK, so this
 * class is defined among them, as {@code java.util.concurrent.TracingBridge}. It must be
 * a single class without lambdas, which would be separate classes.
 * <p>
 * If it were on the boot class path instead, the JVM would warn and disable the archive
 * of the application's classes.
 */
public final class Bridge {

	private static volatile @Nullable BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> @Nullable [] hooks;

	private Bridge() {
	}

	/**
	 * Sets the hooks.
	 * @param hooks the hooks by number, null if there is none
	 */
	public static void use(BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> @Nullable [] hooks) {
		Bridge.hooks = hooks;
	}

	/**
	 * Passes an object through a hook.
	 * @param object an argument, or the result, of a method
	 * @param self the object whose method is called, or null if there is none
	 * @param number the hook
	 * @return the object to use instead; the object itself if there is no hook or the
	 * hook fails
	 */
	public static @Nullable Object call(@Nullable Object object, @Nullable Object self, int number) {
		BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> hook = hook(number);
		if (hook == null) {
			return object;
		}
		try {
			return hook.apply(object, self);
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			return object;
		}
	}

	/**
	 * Notifies a hook that an operation begins.
	 * @param object the operation
	 * @param self the object whose method is called, or null if there is none
	 * @param number the hook
	 * @return the object to close at the end, or null
	 */
	public static @Nullable AutoCloseable open(@Nullable Object object, @Nullable Object self, int number) {
		BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> hook = hook(number);
		if (hook == null) {
			return null;
		}
		try {
			return (AutoCloseable) hook.apply(object, self);
		}
		catch (Exception | LinkageError | StackOverflowError ex) {
			return null;
		}
	}

	/**
	 * Ends what {@link #open} began.
	 * @param opened the object that it returned
	 */
	public static void close(@Nullable AutoCloseable opened) {
		if (opened != null) {
			try {
				opened.close();
			}
			catch (Exception | LinkageError | StackOverflowError ex) {
				// The hook has logged what the application should know.
			}
		}
	}

	/**
	 * Ends what {@link #open} began if the method fails.
	 * @param error the exception of the method
	 * @param opened the object that was returned, which receives the exception if it is a
	 * {@link Consumer}
	 */
	@SuppressWarnings("unchecked")
	public static void fail(Throwable error, @Nullable AutoCloseable opened) {
		if (opened instanceof Consumer<?> consumer) {
			try {
				((Consumer<Throwable>) consumer).accept(error);
			}
			catch (Exception | LinkageError | StackOverflowError ex) {
				// The hook has logged what the application should know.
			}
		}
		close(opened);
	}

	private static @Nullable BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> hook(int number) {
		BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>[] all = hooks;
		return (all != null) ? all[number] : null;
	}

}
