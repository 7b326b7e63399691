package io.github.tracingstarter.instrument;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A private field of a library that has no accessor for it. If a version of the library
 * does not have the field, nothing is read or written.
 *
 * @param <T> the type of the field
 */
public final class PrivateField<T> {

	private static final int LAST_JAVA_FOR_FINAL_FIELDS = 25;

	private final @Nullable Field field;

	private final Class<T> type;

	private PrivateField(@Nullable Field field, Class<T> type) {
		this.field = field;
		this.type = type;
	}

	/**
	 * Looks for a field.
	 * @param <T> the type of the field
	 * @param owner the class that declares it, or a subclass
	 * @param name its name
	 * @param type its type, or a supertype
	 * @return the field
	 */
	public static <T> PrivateField<T> of(Class<?> owner, String name, Class<T> type) {
		Field field = ReflectionUtils.findField(owner, name);
		boolean usable = field != null && ClassUtils.isAssignable(type, field.getType()) && field.trySetAccessible();
		return new PrivateField<>(usable ? field : null, type);
	}

	/**
	 * Returns whether a final field may be written. Java 26 warns about it, and later
	 * versions will refuse it.
	 * @return true if so
	 */
	public static boolean canSetFinal() {
		return Runtime.version().feature() <= LAST_JAVA_FOR_FINAL_FIELDS;
	}

	/**
	 * Returns a field that is never present.
	 * @param <T> the type of the field
	 * @param type its type
	 * @return a field that no object has
	 */
	public static <T> PrivateField<T> none(Class<T> type) {
		return new PrivateField<>(null, type);
	}

	/**
	 * Returns whether this version of the library has the field.
	 * @return true if so
	 */
	public boolean isPresent() {
		return this.field != null;
	}

	/**
	 * Returns whether an object has the field.
	 * @param owner the object
	 * @return true if so
	 */
	public boolean isOf(Object owner) {
		return this.field != null && this.field.getDeclaringClass().isInstance(owner);
	}

	/**
	 * Reads the field.
	 * @param owner the object
	 * @return the value, or null if the object does not have the field
	 */
	public @Nullable T get(Object owner) {
		return (this.field != null && isOf(owner)) ? this.type.cast(ReflectionUtils.getField(this.field, owner)) : null;
	}

	/**
	 * Writes the field if the object has it.
	 * @param owner the object
	 * @param value the value
	 */
	public void set(Object owner, @Nullable T value) {
		if (this.field != null && isOf(owner)) {
			ReflectionUtils.setField(this.field, owner, value);
		}
	}

}
