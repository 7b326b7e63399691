package io.github.tracingstarter.instrument;

import java.lang.reflect.Method;

/**
 * A method whose calls have spans.
 *
 * @param name the name of the spans
 * @param function the fully qualified name of the method
 */
public record TracedMethod(String name, String function) {

	/**
	 * Creates a traced method.
	 * @param type the class
	 * @param method the method
	 * @return the traced method
	 */
	public static TracedMethod of(Class<?> type, Method method) {
		return new TracedMethod(SpanNames.ofMethod(type, method.getName()), type.getName() + "." + method.getName());
	}

}
