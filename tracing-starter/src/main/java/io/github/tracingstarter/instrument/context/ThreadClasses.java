package io.github.tracingstarter.instrument.context;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import io.github.tracingstarter.report.FailureLog;
import org.apache.commons.logging.LogFactory;

/**
 * The application's thread classes. The JVM calls a method of the class on a new thread,
 * so the agent must change each of these classes.
 */
final class ThreadClasses {

	private static final String AGENT = "io.github.tracingstarter.agent.weaver.Weaving";

	private static final FailureLog failures = new FailureLog(LogFactory.getLog(ThreadClasses.class),
			"Threads of a class of the application run without the trace in which they are started.");

	private ThreadClasses() {
	}

	/**
	 * Makes threads of a class begin in the trace of the code that starts them.
	 * @param type the class
	 */
	static void change(Class<?> type) {
		try {
			Class<?> running = type.getMethod("run").getDeclaringClass();
			if (running != Thread.class) {
				Method change = Class.forName(AGENT, true, ClassLoader.getSystemClassLoader())
					.getMethod("changeThread", Class.class);
				change.invoke(null, running);
			}
		}
		catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException | InvocationTargetException
				| RuntimeException | LinkageError ex) {
			failures.log(ex);
		}
	}

}
