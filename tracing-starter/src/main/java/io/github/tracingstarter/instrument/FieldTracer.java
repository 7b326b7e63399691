package io.github.tracingstarter.instrument;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Traces objects of one kind in fields of the application's beans. Declare it as a static
 * bean with the infrastructure role, because it is needed as soon as beans are created.
 */
public interface FieldTracer {

	/**
	 * Returns the name of the feature, whose switch is {@code tracing.<feature>.fields}.
	 * @return the name of the feature
	 */
	String feature();

	/**
	 * Returns the name under which the objects are reported.
	 * @return the name of the instrumentation
	 */
	String instrumentation();

	/**
	 * Returns the declared types of fields that hold such an object.
	 * @return names of classes, none of which needs to be present
	 */
	Set<String> fieldTypes();

	/**
	 * Returns whether a field of another type may hold such an object: a type of the
	 * application that a library implements.
	 * @param type the declared type of a field of the application
	 * @return true if it may
	 */
	default boolean isFieldType(Class<?> type) {
		return false;
	}

	/**
	 * Returns whether the fields of a bean are inspected.
	 * @param owner the bean
	 * @return true, unless overridden
	 */
	default boolean looksInto(Object owner) {
		return true;
	}

	/**
	 * Returns whether an object is already traced, or is to be left alone without being
	 * reported.
	 * @param value any object
	 * @return false as well if the object is not of this kind
	 */
	boolean isTraced(Object value);

	/**
	 * Traces an object.
	 * @param value any object
	 * @return the traced object, which is the same object if it is traced in place or is
	 * already traced, or null if it cannot be traced
	 */
	@Nullable Object trace(Object value);

	/**
	 * Returns why objects cannot be traced.
	 * @return the reason, or null if it need not be reported
	 */
	@Nullable String obstacle();

}
