package io.github.tracingstarter.instrument.fields;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.FieldTracer;
import io.github.tracingstarter.instrument.Frameworks;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The fields that hold objects to trace, of classes in the application's packages. Only
 * their declared types are considered, once for each class.
 */
final class TracedFields {

	/**
	 * The libraries that keep executors of their own in their beans.
	 */
	private static final String CIRCUIT_BREAKERS = "org.springframework.cloud.circuitbreaker.";

	private final List<String> packages;

	private final List<FieldTracer> tracers;

	private final Map<Class<?>, List<TracedField>> known = new ConcurrentHashMap<>();

	/**
	 * Creates the fields.
	 * @param packages the names of the application's packages
	 * @param tracers know the declared types of fields
	 */
	TracedFields(List<String> packages, List<FieldTracer> tracers) {
		this.packages = packages;
		this.tracers = tracers;
	}

	List<TracedField> of(Class<?> type) {
		List<TracedField> fields = this.known.get(type);
		if (fields == null) {
			fields = find(ClassUtils.getUserClass(type));
			this.known.put(type, fields);
		}
		return fields;
	}

	private List<TracedField> find(Class<?> type) {
		List<TracedField> fields = new ArrayList<>();
		try {
			for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
				if (isOfApplication(owner.getName()) || owner.getName().startsWith(CIRCUIT_BREAKERS)) {
					for (Field field : owner.getDeclaredFields()) {
						FieldTracer tracer = tracer(field.getType());
						if (tracer != null) {
							fields.add(new TracedField(field, tracer));
						}
					}
				}
			}
		}
		catch (LinkageError ex) {
			// The type of a field is not on the class path.
			LogFactory.getLog(TracedFields.class).debug("The fields of %s cannot be read".formatted(type), ex);
		}
		return List.copyOf(fields);
	}

	/**
	 * Returns whether a class is in the application's packages. If the application is in
	 * the default package, every class is.
	 */
	private boolean isOfApplication(String className) {
		for (String name : this.packages) {
			if (name.isEmpty() ? !Frameworks.contain(className) : className.startsWith(name + ".")) {
				return true;
			}
		}
		return false;
	}

	private @Nullable FieldTracer tracer(Class<?> declared) {
		boolean own = isOfApplication(declared.getName());
		for (FieldTracer tracer : this.tracers) {
			if (isOneOf(tracer, declared) || (own && tracer.isFieldType(declared))) {
				return tracer;
			}
		}
		return null;
	}

	private static boolean isOneOf(FieldTracer tracer, Class<?> declared) {
		for (Class<?> type = declared; type != null && type != Object.class; type = type.getSuperclass()) {
			if (tracer.fieldTypes().contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

	/**
	 * A field of the application.
	 *
	 * @param field the field
	 * @param tracer traces the object in the field
	 */
	record TracedField(Field field, FieldTracer tracer) {

	}

}
