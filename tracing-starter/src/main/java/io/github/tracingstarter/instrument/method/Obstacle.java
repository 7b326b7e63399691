package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NativeDetector;
import org.springframework.util.ReflectionUtils;

/**
 * The reason why a class cannot have a proxy that behaves like it.
 */
final class Obstacle {

	private Obstacle() {
	}

	/**
	 * Looks for an obstacle.
	 * @param type the class of a bean that is not yet a proxy
	 * @return the reason and the remedy, as a clause, or null if there is none
	 */
	static @Nullable String of(Class<?> type) {
		if (NativeDetector.inNativeImage()) {
			return "a native image has only the proxies that were made when it was built";
		}
		if (type.isRecord()) {
			return "it is a record, which is final; make it a class";
		}
		if (Modifier.isFinal(type.getModifiers())) {
			return "its class is final; remove 'final', or in Kotlin add 'open'";
		}
		if (type.isSealed()) {
			return "its class is sealed; make it 'non-sealed'";
		}
		Method[] methods = ReflectionUtils.getUniqueDeclaredMethods(type,
				(method) -> method.getDeclaringClass() != Object.class && isPublicOfObjects(method)
						&& (Modifier.isFinal(method.getModifiers()) || isIdentity(method)));
		if (methods.length == 0) {
			return null;
		}
		Method method = methods[0];
		return isIdentity(method) && !Modifier.isFinal(method.getModifiers())
				? "its class defines %s(), for which a proxy would answer; it is traced if it is behind a proxy already"
					.formatted(method.getName())
				: "its method %s() is final, and would see the empty fields of a proxy; remove 'final'"
					.formatted(method.getName());
	}

	private static boolean isPublicOfObjects(Method method) {
		return Modifier.isPublic(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
	}

	private static boolean isIdentity(Method method) {
		return ReflectionUtils.isEqualsMethod(method) || ReflectionUtils.isHashCodeMethod(method);
	}

}
