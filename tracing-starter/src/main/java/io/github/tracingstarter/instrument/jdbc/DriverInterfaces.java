package io.github.tracingstarter.instrument.jdbc;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.util.ClassUtils;

/**
 * The interfaces that the proxy of a driver's object implements.
 */
final class DriverInterfaces {

	private DriverInterfaces() {
	}

	/**
	 * Returns all visible public interfaces of a driver's class.
	 * @param type the type of JDBC, which comes first, so that of a method that the
	 * driver redeclares, the one of JDBC is used
	 * @param targetType the driver's class
	 * @return the interfaces
	 */
	static Class<?>[] of(Class<?> type, Class<?> targetType) {
		Set<Class<?>> interfaces = new LinkedHashSet<>();
		interfaces.add(type);
		for (Class<?> candidate : ClassUtils.getAllInterfacesForClassAsSet(targetType)) {
			if (Modifier.isPublic(candidate.getModifiers()) && !candidate.isSealed()
					&& ClassUtils.isVisible(candidate, DriverInterfaces.class.getClassLoader())) {
				interfaces.add(candidate);
			}
		}
		return interfaces.toArray(new Class<?>[0]);
	}

}
