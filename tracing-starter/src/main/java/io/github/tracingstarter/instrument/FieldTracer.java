package io.github.tracingstarter.instrument;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Traces objects of one kind that are in fields of the application's beans. Declare it as
 * a static bean with the role of infrastructure, since it is needed as soon as beans are
 * created.
 */
public interface FieldTracer {

	/**
	 * The switch: {@code tracing.<feature>.fields}.
	 * @return the name of the feature
	 */
	String feature();

	/**
	 * What the report calls the objects.
	 * @return the name of the instrumentation
	 */
	String instrumentation();

	/**
	 * The types with which a field is declared that holds such an object.
	 * @return names of classes, none of which needs to be there
	 */
	Set<String> fieldTypes();

	/**
	 * Whether a field of some other type may hold such an object: a type of the
	 * application, which a library implements.
	 * @param type the type with which a field of the application is declared
	 * @return true if so
	 */
	default boolean isFieldType(Class<?> type) {
		return false;
	}

	/**
	 * Whether the fields of a bean are looked at.
	 * @param owner the bean
	 * @return true, unless overridden
	 */
	default boolean looksInto(Object owner) {
		return true;
	}

	/**
	 * Whether an object is traced already, or is to be left alone without a word.
	 * @param value any object
	 * @return false also if it is none of this kind
	 */
	boolean isTraced(Object value);

	/**
	 * Traces an object.
	 * @param value any object
	 * @return the traced one, which is the same where it is traced in place or is traced
	 * already, or null where it cannot be traced
	 */
	@Nullable Object trace(Object value);

	/**
	 * Why objects cannot be traced.
	 * @return the reason, or null if it need not be reported
	 */
	@Nullable String obstacle();

}
