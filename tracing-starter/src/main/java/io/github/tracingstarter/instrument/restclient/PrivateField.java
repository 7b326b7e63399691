package io.github.tracingstarter.instrument.restclient;

import java.lang.reflect.Field;

import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A private field of Spring Framework. A client has no getter for its request factory, or
 * has one that an application may have overridden, as the spy of a test does.
 *
 * @param <T> the type of the field
 */
final class PrivateField<T> {

	private final @Nullable Field field;

	private final Class<T> type;

	private PrivateField(@Nullable Field field, Class<T> type) {
		this.field = field;
		this.type = type;
	}

	/**
	 * Looks for a field, and warns where this version of Spring Framework has none.
	 * @param <T> the type of the field
	 * @param owner the name of the class that declares it
	 * @param name its name
	 * @param type its type
	 * @return the field
	 */
	static <T> PrivateField<T> of(String owner, String name, Class<T> type) {
		try {
			Class<?> declaring = ClassUtils.resolveClassName(owner, ClientHttpRequestFactory.class.getClassLoader());
			Field field = ReflectionUtils.findField(declaring, name);
			if (field != null && type.isAssignableFrom(field.getType())) {
				ReflectionUtils.makeAccessible(field);
				return new PrivateField<>(field, type);
			}
		}
		catch (RuntimeException ex) {
			LogFactory.getLog(PrivateField.class).debug(owner + " could not be read", ex);
		}
		LogFactory.getLog(PrivateField.class)
			.warn("Not all outgoing HTTP calls are traced: this version of Spring Framework has no field %s.%s"
				.formatted(owner, name));
		return new PrivateField<>(null, type);
	}

	/**
	 * Whether an object has the field.
	 * @param owner the object
	 * @return true if so
	 */
	boolean isOf(Object owner) {
		return this.field != null && this.field.getDeclaringClass().isInstance(owner);
	}

	@Nullable T get(Object owner) {
		return (this.field != null && isOf(owner)) ? this.type.cast(ReflectionUtils.getField(this.field, owner)) : null;
	}

	void set(Object owner, @Nullable T value) {
		if (this.field != null) {
			ReflectionUtils.setField(this.field, owner, value);
		}
	}

}
