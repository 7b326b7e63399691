package io.github.tracingstarter.instrument.fields;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.instrument.Frameworks;
import org.apache.commons.logging.LogFactory;

import org.springframework.util.ClassUtils;

/**
 * The fields that hold a client, of classes in the packages of the application. Only
 * their declared types are looked at, once for each class.
 */
final class ClientFields {

	private final List<String> packages;

	private final Set<String> types;

	private final Map<Class<?>, List<Field>> known = new ConcurrentHashMap<>();

	/**
	 * Creates the fields.
	 * @param packages the names of the packages of the application
	 * @param types the names of the types that clients are declared with
	 */
	ClientFields(List<String> packages, Set<String> types) {
		this.packages = packages;
		this.types = types;
	}

	List<Field> of(Class<?> type) {
		List<Field> fields = this.known.get(type);
		if (fields == null) {
			fields = find(ClassUtils.getUserClass(type));
			this.known.put(type, fields);
		}
		return fields;
	}

	private List<Field> find(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		try {
			for (Class<?> owner = type; owner != null && owner != Object.class; owner = owner.getSuperclass()) {
				if (isOfApplication(owner.getName())) {
					for (Field field : owner.getDeclaredFields()) {
						if (holdsClient(field.getType())) {
							fields.add(field);
						}
					}
				}
			}
		}
		catch (LinkageError ex) {
			// The type of a field is not on the class path.
			LogFactory.getLog(ClientFields.class).debug("The fields of %s cannot be read".formatted(type), ex);
		}
		return List.copyOf(fields);
	}

	/**
	 * Where the application is in the default package, all is in its package.
	 */
	private boolean isOfApplication(String className) {
		for (String name : this.packages) {
			if (name.isEmpty() ? !Frameworks.contain(className) : className.startsWith(name + ".")) {
				return true;
			}
		}
		return false;
	}

	private boolean holdsClient(Class<?> declared) {
		for (Class<?> type = declared; type != null && type != Object.class; type = type.getSuperclass()) {
			if (this.types.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

}
