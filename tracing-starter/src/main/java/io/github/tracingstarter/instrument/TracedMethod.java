package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;

/**
 * A method whose calls have spans.
 *
 * @param name the name of the spans
 * @param function the method, fully qualified
 */
public record TracedMethod(String name, String function) {

	/**
	 * The method of a class.
	 * @param type the class
	 * @param method the method
	 * @return both
	 */
	public static TracedMethod of(Class<?> type, Method method) {
		return new TracedMethod(SpanNames.ofMethod(type, method.getName()), type.getName() + "." + method.getName());
	}

}
