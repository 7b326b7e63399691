package io.github.tracingstarter.instrument.rabbitmq;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * A private field of Spring's classes for RabbitMQ, for which they have no method.
 *
 * @param field the field, or null where this version has none
 */
record RabbitField(@Nullable Field field) {

	static RabbitField of(Class<?> owner, String name) {
		Field field = ReflectionUtils.findField(owner, name);
		if (field != null) {
			ReflectionUtils.makeAccessible(field);
		}
		return new RabbitField(field);
	}

	boolean isPresent() {
		return this.field != null;
	}

	@Nullable Object get(Object owner) {
		return (this.field != null) ? ReflectionUtils.getField(this.field, owner) : null;
	}

	void set(Object owner, Object value) {
		if (this.field != null) {
			ReflectionUtils.setField(this.field, owner, value);
		}
	}

}
