package io.github.tracingstarter.agent.weaver;

import java.util.function.BiFunction;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What changed methods call. Classes of the JDK see nothing but the JDK, so this one is
 * defined among them, as {@code java.util.concurrent.TracingBridge}. It must be a single
 * class without lambdas, which would be classes of their own.
 * <p>
 * Putting it on the boot class path instead would make the JVM warn, and give up the
 * archive of the application's classes.
 */
public final class Bridge {

	private static volatile @Nullable BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> @Nullable [] hooks;

	private Bridge() {
	}

	/**
	 * Sets the hooks.
	 * @param hooks the hooks by their numbers, null where there is none
	 */
	public static void use(BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> @Nullable [] hooks) {
		Bridge.hooks = hooks;
	}

	/**
	 * Passes an object through a hook.
	 * @param object an argument, or the result, of a method
	 * @param self the object whose method it is, null where it has none
	 * @param number the hook
	 * @return what to use in its place; the object itself without a hook, and where the
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
	 * Tells a hook that something begins.
	 * @param object what begins
	 * @param self the object whose method it is, null where it has none
	 * @param number the hook
	 * @return what the hook wants closed at the end, or null
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
	 * @param opened what it returned
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
	 * Ends what {@link #open} began where the method fails.
	 * @param error what the method throws
	 * @param opened what was returned, told of it if it is a {@link Consumer}
	 */
	@SuppressWarnings("unchecked")
	public static void fail(Throwable error, @Nullable AutoCloseable opened) {
		if (opened instanceof Consumer<?> consumer) {
			try {
				((Consumer<Throwable>) consumer).accept(error);
			}
			catch (Exception | LinkageError | StackOverflowError ex) {
				// As below.
			}
		}
		close(opened);
	}

	private static @Nullable BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> hook(int number) {
		BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>[] all = hooks;
		return (all != null) ? all[number] : null;
	}

}
